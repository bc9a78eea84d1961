#include "models/transformer/transformer.h"

#include <cmath>

#include "audio/error.h"

namespace melisma::models {
namespace {

std::vector<TransformerBlock> read_blocks(TensorReader& reader,
                                          const std::string& name,
                                          const TransformerConfig& config) {
  std::vector<TransformerBlock> blocks;
  for (int layer = 0; layer < config.layers; ++layer) {
    blocks.emplace_back(reader, name + ".layers." + std::to_string(layer), config);
  }
  return blocks;
}

}  // namespace

void TransformerState::reset() noexcept {
  position = 0;
  for (KeyValueCache& cache : caches) {
    cache.clear();
  }
}

std::size_t TransformerState::memory_bytes() const noexcept {
  std::size_t total = 0;
  for (const KeyValueCache& cache : caches) {
    total += cache.memory_bytes();
  }
  return total;
}

Transformer::Transformer(TensorReader& reader,
                         const std::string& name,
                         const TransformerConfig& config)
    : config_(config),
      rotary_(static_cast<std::size_t>(config.width / config.heads), double{config.rotary_base}),
      blocks_(read_blocks(reader, name, config)),
      norm_(reader, name + ".norm", config) {}

TransformerState Transformer::make_state(std::size_t columns,
                                         CacheType cache,
                                         ThreadPool* pool) const {
  TransformerState state;
  const auto heads = static_cast<std::size_t>(config_.heads);
  for (int layer = 0; layer < config_.layers; ++layer) {
    state.caches.emplace_back(CacheShape{columns,
                                         heads,
                                         static_cast<std::size_t>(config_.width) / heads,
                                         static_cast<std::size_t>(config_.window),
                                         cache});
  }
  state.scratch.attention.workspace.pool = pool;
  state.layer_memories.resize(columns);
  return state;
}

CacheType Transformer::matching_cache() const noexcept {
  const WeightType weights = weight_type();
  return weights == WeightType::kF32   ? CacheType::kF32
         : weights == WeightType::kF16 ? CacheType::kF16
                                       : CacheType::kI8;
}

void Transformer::add_sinusoid(std::int64_t position, std::span<float> column) const {
  const std::size_t half = column.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(half - 1);
    const double angle =
        static_cast<double>(position) * std::pow(double{config_.rotary_base}, -share);
    column[i] += static_cast<float>(std::cos(angle));
    column[half + i] += static_cast<float>(std::sin(angle));
  }
}

void Transformer::steps(TransformerState& state,
                        std::span<float> x,
                        std::span<const std::shared_ptr<const CrossMemory>> memories) const {
  const auto width = static_cast<std::size_t>(config_.width);
  const std::size_t columns = state.layer_memories.size();
  const std::size_t steps = x.size() / width / columns;
  MELISMA_ASSERT(config_.causal && state.caches.size() == blocks_.size());
  MELISMA_ASSERT(x.size() == steps * columns * width);
  MELISMA_ASSERT(!config_.cross_attention || memories.size() == columns);
  state.angles.resize(config_.positions == Positions::kRotary ? steps : 0);
  for (std::size_t s = 0; s < steps; ++s) {
    const std::int64_t position = state.position + static_cast<std::int64_t>(s);
    if (config_.positions == Positions::kRotary) {
      rotary_.angles_at(position, state.angles[s]);
    } else if (config_.positions == Positions::kSinusoidal) {
      for (std::size_t c = 0; c < columns; ++c) {
        add_sinusoid(position, x.subspan((s * columns + c) * width, width));
      }
    }
  }
  for (std::size_t layer = 0; layer < blocks_.size(); ++layer) {
    for (std::size_t c = 0; c < memories.size(); ++c) {
      state.layer_memories[c] = &memories[c]->layers[layer];
    }
    blocks_[layer].steps(
        x, state.caches[layer], state.layer_memories, rotary_, state.angles, state.scratch);
  }
  norm_.apply(x, x);
  state.position += static_cast<std::int64_t>(steps);
}

void Transformer::encode(std::span<float> x) const {
  const auto width = static_cast<std::size_t>(config_.width);
  const std::size_t rows = x.size() / width;
  std::vector<RotaryAngles> angles;
  if (config_.positions == Positions::kRotary) {
    angles.resize(rows);
  }
  for (std::size_t s = 0; s < rows; ++s) {
    if (config_.positions == Positions::kRotary) {
      rotary_.angles_at(static_cast<std::int64_t>(s), angles[s]);
    } else if (config_.positions == Positions::kSinusoidal) {
      add_sinusoid(static_cast<std::int64_t>(s), x.subspan(s * width, width));
    }
  }
  BlockScratch scratch;
  for (const TransformerBlock& block : blocks_) {
    block.encode(x, rotary_, angles, scratch);
  }
  norm_.apply(x, x);
}

CrossMemory Transformer::make_memory(std::span<const float> memory) const {
  CrossMemory result;
  for (const TransformerBlock& block : blocks_) {
    MELISMA_ASSERT(block.cross() != nullptr);
    result.layers.push_back(block.cross()->project(memory));
  }
  return result;
}

}  // namespace melisma::models
