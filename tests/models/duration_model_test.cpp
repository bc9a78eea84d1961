#include "models/text/duration_model.h"

#include <fstream>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/text/duration_context.h"
#include "models/text/phonemizer.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

/// Every phoneme 0.1 s, the second voice 0.2 s; twice that in the last word of a phrase.
DurationWeights known_weights() {
  DurationWeights weights;
  weights.voices = {"rms", "slt"};
  weights.mean.assign(2 * kPhonemeNames.size(), std::log(.1F));
  std::fill(weights.mean.begin() + kPhonemeCount, weights.mean.end(), std::log(.2F));
  weights.trees.depth = 1;
  weights.trees.input = {39};  // phrase final
  weights.trees.threshold = {0};
  weights.trees.value = {0, std::log(2.0F)};
  return weights;
}

std::string write_model(const TemporaryFolder& folder,
                        std::map<std::string, OwnedTensor> tensors,
                        const std::map<std::string, std::string>& metadata) {
  const auto path = folder / "durations.safetensors";
  write_safetensors(path, tensors, metadata);
  return path.string();
}

std::string fault_of(const std::string& path) {
  try {
    const DurationModel model{SafetensorsFile(path)};
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "no fault";
}

TEST(DurationModel, AddsTheMeanOfVoiceAndPhonemeAndTheTrees) {
  const DurationModel model(known_weights());
  const auto phonemes = phonemize("The cat sat.");
  ASSERT_GT(phonemes.size(), 8U);
  const auto first = model.seconds(phonemes, SentenceType::kStatement, 0);
  const auto second = model.seconds(phonemes, SentenceType::kStatement, 1);
  for (std::size_t i = 0; i < phonemes.size(); ++i) {
    EXPECT_NEAR(first[i], phonemes[i].phrase_final ? .2 : .1, 1e-5);
    EXPECT_NEAR(second[i], 2 * first[i], 1e-5);
  }
}

TEST(DurationModel, FileRoundTrip) {
  const TemporaryFolder folder;
  const DurationWeights weights = known_weights();
  const auto path =
      write_model(folder, tensors_of(weights), metadata_of(weights, {{"licence", "Apache-2.0"}}));
  const DurationModel model{SafetensorsFile(path)};
  EXPECT_EQ(model.voices(), weights.voices);
  const auto phonemes = phonemize("Well, is this the same?");
  const auto wanted = DurationModel(weights).seconds(phonemes, SentenceType::kQuestion, 1);
  const auto found = model.seconds(phonemes, SentenceType::kQuestion, 1);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(found[i], wanted[i], 1e-3 * wanted[i]);  // leaves are kept in half precision
  }
}

TEST(DurationModel, LoadingIsStrict) {
  const TemporaryFolder folder;
  const DurationWeights weights = known_weights();
  const auto tensors = tensors_of(weights);
  const auto metadata = metadata_of(weights, {});

  auto other = metadata;
  other["kind"] = "language_model";
  EXPECT_THAT(fault_of(write_model(folder, tensors, other)), HasSubstr("language_model"));
  other = metadata;
  other["config"] = "{\"voices\": 3}";
  EXPECT_THAT(fault_of(write_model(folder, tensors, other)), HasSubstr("config"));
  other["config"] =
      R"({"voices": ["rms", "slt"], "phonemes": 41, "inputs": 83, "trees": 1, "depth": 1})";
  EXPECT_THAT(fault_of(write_model(folder, tensors, other)), HasSubstr("phonemes is 41"));

  auto changed = tensors;
  changed.erase("mean");
  EXPECT_THAT(fault_of(write_model(folder, changed, metadata)), HasSubstr("missing mean"));
  changed = tensors;
  changed["trees.value"] = OwnedTensor::from_floats(std::vector<float>(3), {1, 3});
  EXPECT_THAT(fault_of(write_model(folder, changed, metadata)), HasSubstr("trees.value"));
  changed = tensors;
  changed["trees.input"] = OwnedTensor::from_floats(std::vector<float>{200}, {1, 1});
  EXPECT_THAT(fault_of(write_model(folder, changed, metadata)), HasSubstr("trees.input"));
  changed["trees.input"] = OwnedTensor::from_floats(std::vector<float>{1.5F}, {1, 1});
  EXPECT_THAT(fault_of(write_model(folder, changed, metadata)), HasSubstr("whole numbers"));
  changed = tensors;
  changed["trees.value"] = OwnedTensor::from_floats(std::vector<float>{0, NAN}, {1, 2});
  EXPECT_THAT(fault_of(write_model(folder, changed, metadata)), HasSubstr("not numbers"));
}

TEST(DurationModel, TruncatedFilesAreRefused) {
  const TemporaryFolder folder;
  const DurationWeights weights = known_weights();
  const auto path = write_model(folder, tensors_of(weights), metadata_of(weights, {}));
  const auto whole = std::filesystem::file_size(path);
  for (std::uintmax_t size = 0; size < whole; size += 37) {
    std::filesystem::resize_file(write_model(folder, tensors_of(weights), metadata_of(weights, {})),
                                 size);
    EXPECT_NE(fault_of(path), "no fault") << size << " bytes of " << whole;
  }
}

TEST(RoundToFrames, ErrorsDoNotAddUp) {
  const std::vector<Phoneme> phonemes(100);
  const std::vector<double> seconds(100, .047);  // 2.35 frames
  const auto timed = round_to_frames(phonemes, seconds, 1, 50);
  int total = 0;
  for (const TimedPhoneme& phoneme : timed) {
    EXPECT_TRUE(phoneme.frames == 2 || phoneme.frames == 3);
    total += phoneme.frames;
  }
  EXPECT_EQ(total, 235);
}

TEST(RoundToFrames, LengthsAreBounded) {
  const std::vector<Phoneme> phonemes(4);
  const std::vector<double> seconds = {.001, 5, .001, .1};
  const auto timed = round_to_frames(phonemes, seconds, .5, 50);
  EXPECT_EQ(timed[0].frames, 1);
  EXPECT_EQ(timed[1].frames, kLongestPhonemeFrames);
  EXPECT_EQ(timed[2].frames, 1);  // gets none of what was cut off
  EXPECT_NEAR(timed[3].frames, 10, 1);
}

TEST(RoundToFrames, ShortPhonemesAreMadeUpFor) {
  const std::vector<Phoneme> phonemes(6);
  const std::vector<double> seconds = {.004, .004, .004, .2, .2, .2};  // 30.6 frames
  const auto timed = round_to_frames(phonemes, seconds, 1, 50);
  const int total =
      std::accumulate(timed.begin(), timed.end(), 0, [](int sum, const auto& phoneme) {
        return sum + phoneme.frames;
      });
  EXPECT_NEAR(total, 30.6, .5);
}

TEST(DurationContext, HasAFixedWidthAndSmallValues) {
  for (const char* text : {"Hello there.", "A.", "Supercalifragilistic, strengths twelfths!"}) {
    const auto phonemes = phonemize(text);
    const auto context = duration_context(phonemes, SentenceType::kStatement, 2);
    ASSERT_EQ(context.size(), phonemes.size() * kDurationInputs);
    EXPECT_LE(*std::max_element(context.begin(), context.end()), kLargestDurationInput);
  }
  EXPECT_TRUE(duration_context({}, SentenceType::kStatement, 0).empty());
}

}  // namespace
}  // namespace melisma::models
