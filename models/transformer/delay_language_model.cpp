#include "models/transformer/delay_language_model.h"

#include <algorithm>
#include <string>

#include "audio/error.h"
#include "models/kernels/elementwise.h"

namespace melisma::models {
namespace {

/// A state with its model.
class NativeStream final : public DelayStream {
 public:
  NativeStream(const DelayLanguageModel& model, const DelayStreamShape& shape)
      : model_(model), state_(model.make_state(shape.columns, shape.pool, shape.sequences)) {}

  void restart() override { model_.restart(state_); }
  void set_memory(std::size_t column, std::span<const float> memory) override {
    model_.set_memory(state_, column, memory);
  }
  void prepend(std::span<const float> steps) override { model_.prepend(state_, steps); }
  std::span<const float> step(std::span<const std::int32_t> ids) override {
    return model_.step(state_, ids);
  }

 private:
  const DelayLanguageModel& model_;
  DelayLanguageModelState state_;
};

}  // namespace

DelayLanguageModelConfig musicgen_small() {
  DelayLanguageModelConfig config;
  config.main.width = 1024;
  config.main.layers = 24;
  config.main.heads = 16;
  config.main.feed_forward = 4096;
  config.main.cross_attention = true;
  config.main.norm = Norm::kLayer;
  config.main.feed_forward_kind = FeedForward::kGelu;
  config.main.positions = Positions::kSinusoidal;
  return config;
}

DelayLanguageModel::DelayLanguageModel(TensorReader& reader, const DelayLanguageModelConfig& config)
    : config_(config), main_(reader, "main", config.main) {
  const auto width = static_cast<std::size_t>(config.main.width);
  for (int k = 0; k < config.codebooks; ++k) {
    const std::string name = std::to_string(k) + ".weight";
    codes_.push_back(reader.floats("codes." + name, {config.code_size + 1, config.main.width}));
    heads_.emplace_back(
        reader.weights("heads." + name, static_cast<std::size_t>(config.code_size), width));
  }
}

void check_delay_ids(std::span<const std::int32_t> ids, int code_size) {
  for (const std::int32_t id : ids) {
    if (id < 0 || id > code_size) {
      throw InputError("code " + std::to_string(id) + " is outside 0 to " +
                       std::to_string(code_size) + ". The codes are another codec's.");
    }
  }
}

std::unique_ptr<DelayStream> DelayLanguageModel::open(const DelayStreamShape& shape) const {
  return std::make_unique<NativeStream>(*this, shape);
}

DelayLanguageModelState DelayLanguageModel::make_state(std::size_t columns,
                                                       ThreadPool* pool,
                                                       std::size_t sequences) const {
  MELISMA_ASSERT(sequences > 0 && columns % sequences == 0);
  DelayLanguageModelState state;
  state.sequences = sequences;
  state.main = main_.make_state(columns, main_.matching_cache(), pool);
  state.logits.resize(columns * heads_.size() * static_cast<std::size_t>(config_.code_size));
  if (config_.main.cross_attention) {
    state.memories.resize(columns);
    for (std::size_t column = 0; column < columns; ++column) {
      set_memory(state, column, std::vector<float>(static_cast<std::size_t>(config_.main.width)));
    }
  }
  return state;
}

void DelayLanguageModel::set_memory(DelayLanguageModelState& state,
                                    std::size_t column,
                                    std::span<const float> memory) const {
  state.memories.at(column) = std::make_shared<const CrossMemory>(main_.make_memory(memory));
}

void DelayLanguageModel::prepend(DelayLanguageModelState& state,
                                 std::span<const float> steps) const {
  state.hidden.assign(steps.begin(), steps.end());
  main_.steps(state.main, state.hidden, state.memories);
}

void DelayLanguageModel::embed(std::span<const std::int32_t> ids, std::span<float> column) const {
  std::fill(column.begin(), column.end(), 0.0F);
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const auto row = static_cast<std::size_t>(ids[k]) * column.size();
    add_to(column, std::span<const float>(codes_[k]).subspan(row, column.size()));
  }
}

std::span<const float> DelayLanguageModel::step(DelayLanguageModelState& state,
                                                std::span<const std::int32_t> ids) const {
  const std::size_t books = codes_.size();
  MELISMA_ASSERT(!ids.empty());
  check_delay_ids(ids, config_.code_size);
  const auto width = static_cast<std::size_t>(config_.main.width);
  const std::size_t columns = state.main.layer_memories.size();
  const std::size_t row = columns * width;
  const std::size_t same = row / state.sequences;  // columns of a sequence
  MELISMA_ASSERT(ids.size() % (state.sequences * books) == 0);
  state.hidden.resize(ids.size() / books * same);
  const std::span<float> hidden(state.hidden);
  for (std::size_t i = 0; i * books < ids.size(); ++i) {
    const auto first = hidden.subspan(i * same, width);
    embed(ids.subspan(i * books, books), first);
    for (std::size_t at = width; at < same; at += width) {
      std::copy(first.begin(), first.end(), hidden.subspan(i * same + at).begin());
    }
  }
  main_.steps(state.main, hidden, state.memories);
  const std::size_t size = state.logits.size() / heads_.size();
  for (std::size_t k = 0; k < heads_.size(); ++k) {
    heads_[k].apply(hidden.last(row),
                    std::span(state.logits).subspan(k * size, size),
                    state.main.scratch.attention.workspace);
  }
  return state.logits;
}

}  // namespace melisma::models
