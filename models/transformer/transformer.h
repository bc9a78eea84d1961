#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/transformer/transformer_block.h"
#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// Keys and values of a text memory for every layer; computed once a text.
struct CrossMemory {
  std::vector<KeyValueCache> layers;
};

/// All that a transformer remembers between steps, apart from its weights. Copying it is a
/// snapshot.
struct TransformerState {
  std::vector<KeyValueCache> caches;  // one a layer
  std::int64_t position = 0;          // steps taken since the start
  std::vector<RotaryAngles> angles;   // scratch: one a step, where positions are rotary
  BlockScratch scratch;
  std::vector<const KeyValueCache*> layer_memories;  // scratch: one a column

  /// Back to the start, without allocating.
  void reset() noexcept;
  /// Bytes held by the caches.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;
};

/// The weights of a stack of pre-norm blocks and the final norm, "<name>.layers.{i}.*" and
/// "<name>.norm". Immutable and thread-safe: threads share it, each with a state of its own.
class Transformer {
 public:
  /// Reads the tensors that `config` (already validated) asks for; faults gather in `reader`.
  Transformer(TensorReader& reader, const std::string& name, const TransformerConfig& config);

  [[nodiscard]] const TransformerConfig& config() const noexcept { return config_; }
  /// `pool`, if any, must outlive the state; results do not depend on it.
  [[nodiscard]] TransformerState make_state(std::size_t columns,
                                            CacheType cache = CacheType::kF32,
                                            ThreadPool* pool = nullptr) const;
  /// How the matrices are stored.
  [[nodiscard]] WeightType weight_type() const noexcept {
    return blocks_.empty() ? WeightType::kF32 : blocks_.front().weight_type();
  }
  /// Stores the cache as finely as the weights: floats, binary16 or 8-bit codes.
  [[nodiscard]] CacheType matching_cache() const noexcept;

  /// Steps of a causal transformer: x [steps, columns, D] in place, final norm included; all at
  /// once cost less than one by one, and give the same bits. `memories` has one text memory a
  /// column if the configuration has cross-attention. Allocates only when there are more steps than
  /// before.
  void steps(TransformerState& state,
             std::span<float> x,
             std::span<const std::shared_ptr<const CrossMemory>> memories = {}) const;

  /// A whole sequence x [S, D] in place, every row seeing all rows (a bidirectional encoder).
  void encode(std::span<float> x) const;

  /// Cross-attention keys and values of a text memory [S, D], S > 0.
  [[nodiscard]] CrossMemory make_memory(std::span<const float> memory) const;

 private:
  void add_sinusoid(std::int64_t position, std::span<float> column) const;

  TransformerConfig config_;
  RotaryEmbedding rotary_;
  std::vector<TransformerBlock> blocks_;
  NormWeights norm_;
};

}  // namespace melisma::models
