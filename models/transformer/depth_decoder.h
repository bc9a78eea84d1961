#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/nn/linear.h"
#include "models/transformer/language_model_config.h"
#include "models/transformer/transformer.h"

namespace melisma::models {

/// State and buffers of the depth transformer; it lives for one frame at a time.
struct DepthState {
  TransformerState transformer;
  std::vector<float> base;    // [columns, Dd]: depth_input h and the codes so far
  std::vector<float> x;       // [columns, Dd]
  std::vector<float> logits;  // [columns, V_k]
  int codebook = 0;           // the k whose logits come next
  std::vector<std::int32_t> frame_before;  // [K]: its codes; empty at the start
};

/// The weights that write the K codes of a frame one after another: the input of step k is
///   depth_input h + depth_position[k] + depth_codes.0[code 0] + ... + depth_codes.(k-1)[code k-1]
/// (what is left to write is a difference; Lee et al. 2022, arXiv 2203.01941, equation 6), then a causal
/// transformer over k giving z_k, then heads.k. With a repeat gate the logit of the code
/// that the frame before had in codebook k is raised by repeat.weight[k] z_k + repeat.bias[k] (a pointer
/// to what is to be copied, as in See, Liu and Manning 2017, arXiv 1704.04368). Immutable, thread-safe.
class DepthTransformer {
 public:
  DepthTransformer(TensorReader& reader, const LanguageModelConfig& config);

  [[nodiscard]] DepthState make_state(std::size_t columns) const;
  [[nodiscard]] int codebooks() const noexcept { return static_cast<int>(heads_.size()); }
  [[nodiscard]] int code_size(int codebook) const;

  /// Starts a frame from its hidden vectors [columns, D].
  void begin(DepthState& state, std::span<const float> hidden) const;
  /// Runs step k = state.codebook, whose code before was `previous` (ignored at k = 0), and returns
  /// the logits [columns, V_k], valid until the next call.
  std::span<float> step(DepthState& state, std::int32_t previous) const;

 private:
  void add_repeat_gate(DepthState& state, std::size_t codebook) const;

  Linear input_;
  std::vector<float> positions_;           // [K, Dd]
  std::vector<std::vector<float>> codes_;  // K - 1 x [V_k, Dd]
  Transformer transformer_;
  std::vector<Linear> heads_;
  std::vector<float> repeat_weight_;  // [K, Dd]; empty without a repeat gate
  std::vector<float> repeat_bias_;    // [K]
};

/// Chooses the codes of one frame: K times logits() then push(). Borrows the model and the state.
class DepthDecoder {
 public:
  DepthDecoder(const DepthTransformer& transformer, DepthState& state)
      : transformer_(transformer), state_(state) {}

  /// The codebook whose code is wanted; K when the frame is done.
  [[nodiscard]] int codebook() const noexcept { return state_.codebook - (computed_ ? 1 : 0); }
  /// Logits [columns, V_k] for that codebook; may be changed in place.
  std::span<float> logits();
  /// The code chosen for it. Throws InputError if it is outside the codebook.
  void push(std::int32_t code);

 private:
  const DepthTransformer& transformer_;
  DepthState& state_;
  std::int32_t previous_ = 0;
  bool computed_ = false;  // logits of codebook() are in the state
};

}  // namespace melisma::models
