#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"

namespace melisma::models {

/// Behind a quantized tensor's name, the name of its scales.
inline constexpr const char* kScalesSuffix = ".scales";

/// A matrix [R, C] in codes with a scale, F16 [R, ceil(C / 32)], for every 32 neighbours in a row
/// (kernels/matrix.h has the layouts).
///   8 bits  I8 [R, C]: the error is at most half a scale, that is 1/254 of the block's largest
///           value, and the rounding of the scale
///   4 bits  U8 [R, ceil(C / 32) * 16]: the scale is chosen for the least squared error
struct QuantizedTensor {
  OwnedTensor codes;
  OwnedTensor scales;
};

/// Whether `shape` is one that is worth it: a matrix of at least 32 columns and 4,096 values.
[[nodiscard]] bool is_quantizable(std::span<const std::int64_t> shape);
/// `type` is kI8 or kI4. Throws CheckpointError for values that are not finite or whose scale
/// leaves the range of F16.
QuantizedTensor quantize(std::span<const float> values,
                         const std::vector<std::int64_t>& shape,
                         WeightType type);
/// Shapes that the scales, and the 4-bit codes, of a matrix [R, C] must have.
std::vector<std::int64_t> scales_shape(const std::vector<std::int64_t>& shape);
std::vector<std::int64_t> packed_shape(const std::vector<std::int64_t>& shape);
/// The values [R, columns] of codes (I8, or U8 of packed_shape) and their scales.
std::vector<float> dequantize(const TensorView& codes,
                              const TensorView& scales,
                              std::int64_t columns);

/// A model file's tensors, stored as `type`: matrices in 8 bits (kI8); those of transformer layers
/// in 4 and other matrices, such as tables and heads, in 8 bits (kI4); or floating tensors in
/// binary16 (kF16). Tensors that are quantized already stay as they are, but for 8 bits that become
/// 4.
std::map<std::string, OwnedTensor> quantize_all(const SafetensorsFile& file, WeightType type);

}  // namespace melisma::models
