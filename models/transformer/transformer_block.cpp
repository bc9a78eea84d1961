#include "models/transformer/transformer_block.h"

#include "models/kernels/elementwise.h"

namespace melisma::models {

NormWeights::NormWeights(TensorReader& reader,
                         const std::string& name,
                         const TransformerConfig& config)
    : epsilon_(config.norm_epsilon), weight_(reader.floats(name + ".weight", {config.width})) {
  if (config.norm == Norm::kLayer) {
    bias_ = reader.floats(name + ".bias", {config.width});
  }
}

void NormWeights::apply(std::span<const float> x, std::span<float> y) const {
  if (bias_.empty()) {
    rms_norm(x, weight_, epsilon_, y);
  } else {
    layer_norm(x, weight_, bias_, epsilon_, y);
  }
}

FeedForwardWeights::FeedForwardWeights(TensorReader& reader,
                                       const std::string& name,
                                       const TransformerConfig& config)
    : kind_(config.feed_forward_kind), inner_(static_cast<std::size_t>(config.feed_forward)) {
  const auto width = static_cast<std::size_t>(config.width);
  const std::size_t rows = kind_ == FeedForward::kSwiGlu ? 2 * inner_ : inner_;
  in_ = Linear(reader.weights(name + ".in.weight", rows, width));
  out_ = Linear(reader.weights(name + ".out.weight", width, inner_));
}

void FeedForwardWeights::apply(std::span<const float> x,
                               BlockScratch& scratch,
                               std::span<float> y) const {
  const std::size_t columns = x.size() / in_.in();
  Workspace& workspace = scratch.attention.workspace;
  scratch.inner.resize(columns * in_.out());
  in_.apply(x, scratch.inner, workspace);
  if (kind_ == FeedForward::kGelu) {
    gelu(scratch.inner);
    out_.apply(scratch.inner, y, workspace);
    return;
  }
  scratch.gated.resize(columns * inner_);
  for (std::size_t c = 0; c < columns; ++c) {
    const auto both = std::span<const float>(scratch.inner).subspan(c * in_.out(), in_.out());
    swiglu(both.first(inner_),
           both.last(inner_),
           std::span(scratch.gated).subspan(c * inner_, inner_));
  }
  out_.apply(scratch.gated, y, workspace);
}

TransformerBlock::TransformerBlock(TensorReader& reader,
                                   const std::string& name,
                                   const TransformerConfig& config)
    : attention_norm_(reader, name + ".attention_norm", config),
      attention_(reader, name + ".attention", config),
      feed_forward_norm_(reader, name + ".feed_forward_norm", config),
      feed_forward_(reader, name + ".feed_forward", config) {
  if (config.cross_attention) {
    cross_norm_.emplace(reader, name + ".cross_norm", config);
    cross_.emplace(reader, name + ".cross", config);
  }
}

void TransformerBlock::steps(std::span<float> x,
                             KeyValueCache& cache,
                             std::span<const KeyValueCache* const> memories,
                             const RotaryEmbedding& rotary,
                             std::span<const RotaryAngles> angles,
                             BlockScratch& scratch) const {
  scratch.normed.resize(x.size());
  scratch.change.resize(x.size());
  attention_norm_.apply(x, scratch.normed);
  attention_.steps(scratch.normed, cache, rotary, angles, scratch.attention, scratch.change);
  add_to(x, scratch.change);
  if (cross_) {
    cross_norm_->apply(x, scratch.normed);
    cross_->steps(scratch.normed, memories, scratch.attention, scratch.change);
    add_to(x, scratch.change);
  }
  add_feed_forward(x, scratch);
}

void TransformerBlock::encode(std::span<float> x,
                              const RotaryEmbedding& rotary,
                              const std::vector<RotaryAngles>& angles,
                              BlockScratch& scratch) const {
  scratch.normed.resize(x.size());
  scratch.change.resize(x.size());
  attention_norm_.apply(x, scratch.normed);
  attention_.all_to_all(scratch.normed, rotary, angles, scratch.attention, scratch.change);
  add_to(x, scratch.change);
  add_feed_forward(x, scratch);
}

void TransformerBlock::add_feed_forward(std::span<float> x, BlockScratch& scratch) const {
  feed_forward_norm_.apply(x, scratch.normed);
  feed_forward_.apply(scratch.normed, scratch, scratch.change);
  add_to(x, scratch.change);
}

}  // namespace melisma::models
