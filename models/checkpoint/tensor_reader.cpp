#include <algorithm>
#include <utility>

#include "audio/error.h"
#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {
namespace {

constexpr std::size_t kMaxFaults = 20;                     // listed in one message
constexpr std::int64_t kMaxZeros = std::int64_t{1} << 26;  // stand-in values for one bad tensor

std::string text_of(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + "]";
}

[[noreturn]] void throw_faults(const std::string& file, const std::vector<std::string>& faults) {
  std::string message = file + " does not match its model's configuration: ";
  for (std::size_t i = 0; i < std::min(faults.size(), kMaxFaults); ++i) {
    message += (i == 0 ? "" : "; ") + faults[i].substr(0, 200);
  }
  if (faults.size() > kMaxFaults) {
    message += "; and " + std::to_string(faults.size() - kMaxFaults) + " more";
  }
  throw CheckpointError(message + ". The file is damaged or of another version: get it again.");
}

}  // namespace

TensorReader::TensorReader(TensorSet tensors) : set_(std::move(tensors)) {}

std::vector<float> TensorReader::floats(const std::string& name,
                                        const std::vector<std::int64_t>& shape) {
  used_.push_back(name);
  const auto found = set_.tensors.find(name);
  if (found == set_.tensors.end()) {
    faults_.push_back("missing " + name + " " + text_of(shape));
  } else if (const TensorView* scales = scales_of(found->second, name, shape); scales != nullptr) {
    return dequantize(found->second, *scales, shape[1]);
  } else if (found->second.shape != shape) {
    faults_.push_back(name + " has shape " + text_of(found->second.shape) + ", wanted " +
                      text_of(shape));
  } else if (!is_floating(found->second.type)) {
    faults_.push_back(name + " has type " + std::string(name_of(found->second.type)) +
                      ", wanted a floating type");
  } else {
    return found->second.to_floats();
  }
  std::int64_t count = 1;
  for (const std::int64_t dimension : shape) {
    MELISMA_ASSERT(dimension >= 0);
    count = dimension > kMaxZeros ? kMaxZeros + 1 : std::min(count * dimension, kMaxZeros + 1);
  }
  if (count > kMaxZeros || faults_.size() > kMaxFaults) {
    throw_faults(set_.name, faults_);  // what is left would only cost memory
  }
  return std::vector<float>(static_cast<std::size_t>(count));
}

WeightMatrix TensorReader::weights(const std::string& name, std::size_t rows, std::size_t inner) {
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows),
                                        static_cast<std::int64_t>(inner)};
  const auto found = set_.tensors.find(name);
  if (found != set_.tensors.end()) {
    const TensorView& view = found->second;
    if (const TensorView* scales = scales_of(view, name, shape); scales != nullptr) {
      used_.push_back(name);
      const WeightType type = view.type == DataType::kI8 ? WeightType::kI8 : WeightType::kI4;
      return {Matrix{type, view.bytes.data(), scales->bytes.data(), rows, inner}, set_.owner};
    }
    const bool readable = view.type == DataType::kF32 || view.type == DataType::kF16;
    const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
    if (readable && view.shape == shape && address % size_of(view.type) == 0) {
      used_.push_back(name);
      const WeightType type = view.type == DataType::kF32 ? WeightType::kF32 : WeightType::kF16;
      return {Matrix{type, view.bytes.data(), nullptr, rows, inner}, set_.owner};
    }
  }
  return {floats(name, shape), rows, inner};
}

const TensorView* TensorReader::scales_of(const TensorView& codes,
                                          const std::string& name,
                                          const std::vector<std::int64_t>& shape) {
  const auto scales = set_.tensors.find(name + kScalesSuffix);
  if (scales == set_.tensors.end() || shape.size() != 2) {
    return nullptr;
  }
  used_.push_back(scales->first);
  const bool codes_fit = codes.type == DataType::kI8
                             ? codes.shape == shape
                             : codes.type == DataType::kU8 && codes.shape == packed_shape(shape);
  const bool scales_fit =
      scales->second.type == DataType::kF16 && scales->second.shape == scales_shape(shape);
  return codes_fit && scales_fit ? &scales->second : nullptr;
}

void TensorReader::ignore_all(const std::string& prefix) {
  for (const auto& [name, tensor] : part_of(set_, prefix).tensors) {
    ignore(prefix + name);
  }
}

void TensorReader::finish() {
  std::sort(used_.begin(), used_.end());
  for (const auto& [name, tensor] : set_.tensors) {
    if (!std::binary_search(used_.begin(), used_.end(), name)) {
      faults_.push_back("unexpected " + name + " " + text_of(tensor.shape));
    }
  }
  if (!faults_.empty()) {
    throw_faults(set_.name, faults_);
  }
}

}  // namespace melisma::models
