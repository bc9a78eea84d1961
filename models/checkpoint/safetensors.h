#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/kernels/weight_matrix.h"

namespace melisma::models {

/// A safetensors file, memory-mapped, read-only. The layout is
///   8 bytes  little-endian length n of the header (n <= 100 MB)
///   n bytes  JSON: name -> {"dtype", "shape", "data_offsets": [begin, end]}, and "__metadata__"
///   rest     tensor bytes, without holes or overlap
/// Throws CheckpointError naming the file and the fault: truncated, bad JSON (also too deep),
/// unknown dtype, shape that does not match its bytes, overlap, hole, duplicate name. Thread-safe
/// once open.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);
  /// Parses bytes in memory; `name` stands in messages. The bytes are copied.
  SafetensorsFile(std::span<const std::byte> bytes, std::string name);
  ~SafetensorsFile();
  SafetensorsFile(SafetensorsFile&&) noexcept;
  SafetensorsFile& operator=(SafetensorsFile&&) noexcept;
  SafetensorsFile(const SafetensorsFile&) = delete;
  SafetensorsFile& operator=(const SafetensorsFile&) = delete;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::map<std::string, TensorView>& tensors() const;
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const;
  /// The tensor, or CheckpointError if there is none of that name.
  [[nodiscard]] const TensorView& tensor(const std::string& tensor_name) const;
  /// Metadata value, or CheckpointError.
  [[nodiscard]] const std::string& metadata_value(const std::string& key) const;
  /// The tensors with what keeps their bytes, also when this object is gone.
  [[nodiscard]] TensorSet tensor_set() const;
  /// SHA-256 (hex) of the whole file's bytes; a model's identity.
  [[nodiscard]] std::string content_hash() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

/// A tensor to write; the values are owned.
struct OwnedTensor {
  DataType type = DataType::kF32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;

  /// `type` may be kF32, kF16 (rounded to nearest even) or kBF16.
  static OwnedTensor from_floats(std::span<const float> values,
                                 std::vector<std::int64_t> shape,
                                 DataType type = DataType::kF32);
  static OwnedTensor from_ints(std::span<const std::int32_t> values,
                               std::vector<std::int64_t> shape,
                               DataType type = DataType::kI32);
};

/// Tensors in memory as a set; `name` stands in messages.
TensorSet tensor_set_of(std::map<std::string, OwnedTensor> tensors, std::string name);

/// Writes tensors in name order, atomically (temporary file beside it, then rename). Same input,
/// same bytes.
void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, OwnedTensor>& tensors,
                       const std::map<std::string, std::string>& metadata);

/// The same bytes in memory.
std::vector<std::byte> format_safetensors(const std::map<std::string, OwnedTensor>& tensors,
                                          const std::map<std::string, std::string>& metadata);

/// Collects the tensors a model expects and reports missing, unexpected and mis-shaped ones in one
/// CheckpointError, from finish(). Keeps the tensors' bytes while it lives.
class TensorReader {
 public:
  explicit TensorReader(TensorSet tensors);
  explicit TensorReader(const SafetensorsFile& file) : TensorReader(file.tensor_set()) {}
  [[nodiscard]] bool contains(const std::string& name) const { return set_.tensors.contains(name); }
  /// Takes no notice of tensor `name`, whether it is there or not.
  void ignore(const std::string& name) { used_.push_back(name); }
  /// Takes no notice of tensors whose names begin with `prefix`.
  void ignore_all(const std::string& prefix);
  /// The floats of tensor `name`, which must have `shape` and a floating type or be quantized
  /// (block_quantization.h); zeros if it is missing or wrong (finish() then throws). Total size is
  /// checked against the file before allocation.
  std::vector<float> floats(const std::string& name, const std::vector<std::int64_t>& shape);
  /// The matrix `name` [rows, inner], of the types floats() takes; used where it lies in the file,
  /// which then stays mapped, unless a kernel cannot read it there.
  WeightMatrix weights(const std::string& name, std::size_t rows, std::size_t inner);
  void finish();

 private:
  /// The scales of a quantized tensor of `shape`; null when it is none.
  const TensorView* scales_of(const TensorView& codes,
                              const std::string& name,
                              const std::vector<std::int64_t>& shape);

  TensorSet set_;
  std::vector<std::string> used_;
  std::vector<std::string> faults_;
};

}  // namespace melisma::models
