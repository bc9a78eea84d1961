#include "models/checkpoint/block_quantization.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "audio/error.h"
#include "models/checkpoint/float16.h"

namespace melisma::models {
namespace {

constexpr std::int64_t kLeastValues = 4096;
constexpr float kLargestHalf = 65504.0F;

float checked(float value) {
  if (!std::isfinite(value)) {
    throw CheckpointError(
        "a weight is not finite, so the model cannot be quantized. Use a sound model file.");
  }
  return value;
}

/// The value of largest magnitude, with its sign.
float extreme_of(std::span<const float> block) {
  float extreme = 0;
  for (const float value : block) {
    extreme = std::abs(checked(value)) > std::abs(extreme) ? value : extreme;
  }
  return extreme;
}

/// As it will be read back, so that codes are chosen for the stored scale.
float stored_scale(float scale) {
  if (std::abs(scale) > kLargestHalf) {
    throw CheckpointError("a weight is too large to quantize: its scale would be " +
                          std::to_string(scale) + ". Keep this model in floats.");
  }
  return half_to_float(float_to_half(scale));
}

struct CodeRange {
  float least;
  float most;
};
constexpr CodeRange kByteCodes{-127, 127};
constexpr CodeRange kNibbleCodes{-8, 7};

float code_of(float value, float scale, CodeRange range) {
  return scale == 0 ? 0 : std::clamp(std::round(value / scale), range.least, range.most);
}

float byte_scale(std::span<const float> block) {
  return stored_scale(std::abs(extreme_of(block)) / kByteCodes.most);
}

/// Tries scales that cut off the largest values more or less; the extreme takes the code -8, since
/// there is one more code on that side.
float nibble_scale(std::span<const float> block) {
  const float whole = extreme_of(block) / kNibbleCodes.least;
  float best_scale = 0;
  float best_error = std::numeric_limits<float>::infinity();
  for (int step = 0; step <= 12; ++step) {
    const float scale = stored_scale(whole * (1.06F - 0.03F * static_cast<float>(step)));
    float error = 0;
    for (const float value : block) {
      const float difference = value - scale * code_of(value, scale, kNibbleCodes);
      error += difference * difference;
    }
    if (error < best_error) {
      best_error = error;
      best_scale = scale;
    }
  }
  return best_scale;
}

OwnedTensor copy_of(const TensorView& view) {
  return {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
}

std::int64_t blocks_of(std::int64_t columns) {
  constexpr auto kBlock = static_cast<std::int64_t>(kWeightBlock);
  return (columns + kBlock - 1) / kBlock;
}

bool is_of_a_layer(const std::string& name) {
  return name.find(".layers.") != std::string::npos;
}

}  // namespace

bool is_quantizable(std::span<const std::int64_t> shape) {
  return shape.size() == 2 && shape[1] >= static_cast<std::int64_t>(kWeightBlock) &&
         shape[0] * shape[1] >= kLeastValues;
}

std::vector<std::int64_t> scales_shape(const std::vector<std::int64_t>& shape) {
  return {shape[0], blocks_of(shape[1])};
}

std::vector<std::int64_t> packed_shape(const std::vector<std::int64_t>& shape) {
  return {shape[0], blocks_of(shape[1]) * static_cast<std::int64_t>(kWeightBlock) / 2};
}

QuantizedTensor quantize(std::span<const float> values,
                         const std::vector<std::int64_t>& shape,
                         WeightType type) {
  MELISMA_ASSERT(type == WeightType::kI8 || type == WeightType::kI4);
  const bool bytes = type == WeightType::kI8;
  OwnedTensor codes{bytes ? DataType::kI8 : DataType::kU8, bytes ? shape : packed_shape(shape), {}};
  std::vector<float> scales;
  const auto columns = static_cast<std::size_t>(shape[1]);
  for (std::size_t row = 0; row < values.size(); row += columns) {
    for (std::size_t column = 0; column < columns; column += kWeightBlock) {
      const auto block = values.subspan(row + column, std::min(kWeightBlock, columns - column));
      const float scale = bytes ? byte_scale(block) : nibble_scale(block);
      scales.push_back(scale);
      std::array<std::uint8_t, kWeightBlock> nibbles;
      nibbles.fill(8);
      for (std::size_t i = 0; i < block.size(); ++i) {
        const auto code =
            static_cast<std::int8_t>(code_of(block[i], scale, bytes ? kByteCodes : kNibbleCodes));
        if (bytes) {
          codes.bytes.push_back(static_cast<std::byte>(code));
        }
        nibbles[i] = static_cast<std::uint8_t>((code + 8) & 15);
      }
      for (std::size_t i = 0; i < kWeightBlock / 2 && !bytes; ++i) {
        codes.bytes.push_back(
            static_cast<std::byte>(nibbles[i] | nibbles[i + kWeightBlock / 2] << 4));
      }
    }
  }
  return {std::move(codes), OwnedTensor::from_floats(scales, scales_shape(shape), DataType::kF16)};
}

std::vector<float> dequantize(const TensorView& codes,
                              const TensorView& scales,
                              std::int64_t column_count) {
  const std::vector<float> steps = scales.to_floats();
  const auto columns = static_cast<std::size_t>(column_count);
  const auto blocks = static_cast<std::size_t>(scales.shape[1]);
  const auto rows = static_cast<std::size_t>(scales.shape[0]);
  std::vector<float> values(rows * columns);
  const auto code_at = [&](std::size_t row, std::size_t column) {
    if (codes.type == DataType::kI8) {
      return static_cast<int>(static_cast<std::int8_t>(codes.bytes[row * columns + column]));
    }
    constexpr std::size_t kHalf = kWeightBlock / 2;
    const std::size_t in_block = column % kWeightBlock;
    const auto pair = std::to_integer<int>(
        codes.bytes[(row * blocks + column / kWeightBlock) * kHalf + in_block % kHalf]);
    return (in_block < kHalf ? pair & 15 : pair >> 4) - 8;
  };
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      values[row * columns + column] =
          static_cast<float>(code_at(row, column)) * steps[row * blocks + column / kWeightBlock];
    }
  }
  return values;
}

std::map<std::string, OwnedTensor> quantize_all(const SafetensorsFile& file, WeightType type) {
  std::map<std::string, OwnedTensor> tensors;
  const auto keep_quantized = [&](const std::string& name,
                                  const std::vector<float>& values,
                                  const std::vector<std::int64_t>& shape,
                                  WeightType own_type) {
    QuantizedTensor quantized = quantize(values, shape, own_type);
    tensors[name] = std::move(quantized.codes);
    tensors[name + kScalesSuffix] = std::move(quantized.scales);
  };
  for (const auto& [name, view] : file.tensors()) {
    const auto scales = file.tensors().find(name + kScalesSuffix);
    const WeightType own_type = is_of_a_layer(name) ? type : WeightType::kI8;
    if (tensors.contains(name)) {
      continue;  // the scales of a tensor before
    }
    if (view.type == DataType::kI8 && scales != file.tensors().end() &&
        own_type == WeightType::kI4) {
      keep_quantized(
          name, dequantize(view, scales->second, view.shape[1]), view.shape, WeightType::kI4);
    } else if (!is_floating(view.type) || name.ends_with(kScalesSuffix)) {
      tensors[name] = copy_of(view);
    } else if (type == WeightType::kF16) {
      tensors[name] = OwnedTensor::from_floats(view.to_floats(), view.shape, DataType::kF16);
    } else if (is_quantizable(view.shape)) {
      keep_quantized(name, view.to_floats(), view.shape, own_type);
    } else {
      tensors[name] = copy_of(view);
    }
  }
  return tensors;
}

}  // namespace melisma::models
