#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace melisma::models {

enum class DataType { kF32, kF16, kBF16, kF64, kI64, kI32, kI16, kI8, kU8, kBool };

std::size_t size_of(DataType type);
std::string_view name_of(DataType type);  // "F32", ...
bool is_floating(DataType type);

/// One tensor as it lies in a file; `bytes` points into what the TensorSet's owner keeps.
struct TensorView {
  DataType type = DataType::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;

  [[nodiscard]] std::int64_t element_count() const;
  /// Values converted to float, from any of the floating types.
  [[nodiscard]] std::vector<float> to_floats() const;
  /// Values converted to int32, from any of the integer types; out-of-range values throw.
  [[nodiscard]] std::vector<std::int32_t> to_ints() const;
};

/// Tensors by name: those of a file, of several, or a part of them. Cheap to copy beside the map;
/// the bytes live as long as any copy.
struct TensorSet {
  std::string name;  // of the file, for messages
  std::map<std::string, TensorView> tensors;
  std::shared_ptr<const void> owner;  // keeps the bytes

  /// The tensor, or CheckpointError if there is none of that name.
  [[nodiscard]] const TensorView& tensor(const std::string& tensor_name) const;
};

/// The tensors whose names begin with `prefix`, without it.
TensorSet part_of(const TensorSet& all, const std::string& prefix);

}  // namespace melisma::models
