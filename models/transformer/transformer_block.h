#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/transformer/attention.h"
#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// "<name>.weight" and, for a layer norm, "<name>.bias".
class NormWeights {
 public:
  NormWeights(TensorReader& reader, const std::string& name, const TransformerConfig& config);
  /// x [columns, D] -> y [columns, D]; they may be the same.
  void apply(std::span<const float> x, std::span<float> y) const;

 private:
  float epsilon_;
  std::vector<float> weight_;
  std::vector<float> bias_;  // empty: root-mean-square norm
};

/// Buffers of steps or of one encoding, shared by all layers.
struct BlockScratch {
  AttentionScratch attention;
  std::vector<float> normed;  // [rows, D]
  std::vector<float> change;  // [rows, D]
  std::vector<float> inner;   // [rows, 2 F] or [rows, F]
  std::vector<float> gated;   // [rows, F], for SwiGLU
};

/// "<name>.in" and "<name>.out". SwiGLU (Shazeer 2020, arXiv 2002.05202): out(silu(gate) * up), the
/// gate being the first half of the rows of "in"; or out(gelu(in)).
class FeedForwardWeights {
 public:
  FeedForwardWeights(TensorReader& reader,
                     const std::string& name,
                     const TransformerConfig& config);
  void apply(std::span<const float> x, BlockScratch& scratch, std::span<float> y) const;

 private:
  FeedForward kind_;
  std::size_t inner_;
  Linear in_;
  Linear out_;
};

/// A pre-norm block: x += attention(norm(x)); x += cross(norm(x)), if it has one; x +=
/// feed_forward(norm(x)). Immutable, thread-safe.
class TransformerBlock {
 public:
  TransformerBlock(TensorReader& reader, const std::string& name, const TransformerConfig& config);

  [[nodiscard]] const CrossAttention* cross() const noexcept { return cross_ ? &*cross_ : nullptr; }
  [[nodiscard]] WeightType weight_type() const noexcept { return attention_.weight_type(); }
  /// Causal steps x [steps, columns, D], in place. `memories` holds one cache a column if the block
  /// has cross-attention.
  void steps(std::span<float> x,
             KeyValueCache& cache,
             std::span<const KeyValueCache* const> memories,
             const RotaryEmbedding& rotary,
             std::span<const RotaryAngles> angles,
             BlockScratch& scratch) const;
  /// A whole sequence x [S, D], bidirectional, in place.
  void encode(std::span<float> x,
              const RotaryEmbedding& rotary,
              const std::vector<RotaryAngles>& angles,
              BlockScratch& scratch) const;

 private:
  void add_feed_forward(std::span<float> x, BlockScratch& scratch) const;

  NormWeights attention_norm_;
  SelfAttention attention_;
  std::optional<NormWeights> cross_norm_;
  std::optional<CrossAttention> cross_;
  NormWeights feed_forward_norm_;
  FeedForwardWeights feed_forward_;
};

}  // namespace melisma::models
