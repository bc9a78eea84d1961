#include "cli/eval/music_agreement.h"

#include <gtest/gtest.h>

#include "tests/support/notes.h"
#include "tests/support/signals.h"

namespace melisma::cli {
namespace {

constexpr std::size_t kSamples = 10 * 24000;

/// Quarter notes at 120 bpm that walk through `pitches`, for 10 s.
audio::Score walk(const std::vector<int>& pitches) {
  audio::Score score;
  for (int i = 0; i < 20; ++i) {
    const int pitch = pitches[static_cast<std::size_t>(i) % pitches.size()];
    score.notes.push_back({.start_tick = i * 480,
                           .duration_ticks = 400,
                           .pitch = static_cast<std::uint8_t>(pitch),
                           .velocity = 100});
  }
  return score;
}

std::vector<float> sound_of(const audio::Score& score) {
  return test_support::play(audio::timed_notes(score), kSamples);
}

TEST(MusicAgreement, IsFullWithItself) {
  const audio::Score score = walk({60, 64, 67, 72});
  const auto sound = sound_of(score);
  const MusicAgreement same = music_agreement(sound, sound, 24000, score);
  EXPECT_NEAR(same.chroma, 1, 1e-6);
  EXPECT_EQ(same.onset_f, 1);
  EXPECT_NEAR(same.flux, 1, 1e-6);
  EXPECT_GT(same.score_chroma, 0.7);
  ASSERT_TRUE(same.tempo_error.has_value());
  EXPECT_LT(*same.tempo_error, kTempoTolerance);
}

TEST(MusicAgreement, IsLowWithOtherMusicAndOtherScores) {
  const audio::Score score = walk({60, 64, 67, 72});
  const auto sound = sound_of(score);
  const auto other = sound_of(walk({61, 66, 70}));
  EXPECT_LT(music_agreement(sound, other, 24000, score).chroma, 0.2);
  EXPECT_LT(music_agreement(sound, other, 24000, score).score_chroma, 0.2);
  EXPECT_LT(music_agreement(sound, test_support::noise(kSamples, 3), 24000, score).onset_f, 0.7);
}

TEST(MusicAgreement, TakesTheTempoFromTheScore) {
  audio::Score score = walk({60, 64, 67, 72});
  const auto sound = sound_of(score);  // 120 bpm
  score.tempos = {{0, 60'000'000 / 135}};
  EXPECT_GT(*music_agreement(sound, sound, 24000, score).tempo_error, kTempoTolerance);
}

TEST(MusicAgreement, CutsToTheShorterAndHasNoTempoOfAMoment) {
  const audio::Score score = walk({60, 64, 67, 72});
  const auto sound = sound_of(score);
  const auto start = std::span<const float>(sound).first(2 * 24000);
  const MusicAgreement cut = music_agreement(sound, start, 24000, score);
  EXPECT_NEAR(cut.chroma, 1, 1e-6);
  EXPECT_GT(cut.score_chroma, 0.7);
  EXPECT_FALSE(cut.tempo_error.has_value());
}

TEST(MusicAgreementMean, AveragesWhatWasMeasured) {
  MusicAgreementMean mean;
  mean.add({.chroma = 1, .tempo_error = 0.01});
  mean.add({.chroma = 0.5, .tempo_error = 0.5});
  mean.add({.chroma = 0, .tempo_error = std::nullopt});
  FigureTable table = agreement_table();
  mean.add_row(table, "model");
  const auto row = table.json()[0];
  EXPECT_DOUBLE_EQ(row["chroma"].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(row["tempo_error"].get<double>(), 0.255);
  EXPECT_DOUBLE_EQ(row["tempo_right"].get<double>(), 0.5);
}

}  // namespace
}  // namespace melisma::cli
