#include <cmath>

#include "models/torch/kernels/kernels.h"
#include "models/torch/mixed_ops.h"
#include "models/torch/tensor_pointers.h"

namespace melisma::models {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = torch::autograd::variable_list;

kernels::HeadShape head_shape(const at::Tensor& rows, std::int64_t parts, std::int64_t heads) {
  return {.batch = rows.size(0),
          .steps = rows.size(1),
          .parts = parts,
          .heads = heads,
          .width = rows.size(2) / parts / heads};
}

at::Tensor split(const at::Tensor& rows, std::int64_t parts, std::int64_t heads, int rotated,
                 const at::Tensor& cosines, const at::Tensor& sines) {
  const at::Tensor in = rows.contiguous();
  const auto shape = head_shape(in, parts, heads);
  at::Tensor out =
      at::empty({parts, shape.batch * heads, shape.steps, shape.width}, rows.options());
  kernels::split_heads(bits(in), shape, rotated, cosines.defined() ? floats(cosines) : nullptr,
                       sines.defined() ? floats(sines) : nullptr, bits(out));
  return out;  // [parts, B * H, T, d]
}

at::Tensor merge(const at::Tensor& heads_first, std::int64_t batch, std::int64_t heads, int rotated,
                 const at::Tensor& cosines, const at::Tensor& sines) {
  const std::int64_t parts = heads_first.size(0);
  const std::int64_t steps = heads_first.size(2);
  const std::int64_t width = heads_first.size(3);
  at::Tensor out = at::empty({batch, steps, parts * heads * width}, heads_first.options());
  kernels::merge_heads(bits(heads_first), head_shape(out, parts, heads), rotated,
                       cosines.defined() ? floats(cosines) : nullptr,
                       sines.defined() ? floats(sines) : nullptr, bits(out));
  return out;  // [B, T, parts * H * d]
}

/// Scaled dot-product attention over heads; scores exist as bfloat16 [B * H, Tq, Tk] once.
struct Attention16 : Function<Attention16> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& query,
                            const OptionalTensor& key_value, std::int64_t heads,
                            const RotaryTable& rotary, const AttentionScope& scope) {
    const bool self = !key_value.has_value();
    at::Tensor q;
    at::Tensor kv;
    if (self) {
      const at::Tensor all = split(query, 3, heads, 2, rotary.cosines, rotary.sines);
      q = all[0];
      kv = all.slice(0, 1, 3);
    } else {
      q = split(query, 1, heads, 0, {}, {})[0];
      kv = split(*key_value, 2, heads, 0, {}, {});
    }
    at::Tensor scores = at::bmm(q, kv[0].transpose(1, 2));
    const auto mask = make_mask(scope.causal, scope.window, scope.lengths, heads);
    const float scale = 1.0F / std::sqrt(static_cast<float>(q.size(2)));
    kernels::masked_softmax(bits(scores), q.size(0), q.size(1), kv.size(2), scale, mask);
    const at::Tensor out = at::bmm(scores, kv[1]);
    context->save_for_backward({q, kv, scores, rotary.cosines, rotary.sines, scope.lengths});
    context->saved_data["heads"] = heads;
    context->saved_data["causal"] = scope.causal;
    context->saved_data["window"] = scope.window;
    context->saved_data["self"] = self;
    return merge(out.unsqueeze(0), query.size(0), heads, 0, {}, {});
  }

  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& q = saved[0];
    const at::Tensor& kv = saved[1];
    const at::Tensor& chances = saved[2];
    const std::int64_t heads = context->saved_data["heads"].toInt();
    const std::int64_t batch = q.size(0) / heads;
    const bool self = context->saved_data["self"].toBool();
    const at::Tensor grad = split(gradients[0], 1, heads, 0, {}, {})[0];
    at::Tensor packed = at::empty({3, q.size(0), self ? q.size(1) : 0, q.size(2)}, q.options());
    at::Tensor grad_q = self ? packed[0] : at::empty_like(q);
    at::Tensor grad_kv = self ? packed.slice(0, 1, 3) : at::empty_like(kv);
    at::Tensor grad_value = grad_kv[1];
    at::bmm_out(grad_value, chances.transpose(1, 2), grad);
    at::Tensor grad_scores = at::bmm(grad, kv[1].transpose(1, 2));
    const auto mask = make_mask(context->saved_data["causal"].toBool(),
                                context->saved_data["window"].toInt(), saved[5], heads);
    const float scale = 1.0F / std::sqrt(static_cast<float>(q.size(2)));
    kernels::masked_softmax_backward(bits(grad_scores), bits(chances), q.size(0), q.size(1),
                                     kv.size(2), scale, mask);
    at::bmm_out(grad_q, grad_scores, kv[0]);
    at::Tensor grad_key = grad_kv[0];
    at::bmm_out(grad_key, grad_scores.transpose(1, 2), q);
    at::Tensor rows;
    at::Tensor key_rows;
    if (self) {
      rows = merge(packed, batch, heads, 2, saved[3], saved[4]);
    } else {
      rows = merge(grad_q.unsqueeze(0), batch, heads, 0, {}, {});
      key_rows = merge(grad_kv, batch, heads, 0, {}, {});
    }
    return {rows, key_rows, {}, {}, {}};
  }

  static kernels::AttentionMask make_mask(bool causal, std::int64_t window,
                                          const at::Tensor& lengths, std::int64_t heads) {
    return {.causal = causal,
            .window = window,
            .lengths = lengths.defined() ? lengths.data_ptr<std::int64_t>() : nullptr,
            .heads = heads};
  }
};

/// Causal self-attention without positions over a few steps: the depth transformer's.
struct TinyAttention16 : Function<TinyAttention16> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& query, std::int64_t heads) {
    const at::Tensor rows = query.contiguous();
    at::Tensor out = at::empty({rows.size(0), rows.size(1), rows.size(2) / 3}, rows.options());
    kernels::tiny_attention(bits(rows), head_shape(rows, 3, heads), bits(out));
    context->save_for_backward({rows});
    context->saved_data["heads"] = heads;
    return out;
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const at::Tensor rows = context->get_saved_variables()[0];
    const at::Tensor grad = gradients[0].contiguous();
    at::Tensor grad_rows = at::empty_like(rows);
    const auto shape = head_shape(rows, 3, context->saved_data["heads"].toInt());
    kernels::tiny_attention_backward(bits(grad), bits(rows), shape, bits(grad_rows));
    return {grad_rows, at::Tensor()};
  }
};

/// x [B, H, T, d], pairs (i, i + d / 2) turned.
at::Tensor turned(const at::Tensor& x, const RotaryTable& rotary) {
  const auto halves = x.chunk(2, -1);
  return at::cat({halves[0] * rotary.cosines - halves[1] * rotary.sines,
                  halves[0] * rotary.sines + halves[1] * rotary.cosines},
                 -1);
}

/// Additive mask [B or 1, 1, Tq, Tk]: 0 or minus infinity.
at::Tensor additive_mask(std::int64_t tq, std::int64_t tk, const AttentionScope& scope,
                         const at::TensorOptions& options) {
  at::Tensor allowed = at::ones({1, 1, tq, tk}, options.dtype(at::kBool));
  if (scope.causal) {
    allowed = allowed.tril();
    if (scope.window > 0) {
      allowed = allowed.triu(1 - scope.window);
    }
  }
  if (scope.lengths.defined()) {
    const at::Tensor lengths = scope.lengths.to(options.device()).view({-1, 1, 1, 1});
    allowed = allowed.logical_and(at::arange(tk, options.dtype(at::kLong)) < lengths);
  }
  return at::zeros(allowed.sizes(), options.dtype(at::kFloat))
      .masked_fill(allowed.logical_not(), -INFINITY);
}

}  // namespace

RotaryTable rotary_table(std::int64_t steps, std::int64_t width, double base, at::Device device) {
  const auto doubles = at::TensorOptions().dtype(at::kDouble).device(device);
  const at::Tensor turns =
      at::pow(base, at::arange(0, width, 2, doubles) * (-1.0 / static_cast<double>(width)));
  const at::Tensor angles = at::outer(at::arange(steps, doubles), turns);
  return {angles.cos().to(at::kFloat), angles.sin().to(at::kFloat)};
}

at::Tensor attention16(const at::Tensor& query, const at::Tensor& key_value, std::int64_t heads,
                       const RotaryTable& rotary, const AttentionScope& scope) {
  const std::int64_t width = query.size(2) / heads / (key_value.defined() ? 1 : 3);
  if (!key_value.defined() && rotary.empty() && scope.causal && !scope.lengths.defined() &&
      query.size(1) <= kernels::kTinySteps && width <= kernels::kTinyWidth &&
      (scope.window == 0 || scope.window >= query.size(1))) {
    return TinyAttention16::apply(query, heads);
  }
  if (width % kFastMultiple != 0) {
    return attention_plain(query.to(at::kFloat),
                           key_value.defined() ? key_value.to(at::kFloat) : key_value, heads, rotary,
                           scope);
  }
  return Attention16::apply(query, if_defined(key_value), heads, rotary, scope);
}

at::Tensor attention_plain(const at::Tensor& query, const at::Tensor& key_value, std::int64_t heads,
                           const RotaryTable& rotary, const AttentionScope& scope) {
  const std::int64_t batch = query.size(0);
  const auto by_head = [&](const at::Tensor& rows, std::int64_t parts) {
    return rows.view({batch, rows.size(1), parts, heads, -1}).permute({2, 0, 3, 1, 4});
  };
  at::Tensor q;
  at::Tensor k;
  at::Tensor v;
  if (key_value.defined()) {
    q = by_head(query, 1)[0];
    k = by_head(key_value, 2)[0];
    v = by_head(key_value, 2)[1];
  } else {
    q = by_head(query, 3)[0];
    k = by_head(query, 3)[1];
    v = by_head(query, 3)[2];
  }
  if (!rotary.empty()) {
    q = turned(q, rotary);
    k = turned(k, rotary);
  }
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
  const at::Tensor mask = additive_mask(q.size(2), k.size(2), scope, query.options());
  const at::Tensor chances = at::softmax(at::matmul(q * scale, k.transpose(2, 3)) + mask, -1);
  return at::matmul(chances.to(v.scalar_type()), v)
      .permute({0, 2, 1, 3})
      .reshape({batch, query.size(1), -1});  // [B, Tq, H * d]
}

}  // namespace melisma::models
