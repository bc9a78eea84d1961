#pragma once

#include <torch/torch.h>
#include <torch/version.h>

#include "models/torch/kernels/bfloat.h"

namespace melisma::models {

/// Raw pointers to the contiguous CPU data that the kernels take.
inline float* floats(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }
inline kernels::Bits16* bits(const at::Tensor& tensor) {
  static_assert(sizeof(at::BFloat16) == sizeof(kernels::Bits16));
  return reinterpret_cast<kernels::Bits16*>(tensor.data_ptr<at::BFloat16>());
}

/// Autograd functions take tensors that may be undefined as optionals.
#if TORCH_VERSION_MAJOR >= 2
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif
inline OptionalTensor if_defined(const at::Tensor& tensor) {
  return tensor.defined() ? OptionalTensor(tensor) : OptionalTensor();
}

/// The gradient of a leaf, made (zeros) if it has none yet: hand-written gradients add to it in place.
inline at::Tensor gradient_of(const at::Tensor& leaf) {
  at::Tensor& gradient = leaf.mutable_grad();
  if (!gradient.defined()) {
    gradient = at::zeros_like(leaf, leaf.options().requires_grad(false));
  }
  return gradient;
}

}  // namespace melisma::models
