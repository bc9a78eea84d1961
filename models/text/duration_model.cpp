#include "models/text/duration_model.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/text/duration_context.h"

namespace melisma::models {
namespace {

using nlohmann::json;

constexpr int kMostTrees = 10000;
constexpr int kDeepest = 10;
constexpr double kShortestSeconds = 0.005;
constexpr double kLongestSeconds = 2.0;

struct Layout {
  std::vector<std::string> voices;
  std::int64_t phonemes = 0;
  std::int64_t inputs = 0;
  std::int64_t trees = 0;
  std::int64_t depth = 0;
};

void check(const SafetensorsFile& file,
           const char* what,
           std::int64_t found,
           std::int64_t least,
           std::int64_t most) {
  if (found < least || found > most) {
    throw CheckpointError(file.name() + ": the duration model's " + what + " is " +
                          std::to_string(found) + ", wanted " + std::to_string(least) + " to " +
                          std::to_string(most) + ". Train it with this version.");
  }
}

Layout read_layout(const SafetensorsFile& file) {
  const std::string& format = file.metadata_value("format");
  const std::string& kind = file.metadata_value("kind");
  if (format != "melisma/1" || kind != "duration_model") {
    throw CheckpointError(file.name() + " has format '" + format.substr(0, 40) + "' and kind '" +
                          kind.substr(0, 40) + "', wanted 'melisma/1' and 'duration_model'. " +
                          "Choose a duration model of this version.");
  }
  Layout layout;
  try {
    const json config = json::parse(file.metadata_value("config"));
    layout.voices = config.at("voices").get<std::vector<std::string>>();
    layout.phonemes = config.at("phonemes").get<std::int64_t>();
    layout.inputs = config.at("inputs").get<std::int64_t>();
    layout.trees = config.at("trees").get<std::int64_t>();
    layout.depth = config.at("depth").get<std::int64_t>();
  } catch (const json::exception& fault) {
    throw CheckpointError(file.name() + ": the duration model's config is damaged: " +
                          fault.what() + ". Train or fetch it again.");
  }
  check(file, "number of voices", std::ssize(layout.voices), 1, kVoiceSlots);
  check(file, "number of phonemes", layout.phonemes, kPhonemeCount, kPhonemeCount);
  check(file, "number of inputs", layout.inputs, 1, std::int64_t{kDurationInputs});
  check(file, "number of trees", layout.trees, 1, kMostTrees);
  check(file, "depth", layout.depth, 1, kDeepest);
  return layout;
}

std::vector<std::uint8_t> to_bytes(const SafetensorsFile& file,
                                   const std::string& name,
                                   const std::vector<float>& values,
                                   std::int64_t most) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(values.size());
  for (const float value : values) {
    if (!(value >= 0 && value <= static_cast<float>(most)) || value != std::floor(value)) {
      throw CheckpointError(file.name() + ": " + name + " has the value " + std::to_string(value) +
                            ", wanted whole numbers from 0 to " + std::to_string(most) +
                            ". The file is damaged: get it again.");
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

void check_finite(const SafetensorsFile& file,
                  const std::string& name,
                  const std::vector<float>& values) {
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    throw CheckpointError(file.name() + ": " + name +
                          " has values that are not numbers. The file is damaged: get it again.");
  }
}

DurationWeights read_weights(const SafetensorsFile& file) {
  const Layout layout = read_layout(file);
  const std::int64_t leaves = std::int64_t{1} << layout.depth;
  TensorReader reader(file);
  DurationWeights weights;
  weights.voices = layout.voices;
  weights.mean = reader.floats("mean", {std::ssize(layout.voices), layout.phonemes});
  const auto input = reader.floats("trees.input", {layout.trees, leaves - 1});
  const auto threshold = reader.floats("trees.threshold", {layout.trees, leaves - 1});
  weights.trees.depth = static_cast<int>(layout.depth);
  weights.trees.value = reader.floats("trees.value", {layout.trees, leaves});
  reader.finish();
  weights.trees.input = to_bytes(file, "trees.input", input, layout.inputs - 1);
  weights.trees.threshold = to_bytes(file, "trees.threshold", threshold, 255);
  check_finite(file, "mean", weights.mean);
  check_finite(file, "trees.value", weights.trees.value);
  return weights;
}

OwnedTensor whole_numbers(std::span<const std::uint8_t> values, std::vector<std::int64_t> shape) {
  // 0 to 255 are exact in half precision.
  const std::vector<float> floats(values.begin(), values.end());
  return OwnedTensor::from_floats(floats, std::move(shape), DataType::kF16);
}

}  // namespace

DurationModel::DurationModel(const SafetensorsFile& file) : weights_(read_weights(file)) {}

DurationModel::DurationModel(DurationWeights weights) : weights_(std::move(weights)) {
  MELISMA_ASSERT(weights_.mean.size() == weights_.voices.size() * kPhonemeNames.size());
}

std::vector<double> DurationModel::seconds(std::span<const Phoneme> phonemes,
                                           SentenceType type,
                                           int voice) const {
  MELISMA_ASSERT(voice >= 0 && voice < std::ssize(weights_.voices));
  const auto context = duration_context(phonemes, type, voice);
  std::vector<double> seconds;
  seconds.reserve(phonemes.size());
  for (std::size_t i = 0; i < phonemes.size(); ++i) {
    const auto row = std::span(context).subspan(i * kDurationInputs, kDurationInputs);
    const auto place = static_cast<std::size_t>(voice) * kPhonemeNames.size() +
                       static_cast<std::size_t>(phonemes[i].id);
    const double log_seconds = static_cast<double>(weights_.mean[place]) +
                               static_cast<double>(weights_.trees.predict(row));
    seconds.push_back(std::clamp(std::exp(log_seconds), kShortestSeconds, kLongestSeconds));
  }
  return seconds;
}

std::map<std::string, OwnedTensor> tensors_of(const DurationWeights& weights) {
  const BoostedTrees& trees = weights.trees;
  const auto count = static_cast<std::int64_t>(trees.trees());
  const auto nodes = static_cast<std::int64_t>(trees.nodes());
  std::map<std::string, OwnedTensor> tensors;
  tensors["mean"] =
      OwnedTensor::from_floats(weights.mean, {std::ssize(weights.voices), kPhonemeCount});
  tensors["trees.input"] = whole_numbers(trees.input, {count, nodes});
  tensors["trees.threshold"] = whole_numbers(trees.threshold, {count, nodes});
  tensors["trees.value"] =
      OwnedTensor::from_floats(trees.value, {count, nodes + 1}, DataType::kF16);
  return tensors;
}

std::map<std::string, std::string> metadata_of(const DurationWeights& weights,
                                               std::map<std::string, std::string> about) {
  about["format"] = "melisma/1";
  about["kind"] = "duration_model";
  about["config"] = json{{"voices", weights.voices},
                         {"phonemes", kPhonemeCount},
                         {"inputs", kDurationInputs},
                         {"trees", weights.trees.trees()},
                         {"depth", weights.trees.depth}}
                        .dump();
  return about;
}

std::vector<TimedPhoneme> round_to_frames(std::span<const Phoneme> phonemes,
                                          std::span<const double> seconds,
                                          double speed,
                                          double frame_rate) {
  MELISMA_ASSERT(phonemes.size() == seconds.size() && speed > 0);
  std::vector<TimedPhoneme> timed;
  timed.reserve(phonemes.size());
  double owed = 0;  // frames that are due but not given yet; negative: given too many
  for (std::size_t i = 0; i < phonemes.size(); ++i) {
    owed += seconds[i] / speed * frame_rate;
    const auto frames =
        static_cast<int>(std::clamp<std::int64_t>(std::llround(owed), 1, kLongestPhonemeFrames));
    timed.push_back({phonemes[i], frames});
    // Frames given too many are taken from the phonemes after; what the upper bound cut off is not
    // given to them, because it was meant for this one alone.
    owed = std::min(owed - frames, .5);
  }
  return timed;
}

}  // namespace melisma::models
