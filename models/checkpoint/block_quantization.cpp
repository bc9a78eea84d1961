#include "models/checkpoint/block_quantization.h"

#include <algorithm>
#include <cmath>

#include "audio/error.h"
#include "models/checkpoint/float16.h"

namespace melisma::models {
namespace {

constexpr std::int64_t kLeastValues = 4096;
constexpr float kLargestCode = 127.0F;
constexpr float kLargestHalf = 65504.0F;

/// As it will be read back, so that codes are chosen for the stored scale.
float stored_scale(std::span<const float> block) {
  float largest = 0;
  for (const float value : block) {
    if (!std::isfinite(value)) {
      throw CheckpointError(
          "a weight is not finite, so the model cannot be quantized. Use a sound model file.");
    }
    largest = std::max(largest, std::abs(value));
  }
  const float scale = largest / kLargestCode;
  if (scale > kLargestHalf) {
    throw CheckpointError("a weight of " + std::to_string(largest) +
                          " is too large to quantize. Keep this model in floats.");
  }
  return half_to_float(float_to_half(scale));
}

OwnedTensor copy_of(const TensorView& view) {
  return {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
}

}  // namespace

bool is_quantizable(std::span<const std::int64_t> shape) {
  return shape.size() == 2 && shape[1] >= kQuantizationBlock && shape[0] * shape[1] >= kLeastValues;
}

std::vector<std::int64_t> scales_shape(const std::vector<std::int64_t>& shape) {
  return {shape[0], (shape[1] + kQuantizationBlock - 1) / kQuantizationBlock};
}

QuantizedTensor quantize(std::span<const float> values, const std::vector<std::int64_t>& shape) {
  std::vector<std::int32_t> codes(values.size());
  std::vector<float> scales;
  const auto columns = static_cast<std::size_t>(shape[1]);
  for (std::size_t row = 0; row < values.size(); row += columns) {
    for (std::size_t column = 0; column < columns; column += kQuantizationBlock) {
      const std::size_t count = std::min<std::size_t>(kQuantizationBlock, columns - column);
      const auto block = values.subspan(row + column, count);
      const float scale = stored_scale(block);
      scales.push_back(scale);
      for (std::size_t i = 0; i < count && scale > 0; ++i) {
        const float code = std::round(block[i] / scale);
        codes[row + column + i] =
            static_cast<std::int32_t>(std::clamp(code, -kLargestCode, kLargestCode));
      }
    }
  }
  return {OwnedTensor::from_ints(codes, shape, DataType::kI8),
          OwnedTensor::from_floats(scales, scales_shape(shape), DataType::kF16)};
}

std::vector<float> dequantize(const TensorView& codes, const TensorView& scales) {
  const std::vector<float> steps = scales.to_floats();
  std::vector<float> values(static_cast<std::size_t>(codes.element_count()));
  const auto columns = static_cast<std::size_t>(codes.shape[1]);
  const auto blocks = static_cast<std::size_t>(scales.shape[1]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t block = i / columns * blocks + i % columns / kQuantizationBlock;
    values[i] = static_cast<float>(static_cast<std::int8_t>(codes.bytes[i])) * steps[block];
  }
  return values;
}

std::map<std::string, OwnedTensor> quantize_all(const SafetensorsFile& file) {
  std::map<std::string, OwnedTensor> tensors;
  for (const auto& [name, view] : file.tensors()) {
    if (!is_floating(view.type) || !is_quantizable(view.shape) || name.ends_with(kScalesSuffix)) {
      tensors[name] = copy_of(view);
      continue;
    }
    QuantizedTensor quantized = quantize(view.to_floats(), view.shape);
    tensors[name] = std::move(quantized.codes);
    tensors[name + kScalesSuffix] = std::move(quantized.scales);
  }
  return tensors;
}

}  // namespace melisma::models
