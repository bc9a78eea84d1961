#include "models/torch/kernels/kernels.h"
#include "models/torch/mixed_ops.h"
#include "models/torch/tensor_pointers.h"

namespace melisma::models {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = torch::autograd::variable_list;

struct FeatureSum : Function<FeatureSum> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& offsets,
                            const at::Tensor& indices, const at::Tensor& values,
                            const at::Tensor& table) {
    const std::int64_t frames = offsets.size(0) - 1;
    at::Tensor out = at::empty({frames, table.size(1)}, table.options());
    kernels::feature_sum(offsets.data_ptr<std::int64_t>(), indices.data_ptr<std::int32_t>(),
                         floats(values), floats(table), frames, table.size(1), floats(out));
    context->save_for_backward({offsets, indices, values, table});
    return out;
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const auto saved = context->get_saved_variables();
    at::Tensor grad_table = gradient_of(saved[3]);
    const at::Tensor grad = gradients[0].contiguous();
    kernels::feature_sum_backward(saved[0].data_ptr<std::int64_t>(),
                                  saved[1].data_ptr<std::int32_t>(), floats(saved[2]), floats(grad),
                                  grad.size(0), grad.size(1), floats(grad_table));
    return {at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

struct Depthwise16 : Function<Depthwise16> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias) {
    const at::Tensor in = x.contiguous();
    const at::Tensor taps = weight.squeeze(1).t().contiguous();  // [kernel, D]
    at::Tensor y = at::empty(in.sizes(), in.options().dtype(at::kBFloat16));
    kernels::depthwise(floats(in), floats(taps), floats(bias), in.size(0), in.size(1), in.size(2),
                       taps.size(0), bits(y));
    context->save_for_backward({in, taps, weight, bias});
    return y;
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& x = saved[0];
    const at::Tensor& taps = saved[1];
    const at::Tensor grad = gradients[0].contiguous();
    at::Tensor grad_x = at::zeros_like(x);
    at::Tensor grad_taps = at::zeros_like(taps);
    at::Tensor grad_bias = gradient_of(saved[3]);
    kernels::depthwise_backward(bits(grad), floats(x), floats(taps), x.size(0), x.size(1),
                                x.size(2), taps.size(0), floats(grad_x), floats(grad_taps),
                                floats(grad_bias));
    gradient_of(saved[2]).add_(grad_taps.t().unsqueeze(1));
    return {grad_x, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor feature_sum(const SparseRows& rows, const at::Tensor& table) {
  if (table.is_cpu()) {
    return FeatureSum::apply(rows.offsets, rows.indices, rows.values, table);
  }
  const auto device = table.device();
  return std::get<0>(at::embedding_bag(
      table, rows.indices.to(device, at::kLong), rows.offsets.to(device), false, /*mode=sum*/ 0,
      false, rows.values.to(device), /*include_last_offset=*/true));
}

at::Tensor causal_depthwise(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            bool fast) {
  if (fast && x.is_cpu()) {
    return Depthwise16::apply(x, weight, bias);
  }
  const std::int64_t kernel = weight.size(2);
  const at::Tensor padded = at::constant_pad_nd(x.transpose(1, 2), {kernel - 1, 0});
  return at::conv1d(padded, weight, bias, at::IntArrayRef{1}, at::IntArrayRef{0}, at::IntArrayRef{1}, weight.size(0)).transpose(1, 2);
}

}  // namespace melisma::models
