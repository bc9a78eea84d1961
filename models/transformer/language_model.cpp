#include "models/transformer/language_model.h"

#include <algorithm>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::string_view kFormat = "melisma/1";
constexpr std::string_view kKind = "language_model";

LanguageModelConfig read_config(const SafetensorsFile& file) {
  const std::string& format = file.metadata_value("format");
  const std::string& kind = file.metadata_value("kind");
  if (format != kFormat || kind != kKind) {
    throw CheckpointError(file.name() + " has format '" + format.substr(0, 40) + "' and kind '" +
                          kind.substr(0, 40) + "', wanted 'melisma/1' and 'language_model'. " +
                          "Choose a language model of this version.");
  }
  try {
    return language_model_config_from_json(file.metadata_value("config"));
  } catch (const CheckpointError& error) {
    throw CheckpointError(file.name() + ": " + error.what());
  }
}

void add_row(std::span<const float> table, std::int32_t row, std::span<float> x) {
  const float* values = table.data() + static_cast<std::size_t>(row) * x.size();
  for (std::size_t d = 0; d < x.size(); ++d) {
    x[d] += values[d];
  }
}

}  // namespace

LanguageModel LanguageModel::load(const std::filesystem::path& path) {
  return LanguageModel(SafetensorsFile(path));
}

LanguageModel::LanguageModel(const SafetensorsFile& file)
    : config_(read_config(file)), file_hash_(file.content_hash()) {
  TensorReader reader(file);
  const std::int64_t width = config_.main.width;
  start_ = reader.floats("start", {width});
  for (int k = 0; k < config_.codebooks(); ++k) {
    codes_.push_back(reader.floats("codes." + std::to_string(k) + ".weight",
                                   {config_.code_sizes[static_cast<std::size_t>(k)], width}));
  }
  if (config_.feature_count > 0) {
    conditioner_.emplace(reader, config_);
  }
  if (config_.text_vocabulary > 0) {
    text_embedding_ = reader.floats("text.embedding.weight", {config_.text_vocabulary, width});
    text_.emplace(reader, "text", config_.text);
  }
  main_.emplace(reader, "main", config_.main);
  depth_.emplace(reader, config_);
  reader.finish();
  if (text_) {
    LanguageModelState state;
    state.text.resize(1);
    set_text(state, 0, {});
    no_text_ = state.text[0];
  }
}

LanguageModelState LanguageModel::make_state(std::size_t columns, ThreadPool* pool) const {
  MELISMA_ASSERT(columns > 0);
  LanguageModelState state;
  state.main = main_->make_state(columns, main_->matching_cache(), pool);
  if (conditioner_) {
    state.conditioner = conditioner_->make_state(columns);
  }
  if (text_) {
    state.text.assign(columns, no_text_);
  }
  state.depth = depth_->make_state(columns);
  state.hidden.resize(columns * static_cast<std::size_t>(config_.main.width));
  return state;
}

void LanguageModel::reset(LanguageModelState& state) const {
  state.main.reset();
  for (ConvolutionHistory& history : state.conditioner.histories) {
    std::fill(history.frames.begin(), history.frames.end(), 0.0F);
  }
}

void LanguageModel::set_text(LanguageModelState& state,
                             std::size_t column,
                             std::span<const std::int32_t> tokens) const {
  if (!text_) {
    if (!tokens.empty()) {
      throw ConfigError("this " + config_.kind +
                        " model takes no text. Leave the text out or choose another model.");
    }
    return;
  }
  if (tokens.size() > kMaxTextTokens) {
    throw InputError("the text has " + std::to_string(tokens.size()) + " tokens, wanted at most " +
                     std::to_string(kMaxTextTokens) + ". Shorten it.");
  }
  const std::span<const std::int32_t> none(&kNoTextToken, 1);
  const auto used = tokens.empty() ? none : tokens;
  const auto width = static_cast<std::size_t>(config_.main.width);
  std::vector<float> memory(used.size() * width);  // [S, D]
  for (std::size_t s = 0; s < used.size(); ++s) {
    if (used[s] < 0 || used[s] >= config_.text_vocabulary) {
      throw InputError("text token " + std::to_string(used[s]) + " is outside the vocabulary of " +
                       std::to_string(config_.text_vocabulary) +
                       ". The model was trained with another vocabulary.");
    }
    add_row(text_embedding_, used[s], std::span<float>(memory).subspan(s * width, width));
  }
  text_->encode(memory);
  MELISMA_ASSERT(column < state.text.size());
  state.text[column] = std::make_shared<const CrossMemory>(main_->make_memory(memory));
}

void LanguageModel::check_step(const LanguageModelState& state,
                               std::span<const std::int32_t> previous,
                               std::span<const FeatureRow> features) const {
  const std::size_t wanted = state.frames() == 0 ? 0 : codes_.size();
  if (previous.size() != wanted) {
    throw ShapeError("found " + std::to_string(previous.size()) + " codes for frame " +
                     std::to_string(state.frames()) + ", wanted " + std::to_string(wanted));
  }
  if (features.size() != (conditioner_ ? state.columns() : 0)) {
    throw ShapeError("found features for " + std::to_string(features.size()) + " columns, wanted " +
                     std::to_string(conditioner_ ? state.columns() : 0));
  }
  for (std::size_t k = 0; k < previous.size(); ++k) {
    if (previous[k] < 0 || previous[k] >= config_.code_sizes[k]) {
      throw InputError("code " + std::to_string(previous[k]) + " of codebook " + std::to_string(k) +
                       " is outside 0 to " + std::to_string(config_.code_sizes[k] - 1) +
                       ". The codes are another codec's.");
    }
  }
  for (const FeatureRow& row : features) {
    conditioner_->check(row);
  }
}

std::span<const float> LanguageModel::step(LanguageModelState& state,
                                           std::span<const std::int32_t> previous,
                                           std::span<const FeatureRow> features) const {
  check_step(state, previous, features);
  const auto width = static_cast<std::size_t>(config_.main.width);
  const std::span<float> hidden(state.hidden);
  const auto first = hidden.first(width);
  if (previous.empty()) {
    std::copy(start_.begin(), start_.end(), first.begin());
  } else {
    std::fill(first.begin(), first.end(), 0.0F);
    for (std::size_t k = 0; k < previous.size(); ++k) {
      add_row(codes_[k], previous[k], first);
    }
  }
  for (std::size_t c = 1; c < state.columns(); ++c) {
    std::copy(first.begin(), first.end(), hidden.subspan(c * width).begin());
  }
  if (conditioner_) {
    conditioner_->add(state.conditioner, features, hidden);
  }
  main_->steps(state.main, hidden, state.text);
  state.depth.frame_before.assign(previous.begin(), previous.end());
  return state.hidden;
}

DepthDecoder LanguageModel::begin_frame(LanguageModelState& state) const {
  depth_->begin(state.depth, state.hidden);
  return {*depth_, state.depth};
}

}  // namespace melisma::models
