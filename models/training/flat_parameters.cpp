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
constexpr double kMuonMomentum = 0.95;
constexpr double kMuonScale = 0.2;   // root mean square of an update, like AdamW's
constexpr int kNewtonSchulzSteps = 5;

/// Matrices that a parameter of a transformer layer stacks (queries, keys, values; gate, up); 0 = it is
/// no such matrix.
std::int64_t stacked_matrices(const std::string& name, const at::Tensor& parameter) {
  if (parameter.dim() != 2 || name.find("layers.") == std::string::npos) {
    return 0;
  }
  const auto ends = [&](const char* end) { return name.ends_with(end); };
  std::int64_t count = 1;
  if (ends("attention.qkv.weight")) {
    count = 3;
  } else if (ends("cross.key_value.weight")) {
    count = 2;
  } else if (ends("feed_forward.in.weight") && parameter.size(0) % 2 == 0) {
    count = 2;
  }
  return count;
}

/// The orthogonal factor of x [n, rows, cols], roughly: singular values end between .7 and 1.2. Quintic
/// Newton-Schulz iteration with Jordan's coefficients, in bfloat16.
at::Tensor orthogonalized(const at::Tensor& x) {
  const bool tall = x.size(1) > x.size(2);
  at::Tensor y = (tall ? x.transpose(1, 2) : x).contiguous();
  y = (y / (y.flatten(1).norm(2, 1).view({-1, 1, 1}) + 1e-7)).to(at::kBFloat16);
  for (int i = 0; i < kNewtonSchulzSteps; ++i) {
    const at::Tensor a = at::bmm(y, y.transpose(1, 2));
    const at::Tensor b = a * -4.7750 + at::bmm(a, a) * 2.0315;
    y = y * 3.4445 + at::bmm(b, y);
  }
  return (tall ? y.transpose(1, 2) : y).to(at::kFloat);
}

}  // namespace

FlatParameters::FlatParameters(torch::nn::Module& module, const at::Device& device,
                               Factors factors) {
  auto named = module.named_parameters().pairs();
  const auto matrices = std::stable_partition(
      named.begin(), named.end(), [](const auto& pair) { return pair.second.dim() >= 2; });
  std::stable_partition(named.begin(), matrices, [](const auto& pair) {
    return stacked_matrices(pair.first, pair.second) > 0;
  });
  std::int64_t total = 0;
  for (const auto& [name, parameter] : named) {
    const std::int64_t stacked = stacked_matrices(name, parameter);
    entries_.push_back({name, total, parameter.sizes().vec(), stacked});
    total += (parameter.numel() + kAlign - 1) / kAlign * kAlign;
    layer_end_ = stacked > 0 ? total : layer_end_;
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
  if (factors != Factors::kNone && device.is_cpu()) {
    copies_ = factors == Factors::kBfloat16 ? weights.to(at::kBFloat16) : weights;
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
  if (rates.muon) {
    for (const Entry& entry : entries_) {
      if (entry.stacked > 0) {
        muon(entry, scale, rates);
      }
    }
    refresh_copies();
  } else {
    adamw(0, layer_end_, rates.weight_decay, number, scale, rates);
  }
  Rates tables = rates;
  tables.learning_rate *= rates.table_rate;
  adamw(layer_end_, matrix_end_, rates.weight_decay, number, scale, tables);
  adamw(matrix_end_, weights.size(0), 0.0, number, scale, rates);
  gradients.zero_();
  return norm;
}

void FlatParameters::adamw(std::int64_t begin, std::int64_t end, double decay, std::int64_t number,
                           double scale, const Rates& rates) {
  const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(number + 1));
  const double correction2 = 1 - std::pow(kBeta2, static_cast<double>(number + 1));
  const auto part = [&](const at::Tensor& buffer) { return buffer.slice(0, begin, end); };
  if (weights.is_cpu()) {
    kernels::adamw(floats(weights) + begin, floats(gradients) + begin, floats(first) + begin,
                   floats(second) + begin, floats(average) + begin,
                   has_bfloat_copies() ? bits(copies_) + begin : nullptr, end - begin,
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
}

void FlatParameters::muon(const Entry& entry, double scale, const Rates& rates) {
  const std::int64_t size = c10::multiply_integers(entry.shape);
  const std::int64_t rows = entry.shape[0] / entry.stacked;
  const std::int64_t columns = entry.shape[1];
  const auto part = [&](const at::Tensor& buffer) {
    return buffer.narrow(0, entry.begin, size).view({entry.stacked, rows, columns});
  };
  const at::Tensor g = part(gradients) * scale;
  part(first).mul_(kMuonMomentum).add_(g, 1 - kMuonMomentum);
  const at::Tensor direction = g.mul_(1 - kMuonMomentum).add_(part(first), kMuonMomentum);
  const double size_scale = kMuonScale * std::sqrt(static_cast<double>(std::max(rows, columns)));
  part(weights).mul_(1 - rates.learning_rate * rates.weight_decay);
  part(weights).add_(orthogonalized(direction), -rates.learning_rate * size_scale);
  part(average).lerp_(part(weights), 1 - rates.average_keep);
}

void FlatParameters::swap_average() {
  const at::NoGradGuard no_grad;
  const at::Tensor kept = weights.clone();
  weights.copy_(average);
  average.copy_(kept);
  refresh_copies();
}

bool FlatParameters::has_bfloat_copies() const {
  return copies_.defined() && copies_.scalar_type() == at::kBFloat16;
}

void FlatParameters::refresh_copies() {
  if (has_bfloat_copies()) {
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
