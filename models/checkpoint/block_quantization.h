#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"

namespace melisma::models {

/// Values of a row that share one scale.
inline constexpr std::int64_t kQuantizationBlock = 32;
/// Behind a quantized tensor's name, the name of its scales.
inline constexpr const char* kScalesSuffix = ".scales";

/// A matrix [R, C] in 8 bits: codes I8 [R, C] in -127..127 and scales F16 [R, ceil(C / 32)]; a
/// value is its code times the scale of its block of 32 neighbours in the row. The error is at most
/// half a scale, that is 1/254 of the block's largest value, and the rounding of the scale.
struct QuantizedTensor {
  OwnedTensor codes;
  OwnedTensor scales;
};

/// Whether `shape` is one that is worth it: a matrix of at least 32 columns and 4,096 values.
[[nodiscard]] bool is_quantizable(std::span<const std::int64_t> shape);
/// Throws CheckpointError for values that are not finite or whose scale leaves the range of F16.
QuantizedTensor quantize(std::span<const float> values, const std::vector<std::int64_t>& shape);
/// Shape that the scales of codes [R, C] must have.
std::vector<std::int64_t> scales_shape(const std::vector<std::int64_t>& shape);
/// `codes` is I8 [R, C], `scales` F16 of scales_shape.
std::vector<float> dequantize(const TensorView& codes, const TensorView& scales);

/// A model file's tensors with all quantizable matrices in 8 bits; others keep their type. Tensors
/// that are quantized already stay as they are.
std::map<std::string, OwnedTensor> quantize_all(const SafetensorsFile& file);

}  // namespace melisma::models
