#include "models/transformer/language_model_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/transformer/language_model_presets.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;

LanguageModelConfig music() {
  return music_language_model({.code_sizes = std::vector<int>(8, 1024),
                               .feature_count = 500,
                               .text_vocabulary = 400,
                               .codec_hash = "abc"});
}

std::string fault_of(const LanguageModelConfig& config) {
  try {
    validate(config);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "valid";
}

TEST(LanguageModelConfig, PresetsAreValidAndRoundTrip) {
  const LanguageModelInterface interface {
    .code_sizes = {1024, 1024}, .feature_count = 3, .text_vocabulary = 9, .codec_hash = "h"
  };
  for (const auto& config : {music_language_model(interface),
                             speech_language_model(interface),
                             planner_language_model(interface)}) {
    EXPECT_EQ(fault_of(config), "valid");
    EXPECT_EQ(language_model_config_from_json(to_json(config)), config);
  }
  EXPECT_EQ(speech_language_model(interface).text_vocabulary, 0);
  EXPECT_EQ(planner_language_model(interface).main.window, 1024);
}

TEST(LanguageModelConfig, RoundTripsEveryOption) {
  LanguageModelConfig config = music();
  config.main.norm = Norm::kLayer;
  config.main.feed_forward_kind = FeedForward::kGelu;
  config.main.positions = Positions::kSinusoidal;
  config.main.norm_epsilon = 1.1e-6F;
  config.main.rotary_base = 12345.678F;
  config.frame_rate = 1.0 / 3.0;
  EXPECT_EQ(language_model_config_from_json(to_json(config)), config);
}

TEST(LanguageModelConfig, FaultsNameTheField) {
  const auto with = [](auto change) {
    LanguageModelConfig config = music();
    change(config);
    return fault_of(config);
  };
  EXPECT_THAT(with([](auto& c) { c.main.heads = 5; }), HasSubstr("main.heads is 5"));
  EXPECT_THAT(with([](auto& c) { c.main.width = 1 << 30; }), HasSubstr("main.width"));
  EXPECT_THAT(with([](auto& c) { c.depth.layers = 0; }), HasSubstr("depth.layers"));
  EXPECT_THAT(with([](auto& c) { c.main.causal = false; }), HasSubstr("main.causal"));
  EXPECT_THAT(with([](auto& c) { c.main.cross_attention = false; }), HasSubstr("cross_attention"));
  EXPECT_THAT(with([](auto& c) { c.text.width = 192; }), HasSubstr("text.width"));
  EXPECT_THAT(with([](auto& c) { c.code_sizes.clear(); }), HasSubstr("codebooks"));
  EXPECT_THAT(with([](auto& c) { c.code_sizes[3] = -1; }), HasSubstr("code_sizes[3] is -1"));
  EXPECT_THAT(with([](auto& c) { c.kind = "poem"; }), HasSubstr("'poem'"));
  EXPECT_THAT(with([](auto& c) { c.frame_rate = -1.0; }), HasSubstr("frame_rate"));
  EXPECT_THAT(with([](auto& c) { c.main.norm_epsilon = 0.0F; }), HasSubstr("norm_epsilon"));
  EXPECT_THAT(with([](auto& c) { c.main.width = 6144, c.main.window = 65536; }),
              HasSubstr("window * width"));
}

TEST(LanguageModelConfig, HostileJsonIsACheckpointError) {
  const std::string good = to_json(music());
  const auto with = [&good](auto change) {
    auto json = nlohmann::json::parse(good);
    change(json);
    return json.dump();
  };
  const std::vector<std::string> hostile = {
      "",
      "[]",
      "{}",
      "nonsense",
      good.substr(0, good.size() / 2),
      std::string(60'000, '['),
      std::string(70'000, ' ') + good,
      with([](auto& j) { j.erase("depth"); }),
      with([](auto& j) { j["extra"] = 1; }),
      with([](auto& j) { j["main"]["extra"] = 1; }),
      with([](auto& j) { j["main"]["width"] = "256"; }),
      with([](auto& j) { j["main"]["width"] = 1e300; }),
      with([](auto& j) { j["main"]["width"] = 18446744073709551615ULL; }),
      with([](auto& j) { j["main"]["width"] = 256.5; }),
      with([](auto& j) { j["main"]["norm"] = "batch"; }),
      with([](auto& j) { j["main"]["rotary_base"] = 1e300; }),
      with([](auto& j) { j["main"]["causal"] = 1; }),
      with([](auto& j) { j["code_sizes"] = 8; }),
      with([](auto& j) {
        j["code_sizes"] = nlohmann::json::array({1024, nullptr});
      }),
      with([](auto& j) { j["kind"] = 7; }),
      with([](auto& j) { j["main"]["layers"] = 1'000'000; })};
  for (const std::string& text : hostile) {
    EXPECT_THROW((void)language_model_config_from_json(text), CheckpointError)
        << text.substr(0, 200);
  }
}

}  // namespace
}  // namespace melisma::models
