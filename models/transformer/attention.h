#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/nn/linear.h"
#include "models/nn/rotary_embedding.h"
#include "models/transformer/key_value_cache.h"
#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// What a step needs besides the weights; sized once, reused by every layer.
struct AttentionScratch {
  Workspace workspace;
  std::vector<float> projected;  // [columns, 3 D] or [columns, D]
  std::vector<float> mixed;      // [columns, D]
  std::vector<float> scores;     // [columns, heads, steps]
};

/// Self-attention over a cache of earlier steps: "<name>.qkv" and "<name>.out". Immutable,
/// thread-safe.
class SelfAttention {
 public:
  SelfAttention(TensorReader& reader, const std::string& name, const TransformerConfig& config);

  /// Causal step: x [columns, D] enters the cache, then attends to all of it. y [columns, D].
  /// `angles` turns queries and keys; nullptr where positions are not rotary.
  void step(std::span<const float> x,
            KeyValueCache& cache,
            const RotaryEmbedding& rotary,
            const RotaryAngles* angles,
            AttentionScratch& scratch,
            std::span<float> y) const;

  /// How the weights are stored.
  [[nodiscard]] WeightType weight_type() const noexcept { return qkv_.weight_type(); }

  /// Bidirectional: every row of x [S, D] attends to all rows. y [S, D].
  void all_to_all(std::span<const float> x,
                  const RotaryEmbedding& rotary,
                  const std::vector<RotaryAngles>& angles,
                  AttentionScratch& scratch,
                  std::span<float> y) const;

 private:
  std::size_t width_;
  std::size_t heads_;
  Linear qkv_;
  Linear out_;
};

/// Cross-attention to a memory whose keys and values were computed once: "<name>.query",
/// "<name>.key_value", "<name>.out". Immutable, thread-safe.
class CrossAttention {
 public:
  CrossAttention(TensorReader& reader, const std::string& name, const TransformerConfig& config);

  /// Keys and values of a memory [S, D], as a cache of one column.
  [[nodiscard]] KeyValueCache project(std::span<const float> memory) const;
  /// x [columns, D] attends to one memory per column. y [columns, D].
  void step(std::span<const float> x,
            std::span<const KeyValueCache* const> memories,
            AttentionScratch& scratch,
            std::span<float> y) const;

 private:
  std::size_t width_;
  std::size_t heads_;
  Linear query_;
  Linear key_value_;
  Linear out_;
};

}  // namespace melisma::models
