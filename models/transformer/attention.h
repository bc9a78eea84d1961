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

/// Reads "<name>.weight" [out, in] as a product without bias.
Linear read_linear(TensorReader& reader, const std::string& name, std::size_t out, std::size_t in);

/// Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762) of one query [D] over cached steps:
/// softmax(q k^T / sqrt(d)) v for every head. Adds nothing for steps that are not in the cache, so
/// a window is simply a cache of that size. `scores` is scratch; y [D] is overwritten.
void attend(std::span<const float> query,
            const std::array<KeyValueCache::Run, 2>& runs,
            std::size_t heads,
            std::vector<float>& scores,
            std::span<float> y);

/// What a step needs besides the weights; sized once, reused by every layer.
struct AttentionScratch {
  std::vector<float> projected;  // [columns, 3 D] or [columns, D]
  std::vector<float> mixed;      // [columns, D]
  std::vector<float> scores;     // [steps]
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
