#include "synth/music_session.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "synth/frame_pipeline.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/fake_codec.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::synth {
namespace {

using Codes = std::vector<std::int32_t>;

audio::Score scale_of(int notes) {
  audio::Score score;
  for (int i = 0; i < notes; ++i) {
    audio::Note note;
    note.start_tick = i * 240;
    note.duration_ticks = 200;
    note.pitch = static_cast<std::uint8_t>(48 + i % 24);
    note.program = static_cast<std::uint8_t>(i % 3 * 24);
    score.notes.push_back(note);
  }
  return score;
}

class MusicSessionTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kBooks = 2;

  void SetUp() override {
    testing::write_random_language_model(
        folder_ / "music.safetensors", testing::tiny_music_model_config(codec_.info()), 6);
    model_.emplace(models::LanguageModel::load(folder_ / "music.safetensors"));
  }
  MusicRequest request(int notes, std::uint64_t seed = 1) const {
    MusicRequest request;
    request.score = std::make_shared<models::ScoreTimeline>(scale_of(notes), 50);
    request.text = {17, 300};
    request.frames = music_frames(*request.score);
    request.draw.seed = seed;
    request.draw.sampling = {.temperature = 1, .top_k = 10, .top_p = 1, .guidance = 2};
    return request;
  }
  Codes play(MusicRequest wanted) const {
    MusicSession session(*model_, std::move(wanted));
    Codes all;
    Codes frame(kBooks);
    while (session.next(frame)) {
      all.insert(all.end(), frame.begin(), frame.end());
    }
    return all;
  }

  testing::TemporaryFolder folder_;
  const testing_support::FakeCodec codec_;
  std::optional<models::LanguageModel> model_;
};

TEST_F(MusicSessionTest, LastsAsLongAsTheScoreAndItsTail) {
  const MusicRequest wanted = request(8);  // the last note ends at 7 * .25 + 200 / 960 s
  EXPECT_EQ(wanted.frames, 97 + 75);
  MusicSession session(*model_, wanted);
  EXPECT_EQ(session.expected_frames(), 172);
  EXPECT_EQ(play(wanted).size(), 172U * kBooks);
}

// The session makes features block by block; here they are made at once, and the codes are drawn
// through the generator alone.
TEST_F(MusicSessionTest, StreamingEqualsWholeFeaturesAtOnce) {
  const MusicRequest wanted = request(60);  // several blocks
  const auto features = models::score_features(*wanted.score, 0, wanted.frames);
  FrameGenerator generator(*model_, wanted.draw, wanted.text);
  Codes expected;
  Codes frame(kBooks);
  for (std::int64_t t = 0; t < wanted.frames; ++t) {
    generator.next(frame, features.frame(t));
    expected.insert(expected.end(), frame.begin(), frame.end());
  }
  ASSERT_GT(wanted.frames, 700);
  EXPECT_EQ(play(wanted), expected);
}

TEST_F(MusicSessionTest, SeedScoreMaskAndTextAllMatter) {
  const Codes codes = play(request(20));
  EXPECT_EQ(play(request(20)), codes);
  EXPECT_NE(play(request(20, 2)), codes);
  MusicRequest other = request(20);
  other.text = {18};
  EXPECT_NE(play(other), codes);
  MusicRequest masked = request(20);
  masked.mask = models::ScoreMask::all_free();
  EXPECT_NE(play(masked), codes);
  MusicRequest direct = request(20);
  direct.score = nullptr;
  const Codes without = play(direct);
  EXPECT_EQ(without.size(), codes.size());
  EXPECT_NE(without, codes);
}

TEST_F(MusicSessionTest, APromptComesFirstAndIsContinued) {
  MusicRequest direct = request(4);
  direct.score = nullptr;
  direct.frames = 80;
  const Codes whole = play(direct);
  MusicRequest continued = direct;
  continued.prompt.assign(whole.begin(), whole.begin() + 30 * kBooks);
  continued.frames = 50;
  EXPECT_EQ(MusicSession(*model_, continued).expected_frames(), 80);
  EXPECT_EQ(play(continued), whole);
}

TEST_F(MusicSessionTest, TheScoreStartsAfterThePrompt) {
  MusicRequest wanted = request(8);
  wanted.prompt.assign(40 * kBooks, 3);
  const Codes codes = play(wanted);
  ASSERT_EQ(codes.size(), static_cast<std::size_t>(40 + wanted.frames) * kBooks);
  FrameGenerator generator(*model_, wanted.draw, wanted.text);
  const models::FeatureRow none(&models::kUnconditionalFeature, 1);
  for (int t = 0; t < 40; ++t) {
    generator.feed(Codes{3, 3}, none);
  }
  const auto features = models::score_features(*wanted.score, 0, wanted.frames);
  Codes frame(kBooks);
  for (std::int64_t t = 0; t < wanted.frames; ++t) {
    generator.next(frame, features.frame(t));
    ASSERT_EQ(frame[0], codes[static_cast<std::size_t>(40 + t) * kBooks]) << t;
  }
}

TEST_F(MusicSessionTest, MemoryDoesNotGrowWithTheLength) {
  // Of twenty minutes the first three: after the first one nothing more is allocated than a block's
  // features.
  MusicRequest wanted = request(4800);
  MusicSession session(*model_, wanted);
  Codes frame(kBooks);
  std::int64_t per_minute[3] = {};
  for (auto& count : per_minute) {
    const test_support::AllocationGuard guard;
    for (int t = 0; t < 3000; ++t) {
      ASSERT_TRUE(session.next(frame));
    }
    count = guard.count();
  }
  EXPECT_LT(per_minute[2], per_minute[1] * 11 / 10 + 10);
  EXPECT_LT(per_minute[2], 3000);  // not one a frame
}

TEST_F(MusicSessionTest, PlaysThroughThePipeline) {
  MusicSession session(*model_, request(8));
  std::size_t samples = 0;
  std::atomic<bool> stop{false};
  const auto report = run_pipeline(
      session,
      codec_,
      [&](std::span<const float> block) {
        samples += block.size();
        return true;
      },
      stop);
  EXPECT_EQ(report.frames, 172);
  EXPECT_EQ(samples, 172U * 480U);
}

TEST_F(MusicSessionTest, RefusesBrokenRequests) {
  MusicRequest odd = request(4);
  odd.prompt = {1, 2, 3};
  EXPECT_THROW(MusicSession(*model_, odd), ShapeError);
  MusicRequest negative = request(4);
  negative.frames = -1;
  EXPECT_THROW(MusicSession(*model_, negative), ConfigError);
}

TEST_F(MusicSessionTest, RefusesModelsThatDoNotFitTheCodec) {
  EXPECT_NO_THROW(require_music_model(*model_, codec_.info(), "music"));
  const auto refusal = [&](const codec::CodecInfo& info) -> std::string {
    try {
      require_music_model(*model_, info, "tune");
    } catch (const CheckpointError& error) {
      return error.what();
    }
    return "";
  };
  codec::CodecInfo info = codec_.info();
  info.hash = "another";
  EXPECT_THAT(refusal(info), ::testing::HasSubstr("tune writes codes of the codec with hash"));
  EXPECT_THAT(refusal(info), ::testing::HasSubstr("another"));
  info = codec_.info();
  info.codebooks = 3;
  EXPECT_THAT(refusal(info), ::testing::HasSubstr("16, 16, 16"));
  info = codec_.info();
  info.hop_length = 240;
  EXPECT_THAT(refusal(info), ::testing::HasSubstr("frames a second"));

  auto speech = testing::tiny_music_model_config(codec_.info());
  speech.kind = "speech";
  testing::write_random_language_model(folder_ / "speech.safetensors", speech, 6);
  const auto wrong = models::LanguageModel::load(folder_ / "speech.safetensors");
  EXPECT_THROW(require_music_model(wrong, codec_.info(), "speech"), CheckpointError);
}

}  // namespace
}  // namespace melisma::synth
