#pragma once

#include <cstdint>

#include "models/torch/kernels/bfloat.h"

/// Fused single-thread CPU kernels of training: what LibTorch would do in several passes over memory.
/// Plain pointers to contiguous data; Bits16 is bfloat16. Matrix products stay with LibTorch (oneDNN).
/// Sums are in float32; loops may be reassociated (these sources are compiled with -ffast-math), which
/// training does not mind and inference never sees.
namespace melisma::models::kernels {

/// x [N, D] += delta [N, D] (delta may be null), into `sum`; y = sum * rstd * weight, rstd = 1 / rms.
void add_rms_norm(const float* x, const Bits16* delta, const float* weight, float epsilon,
                  std::int64_t n, std::int64_t d, float* sum, Bits16* y, float* rstd);
/// grad_sum (may be null) is the gradient that reaches `sum` from elsewhere; grad_x = all of it;
/// grad_delta (may be null) is its bfloat16 copy; grad_weight is added to.
void add_rms_norm_backward(const float* grad_sum, const Bits16* grad_y, const float* sum,
                           const float* weight, const float* rstd, std::int64_t n, std::int64_t d,
                           float* grad_x, Bits16* grad_delta, float* grad_weight);

/// in [N, 2F], gate first -> out [N, F] = silu(gate) * up.
void swiglu(const Bits16* in, std::int64_t n, std::int64_t f, Bits16* out);
void swiglu_backward(const Bits16* grad_out, const Bits16* in, std::int64_t n, std::int64_t f,
                     Bits16* grad_in);

/// rows [B, T, parts, H, d] -> heads [parts, B, H, T, d]; the first `rotated` parts are turned by the
/// rotary angles whose cosines and sines are [T, d / 2] (null: none). `forward` false is the inverse.
struct HeadShape {
  std::int64_t batch = 0;
  std::int64_t steps = 0;
  std::int64_t parts = 0;
  std::int64_t heads = 0;
  std::int64_t width = 0;  // d
};
void split_heads(const Bits16* rows, const HeadShape& shape, int rotated, const float* cosines,
                 const float* sines, Bits16* heads);
void merge_heads(const Bits16* heads, const HeadShape& shape, int rotated, const float* cosines,
                 const float* sines, Bits16* rows);

/// Which keys a query sees: query t the keys (t - window, t] when causal (window 0 = all before), and
/// none at or past `lengths[b]` where lengths is given (padding of the memory).
struct AttentionMask {
  bool causal = true;
  std::int64_t window = 0;
  const std::int64_t* lengths = nullptr;  // [B] or null
  std::int64_t heads = 1;                 // rows of scores a batch item owns
};
/// scores [B * H, Tq, Tk] -> probabilities in place, of scale * score; masked ones become zero.
void masked_softmax(Bits16* scores, std::int64_t rows, std::int64_t tq, std::int64_t tk, float scale,
                    const AttentionMask& mask);
/// grad [B * H, Tq, Tk] of the probabilities -> gradient of the scores, in place.
void masked_softmax_backward(Bits16* grad, const Bits16* probabilities, std::int64_t rows,
                             std::int64_t tq, std::int64_t tk, float scale,
                             const AttentionMask& mask);

/// Causal self-attention of very short sequences, whole: rows [B, T, 3, H, d] -> out [B, T, H * d], for
/// T <= kTinySteps and d <= kTinyWidth; `shape.parts` is unused. The depth transformer has thousands of
/// them, too small for a matrix library.
inline constexpr std::int64_t kTinySteps = 16;
inline constexpr std::int64_t kTinyWidth = 128;
void tiny_attention(const Bits16* rows, const HeadShape& shape, Bits16* out);
void tiny_attention_backward(const Bits16* grad_out, const Bits16* rows, const HeadShape& shape,
                             Bits16* grad_rows);

/// out [T, D] = sum of value * table[index] over each frame's features (compressed rows).
void feature_sum(const std::int64_t* offsets, const std::int32_t* indices, const float* values,
                 const float* table, std::int64_t t, std::int64_t d, float* out);
void feature_sum_backward(const std::int64_t* offsets, const std::int32_t* indices,
                          const float* values, const float* grad_out, std::int64_t t,
                          std::int64_t d, float* grad_table);

/// Causal depthwise convolution over time: x [B, T, D], taps [kernel, D] (the last tap is the present),
/// bias [D] -> y [B, T, D].
void depthwise(const float* x, const float* taps, const float* bias, std::int64_t b, std::int64_t t,
               std::int64_t d, std::int64_t kernel, Bits16* y);
/// grad_x is added to, as are grad_taps [kernel, D] and grad_bias [D].
void depthwise_backward(const Bits16* grad_y, const float* x, const float* taps, std::int64_t b,
                        std::int64_t t, std::int64_t d, std::int64_t kernel, float* grad_x,
                        float* grad_taps, float* grad_bias);

/// losses [N] = -log softmax(logits)[target], 0 where target < 0; logits [N, V] become the gradient of
/// the sum of the losses.
void cross_entropy(Bits16* logits, const std::int32_t* targets, std::int64_t n, std::int64_t v,
                   float* losses);

struct AdamwStep {
  float learning_rate = 0;
  float beta1 = 0.9F;
  float beta2 = 0.95F;
  float epsilon = 1e-8F;
  float decay = 0;        // decoupled weight decay
  float correction1 = 1;  // 1 - beta1^step
  float correction2 = 1;  // 1 - beta2^step
  float gradient_scale = 1;
  float average_keep = 0;  // weight of the old moving average; 0 = the average becomes the weights
};
/// One AdamW step (Loshchilov and Hutter 2019, arXiv 1711.05101) over n weights, their moving average
/// and (if not null) their bfloat16 copy.
void adamw(float* weights, const float* gradients, float* first, float* second, float* average,
           Bits16* copy, std::int64_t n, const AdamwStep& step);

}  // namespace melisma::models::kernels
