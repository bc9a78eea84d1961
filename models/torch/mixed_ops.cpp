#include "models/torch/mixed_ops.h"

#include "models/torch/kernels/kernels.h"
#include "models/torch/tensor_pointers.h"

namespace melisma::models {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = torch::autograd::variable_list;

/// y = x weight^T in bfloat16, by products of the copy's type; the weight's gradient is kept in float32.
struct Linear16 : Function<Linear16> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& x,
                            const at::Tensor& weight,
                            const at::Tensor& copy) {
    const at::Tensor rows = x.reshape({-1, x.size(-1)});
    context->save_for_backward({rows, weight, copy});
    auto shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return at::mm(rows.to(copy.scalar_type()), copy.t()).to(at::kBFloat16).view(shape);
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& rows = saved[0];
    const at::ScalarType type = saved[2].scalar_type();
    const at::Tensor grad = gradients[0].reshape({-1, saved[2].size(0)}).to(type).contiguous();
    if (saved[1].requires_grad()) {
      gradient_of(saved[1]).add_(at::mm(grad.t(), rows.to(type)));
    }
    auto shape = gradients[0].sizes().vec();
    shape.back() = rows.size(1);
    return {at::mm(grad, saved[2]).to(at::kBFloat16).view(shape), at::Tensor(), at::Tensor()};
  }
};

struct AddRmsNorm16 : Function<AddRmsNorm16> {
  static Tensors forward(AutogradContext* context,
                         const at::Tensor& x,
                         const OptionalTensor& change,
                         const at::Tensor& weight,
                         double epsilon) {
    const at::Tensor delta = change.value_or(at::Tensor());
    const std::int64_t d = x.size(-1);
    const std::int64_t n = x.numel() / d;
    const at::Tensor in = x.contiguous();
    at::Tensor sum = at::empty_like(in);
    at::Tensor y = at::empty(in.sizes(), in.options().dtype(at::kBFloat16));
    at::Tensor rstd = at::empty({n}, in.options());
    const at::Tensor more = delta.defined() ? delta.contiguous() : delta;
    kernels::add_rms_norm(floats(in), more.defined() ? bits(more) : nullptr, floats(weight),
                          static_cast<float>(epsilon), n, d, floats(sum), bits(y), floats(rstd));
    context->save_for_backward({sum, weight, rstd});
    context->saved_data["delta"] = delta.defined();
    return {sum, y};
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& sum = saved[0];
    const std::int64_t d = sum.size(-1);
    at::Tensor grad_x = at::empty_like(sum);
    at::Tensor grad_delta;
    if (context->saved_data["delta"].toBool()) {
      grad_delta = at::empty(sum.sizes(), sum.options().dtype(at::kBFloat16));
    }
    const at::Tensor grad_y = gradients[1].defined()
                                  ? gradients[1].contiguous()
                                  : at::zeros(sum.sizes(), sum.options().dtype(at::kBFloat16));
    const at::Tensor grad_sum = gradients[0].defined() ? gradients[0].contiguous() : gradients[0];
    at::Tensor grad_weight = gradient_of(saved[1]);
    kernels::add_rms_norm_backward(grad_sum.defined() ? floats(grad_sum) : nullptr, bits(grad_y),
                                   floats(sum), floats(saved[1]), floats(saved[2]), sum.numel() / d,
                                   d, floats(grad_x), grad_delta.defined() ? bits(grad_delta) : nullptr,
                                   floats(grad_weight));
    return {grad_x, grad_delta, at::Tensor(), at::Tensor()};
  }
};

struct SwiGlu16 : Function<SwiGlu16> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& in) {
    const at::Tensor rows = in.contiguous();
    auto shape = in.sizes().vec();
    shape.back() /= 2;
    at::Tensor out = at::empty(shape, in.options());
    kernels::swiglu(bits(rows), out.numel() / shape.back(), shape.back(), bits(out));
    context->save_for_backward({rows});
    return out;
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const at::Tensor rows = context->get_saved_variables()[0];
    const at::Tensor grad = gradients[0].contiguous();
    at::Tensor grad_in = at::empty_like(rows);
    const std::int64_t f = grad.size(-1);
    kernels::swiglu_backward(bits(grad), bits(rows), grad.numel() / f, f, bits(grad_in));
    return {grad_in};
  }
};

struct Losses16 : Function<Losses16> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& logits,
                            const at::Tensor& targets) {
    at::Tensor gradient = logits.contiguous().clone();
    const at::Tensor wanted = targets.to(at::kInt).contiguous();
    at::Tensor losses = at::empty({logits.size(0)}, logits.options().dtype(at::kFloat));
    kernels::cross_entropy(bits(gradient), wanted.data_ptr<std::int32_t>(), logits.size(0),
                           logits.size(1), floats(losses));
    context->save_for_backward({gradient});
    return losses;
  }
  static Tensors backward(AutogradContext* context, const Tensors& gradients) {
    const at::Tensor gradient = context->get_saved_variables()[0];
    return {gradient * gradients[0].to(at::kBFloat16).unsqueeze(1), at::Tensor()};
  }
};

}  // namespace

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& copy) {
  if (!copy.defined() || !x.is_cpu()) {
    return at::linear(x.is_cpu() ? x.to(at::kFloat) : x, weight);
  }
  return Linear16::apply(x.to(at::kBFloat16), weight, copy);
}

std::pair<at::Tensor, at::Tensor> add_rms_norm16(const at::Tensor& x,
                                                 const at::Tensor& delta,
                                                 const at::Tensor& weight,
                                                 double epsilon) {
  auto results = AddRmsNorm16::apply(
      x, if_defined(delta.defined() ? delta.to(at::kBFloat16) : delta), weight, epsilon);
  return {results[0], results[1]};
}

at::Tensor swiglu16(const at::Tensor& in) { return SwiGlu16::apply(in); }

at::Tensor code_losses(const at::Tensor& logits, const at::Tensor& targets) {
  if (logits.is_cpu() && logits.scalar_type() == at::kBFloat16) {
    return Losses16::apply(logits, targets);
  }
  return at::cross_entropy_loss(logits.to(at::kFloat), targets, {}, at::Reduction::None, -1);
}

}  // namespace melisma::models
