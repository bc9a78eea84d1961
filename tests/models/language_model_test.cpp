#include "models/transformer/language_model.h"

#include <cmath>
#include <cstring>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/transformer/teacher_forcing.h"
#include "tests/support/naive_language_model.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;

constexpr double kTolerance = 2e-4;  // logits of order one, float32 against double

struct Sequence {
  std::vector<std::int32_t> codes;
  FrameFeatures features;
  std::vector<std::int32_t> text;
};

Sequence random_sequence(const LanguageModelConfig& config, int frames, std::uint32_t seed) {
  std::mt19937 engine(seed);
  Sequence sequence;
  for (int t = 0; t < frames; ++t) {
    for (const int size : config.code_sizes) {
      sequence.codes.push_back(static_cast<std::int32_t>(engine() % static_cast<unsigned>(size)));
    }
    std::vector<Feature> row;
    for (unsigned i = 0; config.feature_count > 0 && i < engine() % 4U; ++i) {
      row.push_back(
          {static_cast<std::int32_t>(engine() % static_cast<unsigned>(config.feature_count)),
           static_cast<float>(engine() % 100U) / 50.0F - 1.0F});
    }
    sequence.features.push_frame(row);
  }
  if (config.text_vocabulary > 0) {
    sequence.text = {3, 1, 18, 3, 7};
  }
  return sequence;
}

class ModelFile {
 public:
  explicit ModelFile(const LanguageModelConfig& config = testing::tiny_language_model_config()) {
    testing::write_random_language_model(path(), config, 17);
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "m.safetensors"; }
  [[nodiscard]] LanguageModel load() const { return LanguageModel::load(path()); }

 private:
  testing::TemporaryFolder folder_;
};

void expect_agrees_with_naive(const LanguageModelConfig& config, int frames) {
  const ModelFile file(config);
  const LanguageModel model = file.load();
  const Sequence sequence = random_sequence(config, frames, 5);
  const auto logits =
      teacher_forced_logits(model, sequence.codes, sequence.features, sequence.text);
  const auto wanted = testing::naive_logits(
      SafetensorsFile(file.path()), sequence.codes, sequence.features, sequence.text);
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    ASSERT_EQ(logits[k].size(), wanted[k].size());
    for (std::size_t i = 0; i < wanted[k].size(); ++i) {
      ASSERT_NEAR(logits[k][i], wanted[k][i], kTolerance) << "codebook " << k << " at " << i;
    }
  }
}

TEST(LanguageModel, CachedDecodingEqualsTheFullForwardPassPastTheWindow) {
  expect_agrees_with_naive(testing::tiny_language_model_config(), 30);
}

TEST(LanguageModel, OtherNormActivationAndNoConditionAgreeToo) {
  LanguageModelConfig config = testing::tiny_language_model_config();
  config.main.norm = Norm::kLayer;
  config.main.feed_forward_kind = FeedForward::kGelu;
  config.main.window = 0;
  config.main.cross_attention = false;
  config.text_vocabulary = 0;
  config.feature_count = 0;
  config.depth.norm = Norm::kLayer;
  expect_agrees_with_naive(config, 40);  // runs past the first capacity of a growing cache
}

TEST(LanguageModel, LaterInputsDoNotChangeEarlierLogits) {
  const ModelFile file;
  const LanguageModel model = file.load();
  const Sequence a = random_sequence(model.config(), 12, 1);
  const Sequence b = random_sequence(model.config(), 12, 2);
  constexpr std::int64_t kSame = 6;
  Sequence mixed = b;
  std::copy_n(a.codes.begin(), kSame * 3, mixed.codes.begin());
  mixed.features = FrameFeatures{};
  for (std::int64_t t = 0; t < 12; ++t) {
    mixed.features.push_frame((t < kSame ? a : b).features.frame(t));
  }
  const auto first = teacher_forced_logits(model, a.codes, a.features, a.text);
  const auto second = teacher_forced_logits(model, mixed.codes, mixed.features, a.text);
  for (std::size_t k = 0; k < first.size(); ++k) {
    const auto size = static_cast<std::size_t>(model.config().code_sizes[k]);
    const std::size_t same = kSame * size * sizeof(float);
    EXPECT_EQ(std::memcmp(first[k].data(), second[k].data(), same), 0) << k;
    EXPECT_NE(std::memcmp(first[k].data(), second[k].data(), first[k].size() * sizeof(float)), 0);
  }
}

TEST(LanguageModel, TwoColumnsEqualOneColumnRunsBitForBit) {
  const ModelFile file;
  const LanguageModel model = file.load();
  const Sequence sequence = random_sequence(model.config(), 20, 3);
  const FeatureRow none(&kUnconditionalFeature, 1);
  LanguageModelState both = model.make_state(2);
  LanguageModelState with = model.make_state(1);
  LanguageModelState without = model.make_state(1);
  model.set_text(both, 0, sequence.text);
  model.set_text(with, 0, sequence.text);
  for (std::size_t t = 0; t < 20; ++t) {
    const std::span<const std::int32_t> codes(sequence.codes);
    const auto previous = t == 0 ? codes.first(0) : codes.subspan(3 * t - 3, 3);
    const FeatureRow row = sequence.features.frame(static_cast<std::int64_t>(t));
    const FeatureRow rows[] = {row, none};
    model.step(both, previous, rows);
    model.step(with, previous, std::span(rows).first(1));
    model.step(without, previous, std::span(rows).last(1));
    DepthDecoder a = model.begin_frame(both);
    DepthDecoder b = model.begin_frame(with);
    DepthDecoder c = model.begin_frame(without);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto logits = a.logits();
      const std::size_t size = logits.size() / 2;
      ASSERT_EQ(std::memcmp(logits.data(), b.logits().data(), size * sizeof(float)), 0);
      ASSERT_EQ(std::memcmp(logits.data() + size, c.logits().data(), size * sizeof(float)), 0);
      for (DepthDecoder* decoder : {&a, &b, &c}) {
        decoder->push(codes[3 * t + k]);
      }
    }
  }
}

TEST(LanguageModel, ACopiedStateContinuesTheSameAndResetStartsAgain) {
  const ModelFile file;
  const LanguageModel model = file.load();
  const std::vector<std::int32_t> text = {2, 5};
  const std::vector<std::int32_t> codes = {1, 2, 3};
  const Feature feature{4, 0.5F};
  const FeatureRow row(&feature, 1);
  const std::span<const FeatureRow> rows(&row, 1);
  LanguageModelState state = model.make_state(1);
  model.set_text(state, 0, text);
  const auto run = [&](LanguageModelState& from, int frames) {
    std::vector<float> hidden;
    for (int t = 0; t < frames; ++t) {
      const auto previous = std::span(codes).first(from.frames() == 0 ? 0 : 3);
      const auto step = model.step(from, previous, rows);
      hidden.assign(step.begin(), step.end());
    }
    return hidden;
  };
  const auto early = run(state, 11);
  LanguageModelState snapshot = state;
  const auto late = run(state, 9);
  EXPECT_EQ(run(snapshot, 9), late);
  model.reset(state);
  EXPECT_EQ(run(state, 11), early);
}

TEST(LanguageModel, AMinuteNeedsNoMoreMemoryThanTheWindow) {
  const ModelFile file;
  const LanguageModel model = file.load();
  LanguageModelState state = model.make_state(2);
  const std::vector<std::int32_t> codes = {1, 2, 3};
  const FeatureRow rows[] = {{}, {}};
  const std::size_t before = state.main.memory_bytes();
  for (int t = 0; t < 3000; ++t) {
    model.step(state, std::span(codes).first(t == 0 ? 0 : 3), rows);
  }
  EXPECT_EQ(state.main.memory_bytes(), before);
  EXPECT_EQ(state.main.caches[0].size(), 8U);
}

TEST(LanguageModel, TextMattersAndNoTextIsTokenZero) {
  const ModelFile file;
  const LanguageModel model = file.load();
  const Sequence sequence = random_sequence(model.config(), 3, 4);
  const std::vector<std::int32_t> zero = {0};
  const auto none = teacher_forced_logits(model, sequence.codes, sequence.features, {});
  EXPECT_EQ(teacher_forced_logits(model, sequence.codes, sequence.features, zero), none);
  EXPECT_NE(teacher_forced_logits(model, sequence.codes, sequence.features, sequence.text), none);
}

TEST(LanguageModel, BadInputsAreNamedAndLeaveTheStateAlone) {
  const ModelFile file;
  const LanguageModel model = file.load();
  LanguageModelState state = model.make_state(1);
  const FeatureRow row;
  const std::span<const FeatureRow> rows(&row, 1);
  const std::vector<std::int32_t> codes = {1, 2, 3};
  const std::vector<std::int32_t> bad = {1, 13, 3};
  const Feature outside{17, 1.0F};
  const FeatureRow outside_row(&outside, 1);
  EXPECT_THROW(model.step(state, codes, rows), ShapeError);  // codes at the start
  EXPECT_THROW(model.step(state, {}, {}), ShapeError);
  EXPECT_THROW(model.step(state, {}, std::span<const FeatureRow>(&outside_row, 1)), ShapeError);
  model.step(state, {}, rows);
  EXPECT_THROW(model.step(state, {}, rows), ShapeError);
  EXPECT_THROW(model.step(state, bad, rows), InputError);
  EXPECT_EQ(state.frames(), 1);
  EXPECT_THROW(model.begin_frame(state).push(-1), InputError);
  const std::vector<std::int32_t> token = {19};
  EXPECT_THROW(model.set_text(state, 0, token), InputError);
  const std::vector<std::int32_t> essay(kMaxTextTokens + 1, 1);
  EXPECT_THROW(model.set_text(state, 0, essay), InputError);
}

TEST(LanguageModel, WrongFilesAreRefusedWithAllTheirFaults) {
  const ModelFile good;
  const SafetensorsFile file(good.path());
  const testing::TemporaryFolder folder;
  std::map<std::string, OwnedTensor> tensors;
  for (const auto& [name, view] : file.tensors()) {
    tensors[name] = {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
  }
  const auto fault_of = [&folder](const std::map<std::string, OwnedTensor>& changed,
                                  const std::map<std::string, std::string>& metadata) {
    write_safetensors(folder.path() / "bad", changed, metadata);
    try {
      (void)LanguageModel::load(folder.path() / "bad");
    } catch (const CheckpointError& error) {
      return std::string(error.what());
    }
    return std::string("loaded");
  };
  EXPECT_EQ(fault_of(tensors, file.metadata()), "loaded");
  auto metadata = file.metadata();
  metadata["kind"] = "spectral_codec";
  EXPECT_THAT(fault_of(tensors, metadata), HasSubstr("kind 'spectral_codec'"));
  metadata = file.metadata();
  metadata.erase("config");
  EXPECT_THAT(fault_of(tensors, metadata), HasSubstr("no metadata 'config'"));
  metadata["config"] = "{}";
  EXPECT_THAT(fault_of(tensors, metadata), HasSubstr("config has no 'kind'"));
  tensors["stray"] = OwnedTensor::from_floats({}, {0});
  tensors.erase("start");
  tensors["depth_position"] = OwnedTensor::from_floats({}, {0, 20});
  const std::string fault = fault_of(tensors, file.metadata());
  EXPECT_THAT(fault, HasSubstr("missing start [24]"));
  EXPECT_THAT(fault, HasSubstr("depth_position has shape [0, 20], wanted [3, 20]"));
  EXPECT_THAT(fault, HasSubstr("unexpected stray"));
}

}  // namespace
}  // namespace melisma::models
