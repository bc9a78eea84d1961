#include "models/training/flat_parameters.h"

#include <algorithm>
#include <cmath>

#include "models/torch/kernels/kernels.h"
#include "models/torch/tensor_pointers.h"

namespace melisma::models {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.95;
constexpr double kEpsilon = 1e-8;
constexpr std::int64_t kAlign = 16;  // floats: a parameter starts at a cache line

}  // namespace

FlatParameters::FlatParameters(torch::nn::Module& module, const at::Device& device,
                               bool bfloat_copies) {
  auto named = module.named_parameters().pairs();
  std::stable_partition(named.begin(), named.end(),
                        [](const auto& pair) { return pair.second.dim() >= 2; });
  std::int64_t total = 0;
  for (const auto& [name, parameter] : named) {
    entries_.push_back({name, total, parameter.sizes().vec()});
    total += (parameter.numel() + kAlign - 1) / kAlign * kAlign;
    matrix_end_ = parameter.dim() >= 2 ? total : matrix_end_;
    layout_ += name + c10::str(parameter.sizes()) + ";";
  }
  const auto options = at::TensorOptions().dtype(at::kFloat).device(device);
  weights = at::zeros({total}, options);
  gradients = at::zeros({total}, options);
  first = at::zeros({total}, options);
  second = at::zeros({total}, options);
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < named.size(); ++i) {
    at::Tensor parameter = named[i].second;
    const auto view = [&](const at::Tensor& buffer) {
      return buffer.narrow(0, entries_[i].begin, parameter.numel()).view(entries_[i].shape);
    };
    const at::Tensor home = view(weights);
    home.copy_(parameter);
    parameter.set_data(home);
    parameter.mutable_grad() = view(gradients);
  }
  average = weights.clone();
  if (bfloat_copies && device.is_cpu()) {
    copies_ = weights.to(at::kBFloat16);
  }
}

double FlatParameters::step(std::int64_t number, const Rates& rates) {
  const at::NoGradGuard no_grad;
  const double norm = gradients.norm().item<double>();
  if (!std::isfinite(norm)) {
    gradients.zero_();
    return norm;
  }
  const double scale = rates.gradient_clip > 0 && norm > rates.gradient_clip ? rates.gradient_clip / norm : 1.0;
  const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(number + 1));
  const double correction2 = 1 - std::pow(kBeta2, static_cast<double>(number + 1));
  const auto update = [&](std::int64_t begin, std::int64_t end, double decay) {
    const auto part = [&](const at::Tensor& buffer) { return buffer.slice(0, begin, end); };
    if (weights.is_cpu()) {
      kernels::adamw(floats(weights) + begin, floats(gradients) + begin, floats(first) + begin,
                     floats(second) + begin, floats(average) + begin,
                     copies_.defined() ? bits(copies_) + begin : nullptr, end - begin,
                     {.learning_rate = static_cast<float>(rates.learning_rate),
                      .beta1 = static_cast<float>(kBeta1),
                      .beta2 = static_cast<float>(kBeta2),
                      .epsilon = static_cast<float>(kEpsilon),
                      .decay = static_cast<float>(decay),
                      .correction1 = static_cast<float>(correction1),
                      .correction2 = static_cast<float>(correction2),
                      .gradient_scale = static_cast<float>(scale),
                      .average_keep = static_cast<float>(rates.average_keep)});
      return;
    }
    const at::Tensor g = part(gradients) * scale;
    part(first).lerp_(g, 1 - kBeta1);
    part(second).mul_(kBeta2).addcmul_(g, g, 1 - kBeta2);
    const at::Tensor root = (part(second) / correction2).sqrt_().add_(kEpsilon);
    part(weights).mul_(1 - rates.learning_rate * decay);
    part(weights).addcdiv_(part(first), root, -rates.learning_rate / correction1);
    part(average).lerp_(part(weights), 1 - rates.average_keep);
  };
  update(0, matrix_end_, rates.weight_decay);
  update(matrix_end_, weights.size(0), 0.0);
  gradients.zero_();
  return norm;
}

void FlatParameters::swap_average() {
  const at::NoGradGuard no_grad;
  const at::Tensor kept = weights.clone();
  weights.copy_(average);
  average.copy_(kept);
  refresh_copies();
}

void FlatParameters::refresh_copies() {
  if (copies_.defined()) {
    const at::NoGradGuard no_grad;
    copies_.copy_(weights);
  }
}

std::map<std::string, at::Tensor> FlatParameters::copies() const {
  std::map<std::string, at::Tensor> views;
  if (copies_.defined()) {
    for (const auto& entry : entries_) {
      if (entry.shape.size() == 2) {
        views[entry.name] =
            copies_.narrow(0, entry.begin, c10::multiply_integers(entry.shape)).view(entry.shape);
      }
    }
  }
  return views;
}

}  // namespace melisma::models
