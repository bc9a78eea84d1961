#include <algorithm>

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

TensorReader::TensorReader(const SafetensorsFile& file) : file_(file) {}

std::vector<float> TensorReader::floats(const std::string& name,
                                        const std::vector<std::int64_t>& shape) {
  used_.push_back(name);
  const auto found = file_.tensors().find(name);
  if (found == file_.tensors().end()) {
    faults_.push_back("missing " + name + " " + text_of(shape));
  } else if (found->second.shape != shape) {
    faults_.push_back(name + " has shape " + text_of(found->second.shape) + ", wanted " +
                      text_of(shape));
  } else if (const TensorView* scales = scales_of(found->second, name); scales != nullptr) {
    return dequantize(found->second, *scales);
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
    throw_faults(file_.name(), faults_);  // what is left would only cost memory
  }
  return std::vector<float>(static_cast<std::size_t>(count));
}

const TensorView* TensorReader::scales_of(const TensorView& codes, const std::string& name) {
  const auto scales = file_.tensors().find(name + kScalesSuffix);
  if (codes.type != DataType::kI8 || scales == file_.tensors().end()) {
    return nullptr;
  }
  used_.push_back(scales->first);
  const bool fits = codes.shape.size() == 2 && scales->second.type == DataType::kF16 &&
                    scales->second.shape == scales_shape(codes.shape);
  return fits ? &scales->second : nullptr;
}

void TensorReader::finish() {
  std::sort(used_.begin(), used_.end());
  for (const auto& [name, tensor] : file_.tensors()) {
    if (!std::binary_search(used_.begin(), used_.end(), name)) {
      faults_.push_back("unexpected " + name + " " + text_of(tensor.shape));
    }
  }
  if (!faults_.empty()) {
    throw_faults(file_.name(), faults_);
  }
}

}  // namespace melisma::models
