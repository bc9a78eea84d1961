#include "synth/score_arrangement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

using ::testing::ElementsAre;

audio::Note note(int channel, int program, int pitch, int tick = 0) {
  audio::Note made;
  made.start_tick = tick;
  made.duration_ticks = 100;
  made.channel = static_cast<std::uint8_t>(channel);
  made.program = static_cast<std::uint8_t>(program);
  made.pitch = static_cast<std::uint8_t>(pitch);
  return made;
}

audio::Score trio() {
  audio::Score score;
  score.notes = {
      note(0, 0, 72), note(1, 24, 40), note(2, 24, 60), note(9, 0, 36), note(0, 0, 74, 9)};
  return score;
}

std::vector<int> programs(const audio::Score& score) {
  std::vector<int> out;
  for (const audio::Note& played : score.notes) {
    out.push_back(played.program);
  }
  return out;
}

TEST(ScoreArrangement, PartsTakeTheProgramsInTurn) {
  audio::Score score = trio();
  replace_programs(score, {});
  EXPECT_EQ(score, trio());
  replace_programs(score, std::vector{40});
  EXPECT_THAT(programs(score), ElementsAre(40, 40, 40, 0, 40));
  score = trio();
  replace_programs(score, std::vector{40, 73});
  EXPECT_THAT(programs(score), ElementsAre(40, 73, 40, 0, 40));
}

TEST(ScoreArrangement, ABassGoesToTheLowestPart) {
  audio::Score score = trio();
  replace_programs(score, std::vector{33, 56, 11});
  EXPECT_THAT(programs(score), ElementsAre(56, 33, 11, 0, 56));
  score = trio();
  replace_programs(score, std::vector{33});  // the only one: for all
  EXPECT_THAT(programs(score), ElementsAre(33, 33, 33, 0, 33));
}

TEST(ScoreArrangement, DescribesAScore) {
  audio::Score score = trio();
  score.tempos = {{0, 1000000}};
  score.key_signatures = {{0, -3, true}};
  score.time_signatures = {{0, 3, 4}};
  const CompositionWish wish = describe(score);
  EXPECT_EQ(wish.tempo_bpm, 60.0);
  EXPECT_EQ(wish.tonic, 0);
  EXPECT_EQ(wish.mode, models::MusicMode::kMinor);
  EXPECT_EQ(wish.metre, (models::Metre{3, 4}));
  EXPECT_THAT(wish.programs, ElementsAre(0, 24));
  EXPECT_EQ(wish.drums, true);
  remove_drums(score);
  EXPECT_EQ(score.notes.size(), 4U);
  EXPECT_EQ(describe(score).drums, false);
  score.tempos = {{0, 100000}};  // 600 bpm
  EXPECT_EQ(describe(score).tempo_bpm, 300.0);
}

}  // namespace
}  // namespace melisma::synth
