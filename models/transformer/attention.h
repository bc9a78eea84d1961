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

/// What steps need besides the weights; reused by every layer.
struct AttentionScratch {
  Workspace workspace;
  std::vector<float> projected;  // [rows, 3 D] or [rows, D]
  std::vector<float> mixed;      // [rows, D]
  std::vector<float> scores;     // [columns, heads, cached steps]
};

/// Self-attention over a cache of earlier steps: "<name>.qkv" and "<name>.out". Immutable,
/// thread-safe.
class SelfAttention {
 public:
  SelfAttention(TensorReader& reader, const std::string& name, const TransformerConfig& config);

  /// Causal steps: one after another, x [steps, columns, D] enters the cache and attends to all of
  /// it. y as x. `angles`, one a step, turn queries and keys; none where positions are not rotary.
  void steps(std::span<const float> x,
             KeyValueCache& cache,
             const RotaryEmbedding& rotary,
             std::span<const RotaryAngles> angles,
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
  /// x [steps, columns, D] attends to one memory a column. y as x.
  void steps(std::span<const float> x,
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
