#pragma once

#include <torch/torch.h>

#include <utility>

#include "models/conditioning/frame_features.h"
#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// Differentiable operations of the language model in two forms: plain LibTorch operators (float32, or
/// under autocast on a GPU), and fused bfloat16 CPU kernels with hand-written gradients, several times
/// faster on one thread. A weight uses the fast form when it has a bfloat16 copy.
/// The fast form adds the gradients of weights straight into weight.grad().

/// The fast form needs matrix sides that are multiples of this: oneDNN 2.6 (LibTorch 1.13) makes illegal
/// AMX code for some small products that are not.
inline constexpr std::int64_t kFastMultiple = 32;

/// x [..., in] times weight [out, in] transposed; `copy` is the weight in bfloat16, or itself (float32
/// products between bfloat16 states), or undefined: the plain form.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& copy);

/// (x + delta, rms_norm(x + delta) * weight): x float32 [..., D], delta bfloat16 or undefined; the second
/// result is bfloat16. CPU only.
std::pair<at::Tensor, at::Tensor> add_rms_norm16(const at::Tensor& x,
                                                 const at::Tensor& delta,
                                                 const at::Tensor& weight,
                                                 double epsilon);

/// in bfloat16 [..., 2F] -> [..., F]. CPU only.
at::Tensor swiglu16(const at::Tensor& in);

/// Cosines and sines [T, d / 2] of the angles position * base^(-2i / d).
struct RotaryTable {
  at::Tensor cosines;
  at::Tensor sines;
  [[nodiscard]] bool empty() const { return !cosines.defined(); }
};
RotaryTable rotary_table(std::int64_t steps, std::int64_t width, double base, at::Device device);

/// What a query may attend to.
struct AttentionScope {
  bool causal = true;
  std::int64_t window = 0;  // 0 = everything before
  at::Tensor lengths;       // int64 [B]: keys at or past it are padding; or undefined
};

/// Rows of queries [B, Tq, H * d] and keys and values [B, Tk, 2 * H * d] -> [B, Tq, H * d]; without
/// `key_value`, `query` is [B, T, 3 * H * d] with keys and values in it.
at::Tensor attention16(const at::Tensor& query,
                       const at::Tensor& key_value,
                       std::int64_t heads,
                       const RotaryTable& rotary,
                       const AttentionScope& scope);
at::Tensor attention_plain(const at::Tensor& query,
                           const at::Tensor& key_value,
                           std::int64_t heads,
                           const RotaryTable& rotary,
                           const AttentionScope& scope);

/// Sparse features of B x T frames as compressed rows (CPU): offsets int64 [B * T + 1], indices int32,
/// values float32. Returns float32 [B * T, D]; the fast form is taken on the CPU.
struct SparseRows {
  at::Tensor offsets;
  at::Tensor indices;
  at::Tensor values;
};
at::Tensor feature_sum(const SparseRows& rows, const at::Tensor& table);

/// x float32 [B, T, D], weight [D, 1, kernel] -> causal depthwise convolution; bfloat16 if `fast`.
at::Tensor causal_depthwise(const at::Tensor& x,
                            const at::Tensor& weight,
                            const at::Tensor& bias,
                            bool fast);

/// Losses float32 [N] of logits [N, V]; 0 where the target (int64 [N]) is negative.
at::Tensor code_losses(const at::Tensor& logits, const at::Tensor& targets);

}  // namespace melisma::models
