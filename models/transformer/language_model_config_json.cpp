#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/transformer/language_model_config.h"

namespace melisma::models {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxText = 65'536;  // a real configuration has about 1,500 characters

template <typename Enum, std::size_t count>
using Names = std::array<std::pair<Enum, std::string_view>, count>;

constexpr Names<Norm, 2> kNorms = {{{Norm::kRms, "rms"}, {Norm::kLayer, "layer"}}};
constexpr Names<FeedForward, 2> kFeedForwards = {
    {{FeedForward::kSwiGlu, "swiglu"}, {FeedForward::kGelu, "gelu"}}};
constexpr Names<Positions, 3> kPositions = {{{Positions::kRotary, "rotary"},
                                             {Positions::kSinusoidal, "sinusoidal"},
                                             {Positions::kNone, "none"}}};

template <typename Enum, std::size_t count>
std::string text_of(const Names<Enum, count>& names, Enum value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) {
      return std::string(name);
    }
  }
  MELISMA_ASSERT(false);
}

Json transformer_to_json(const TransformerConfig& config) {
  return {{"width", config.width},
          {"layers", config.layers},
          {"heads", config.heads},
          {"feed_forward", config.feed_forward},
          {"window", config.window},
          {"causal", config.causal},
          {"cross_attention", config.cross_attention},
          {"norm", text_of(kNorms, config.norm)},
          {"feed_forward_kind", text_of(kFeedForwards, config.feed_forward_kind)},
          {"positions", text_of(kPositions, config.positions)},
          {"norm_epsilon", double{config.norm_epsilon}},
          {"rotary_base", double{config.rotary_base}}};
}

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError("language model configuration: " + what +
                        ". The file is damaged or of another version: get it again.");
}

/// The members of one JSON object, each taken once; done() refuses what nobody took.
class ObjectReader {
 public:
  ObjectReader(const Json& json, std::string name) : json_(json), name_(std::move(name)) {
    if (!json.is_object()) {
      fail(name_ + " is not an object");
    }
  }

  const Json& take(const std::string& key) {
    const auto found = json_.find(key);
    if (found == json_.end()) {
      fail(name_ + " has no '" + key + "'");
    }
    ++taken_;
    return *found;
  }

  void read(const std::string& key, int& value) { value = to_int(key, take(key)); }

  void read(const std::string& key, bool& value) {
    const Json& json = take(key);
    if (!json.is_boolean()) {
      fail(name_ + "." + key + " is not true or false");
    }
    value = json.get<bool>();
  }

  void read(const std::string& key, std::string& value) {
    const Json& json = take(key);
    if (!json.is_string()) {
      fail(name_ + "." + key + " is not a string");
    }
    value = json.get<std::string>();
  }

  void read(const std::string& key, double& value) {
    const Json& json = take(key);
    if (!json.is_number()) {
      fail(name_ + "." + key + " is not a number");
    }
    value = json.get<double>();
  }

  void read(const std::string& key, float& value) {
    double wide = 0.0;
    read(key, wide);
    if (!(wide >= -std::numeric_limits<float>::max() &&
          wide <= std::numeric_limits<float>::max())) {
      fail(name_ + "." + key + " is out of range");
    }
    value = static_cast<float>(wide);
  }

  void read(const std::string& key, std::vector<int>& values) {
    const Json& json = take(key);
    if (!json.is_array()) {
      fail(name_ + "." + key + " is not an array");
    }
    for (const Json& element : json) {
      values.push_back(to_int(key, element));
    }
  }

  template <typename Enum, std::size_t count>
  void read(const std::string& key, const Names<Enum, count>& names, Enum& value) {
    std::string text;
    read(key, text);
    for (const auto& [candidate, name] : names) {
      if (name == text) {
        value = candidate;
        return;
      }
    }
    fail(name_ + "." + key + " is '" + text.substr(0, 40) + "', which is unknown");
  }

  void done() const {
    if (taken_ != json_.size()) {
      fail(name_ + " has " + std::to_string(json_.size()) + " members, wanted " +
           std::to_string(taken_));
    }
  }

 private:
  int to_int(const std::string& key, const Json& json) const {
    constexpr double kMax = std::numeric_limits<int>::max();
    if (!json.is_number_integer() || json.get<double>() > kMax || json.get<double>() < -kMax) {
      fail(name_ + "." + key + " is not a 32-bit integer");
    }
    return json.get<int>();
  }

  const Json& json_;
  std::string name_;
  std::size_t taken_ = 0;
};

TransformerConfig transformer_from_json(const Json& json, const std::string& name) {
  TransformerConfig config;
  ObjectReader reader(json, name);
  reader.read("width", config.width);
  reader.read("layers", config.layers);
  reader.read("heads", config.heads);
  reader.read("feed_forward", config.feed_forward);
  reader.read("window", config.window);
  reader.read("causal", config.causal);
  reader.read("cross_attention", config.cross_attention);
  reader.read("norm", kNorms, config.norm);
  reader.read("feed_forward_kind", kFeedForwards, config.feed_forward_kind);
  reader.read("positions", kPositions, config.positions);
  reader.read("norm_epsilon", config.norm_epsilon);
  reader.read("rotary_base", config.rotary_base);
  reader.done();
  return config;
}

LanguageModelConfig config_from_json(const Json& json) {
  LanguageModelConfig config;
  ObjectReader reader(json, "config");
  reader.read("kind", config.kind);
  reader.read("code_sizes", config.code_sizes);
  reader.read("feature_count", config.feature_count);
  reader.read("conditioner_kernel", config.conditioner_kernel);
  reader.read("conditioner_blocks", config.conditioner_blocks);
  reader.read("text_vocabulary", config.text_vocabulary);
  config.text = transformer_from_json(reader.take("text"), "text");
  config.main = transformer_from_json(reader.take("main"), "main");
  config.depth = transformer_from_json(reader.take("depth"), "depth");
  reader.read("frame_rate", config.frame_rate);
  reader.read("repeat_gate", config.repeat_gate);
  reader.read("codec_hash", config.codec_hash);
  reader.done();
  return config;
}

}  // namespace

std::string to_json(const LanguageModelConfig& config) {
  const Json json = {{"kind", config.kind},
                     {"code_sizes", config.code_sizes},
                     {"feature_count", config.feature_count},
                     {"conditioner_kernel", config.conditioner_kernel},
                     {"conditioner_blocks", config.conditioner_blocks},
                     {"text_vocabulary", config.text_vocabulary},
                     {"text", transformer_to_json(config.text)},
                     {"main", transformer_to_json(config.main)},
                     {"depth", transformer_to_json(config.depth)},
                     {"frame_rate", config.frame_rate},
                     {"repeat_gate", config.repeat_gate},
                     {"codec_hash", config.codec_hash}};
  return json.dump();
}

LanguageModelConfig language_model_config_from_json(const std::string& text) {
  if (text.size() > kMaxText) {
    fail("found " + std::to_string(text.size()) + " characters, wanted at most " +
         std::to_string(kMaxText));
  }
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    fail("not JSON");
  }
  LanguageModelConfig config = config_from_json(json);
  try {
    validate(config);
  } catch (const ConfigError& error) {
    throw CheckpointError(error.what());
  }
  return config;
}

}  // namespace melisma::models
