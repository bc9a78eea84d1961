#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "models/checkpoint/safetensors.h"

namespace melisma::models {

/// TensorReader::floats as a float32 tensor of its own.
inline at::Tensor read_tensor(TensorReader& reader,
                              const std::string& name,
                              const std::vector<std::int64_t>& shape) {
  auto values = reader.floats(name, shape);
  return torch::from_blob(values.data(), shape).clone();
}

}  // namespace melisma::models
