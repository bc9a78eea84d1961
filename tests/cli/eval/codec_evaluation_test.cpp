#include "cli/eval/codec_evaluation.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::cli {
namespace {

class CodecEvaluationTest : public ::testing::Test {
 protected:
  CodecEvaluationTest() {
    testing::write_tiny_codec(folder_ / "codec.safetensors");
    codec_ = codec::open_codec(folder_ / "codec.safetensors");
    for (unsigned i = 0; i < 3; ++i) {
      clips_.push_back({i, testing::varied_signal(16000, i), ""});
    }
  }
  CodecEvaluation evaluation() { return {.codec = *codec_, .clips = clips_}; }

  testing::TemporaryFolder folder_;
  std::unique_ptr<codec::Codec> codec_;
  std::vector<HeldOutClip> clips_;
};

TEST_F(CodecEvaluationTest, OrdersCeilingCodecAndFloor) {
  const auto original = measure_original(evaluation());
  const auto codec = measure_codec(evaluation(), codec_->info().codebooks);
  const auto unrelated = measure_unrelated(evaluation());
  EXPECT_EQ(original.figures.mel, 0);
  EXPECT_NEAR(original.figures.chroma, 1, 1e-6);
  EXPECT_GT(codec.figures.mel, 0);
  // The tiny codec's random residual layers distort levels, but not what happens when.
  EXPECT_GT(codec.figures.flux, unrelated.figures.flux + 0.1);
  const auto magnitudes = measure_true_magnitudes(evaluation());
  EXPECT_LT(magnitudes.figures.mel, codec.figures.mel / 4);
  EXPECT_GT(magnitudes.figures.chroma, 0.9);
  const auto opus = measure_opus(evaluation(), 60);
  EXPECT_LT(opus.figures.mel, unrelated.figures.mel);
  EXPECT_GT(opus.figures.chroma, unrelated.figures.chroma + 0.3);
}

TEST_F(CodecEvaluationTest, BitRateFollowsTheCodebooks) {
  const auto& info = codec_->info();
  const auto two = measure_codec(evaluation(), 2);
  const double expected = 2 * std::log2(info.codebook_size) * info.frame_rate() / 1000;
  EXPECT_NEAR(*two.kilobits_per_second, expected, 1e-9);
  EXPECT_GT(*two.entropy_kilobits, 0);
  EXPECT_LE(*two.entropy_kilobits, expected);
  EXPECT_FALSE(two.word_error_rate.has_value());
}

TEST_F(CodecEvaluationTest, OpusIsNearerWithMoreBits) {
  const auto six = measure_opus(evaluation(), 6);
  const auto sixty = measure_opus(evaluation(), 60);
  EXPECT_LT(sixty.figures.mel, six.figures.mel);
  EXPECT_GT(*sixty.kilobits_per_second, *six.kilobits_per_second);
}

TEST_F(CodecEvaluationTest, MeasuresEverySystemOnceAndTabulatesThem) {
  std::vector<std::string> told;
  auto all = evaluation();
  all.progress = [&](const std::string& name) { told.push_back(name); };
  const auto systems = evaluate_systems(all, {3, 1});
  EXPECT_EQ(systems.size(), 7U);
  EXPECT_EQ(told.size(), 5U);
  const auto json = codec_table(systems).json();
  EXPECT_TRUE(json[0]["kilobits_per_second"].is_null());
  EXPECT_GT(json[2]["decode_speed"].get<double>(), 0);
  EXPECT_LT(json[2]["mel"].get<double>(), json[3]["mel"].get<double>());
}

TEST(CodebookCounts, GoDownByTwo) {
  EXPECT_EQ(default_codebook_counts(8), (std::vector<int>{8, 6, 4, 2}));
  EXPECT_EQ(default_codebook_counts(3), (std::vector<int>{3}));
  EXPECT_EQ(default_codebook_counts(1), (std::vector<int>{1}));
}

TEST(Intelligibility, ComparesNumbersAsTheyAreSpoken) {
  const testing::TemporaryFolder folder;
  const std::vector<std::string> texts{"There are 38 small squirrels in the station.",
                                       "The office opens at 10:05 pm."};
  testing::write_spoken_corpus(folder.path(), texts);
  Intelligibility words(texts, other_grammar_seed(1), 300);
  audio::WordErrors spoken;
  for (const auto& clip : read_held_out_clips(folder.path(), 2, 8, 24000)) {
    spoken += words.errors(clip.text, clip.samples, 24000);
  }
  EXPECT_GE(spoken.reference_words, 9U + 8U);  // "thirty eight", "ten o five p m"
  EXPECT_LT(spoken.rate(), 0.3);
}

TEST(Intelligibility, TellsSpeechFromSilence) {
  const testing::TemporaryFolder folder;
  const std::vector<std::string> texts{"The old captain watched the river after midnight.",
                                       "Every teacher counted twelve boxes near the station."};
  testing::write_spoken_corpus(folder.path(), texts);
  const auto clips = read_held_out_clips(folder.path(), 2, 8, 24000);
  Intelligibility words(texts, other_grammar_seed(1), 300);
  audio::WordErrors spoken;
  for (const auto& clip : clips) {
    spoken += words.errors(clip.text, clip.samples, 24000);
  }
  EXPECT_EQ(spoken.reference_words, 16U);
  EXPECT_LT(spoken.rate(), 0.3);
  EXPECT_EQ(words.errors(texts[0], std::vector<float>(24000), 24000).rate(), 1);
  EXPECT_NE(other_grammar_seed(1), 1U);
}

}  // namespace
}  // namespace melisma::cli
