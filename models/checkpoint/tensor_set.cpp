#include "models/checkpoint/tensor_set.h"

#include <cstring>
#include <limits>

#include "audio/error.h"
#include "models/checkpoint/float16.h"

namespace melisma::models {
namespace {

/// Reads elements that may be unaligned and gives each to `convert`.
template <typename Stored, typename Result, typename Convert>
std::vector<Result> convert_all(std::span<const std::byte> bytes, Convert convert) {
  const std::size_t count = bytes.size() / sizeof(Stored);
  std::vector<Result> result(count);
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored{};
    std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
    result[i] = convert(stored);
  }
  return result;
}

template <typename Stored>
std::vector<std::int32_t> narrow_all(std::span<const std::byte> bytes) {
  return convert_all<Stored, std::int32_t>(bytes, [](Stored value) {
    if constexpr (sizeof(Stored) > sizeof(std::int32_t)) {
      if (value < std::numeric_limits<std::int32_t>::min() ||
          value > std::numeric_limits<std::int32_t>::max()) {
        throw CheckpointError("found the integer " + std::to_string(value) +
                              " in a tensor; wanted 32 bits. The file is of another kind.");
      }
    }
    return static_cast<std::int32_t>(value);
  });
}

[[noreturn]] void wrong_type(DataType found, const char* wanted) {
  throw CheckpointError("found a tensor of type " + std::string(name_of(found)) + "; wanted " +
                        wanted + ". The file is of another kind.");
}

}  // namespace

std::size_t size_of(DataType type) {
  switch (type) {
    case DataType::kF64:
    case DataType::kI64:
      return 8;
    case DataType::kF32:
    case DataType::kI32:
      return 4;
    case DataType::kF16:
    case DataType::kBF16:
    case DataType::kI16:
      return 2;
    case DataType::kI8:
    case DataType::kU8:
    case DataType::kBool:
      return 1;
  }
  MELISMA_ASSERT(false);
}

bool is_floating(DataType type) {
  return type == DataType::kF32 || type == DataType::kF16 || type == DataType::kBF16 ||
         type == DataType::kF64;
}

std::string_view name_of(DataType type) {
  switch (type) {
    case DataType::kF32:
      return "F32";
    case DataType::kF16:
      return "F16";
    case DataType::kBF16:
      return "BF16";
    case DataType::kF64:
      return "F64";
    case DataType::kI64:
      return "I64";
    case DataType::kI32:
      return "I32";
    case DataType::kI16:
      return "I16";
    case DataType::kI8:
      return "I8";
    case DataType::kU8:
      return "U8";
    case DataType::kBool:
      return "BOOL";
  }
  MELISMA_ASSERT(false);
}

std::int64_t TensorView::element_count() const {
  return static_cast<std::int64_t>(bytes.size() / size_of(type));
}

std::vector<float> TensorView::to_floats() const {
  switch (type) {
    case DataType::kF32:
      return convert_all<float, float>(bytes, [](float value) { return value; });
    case DataType::kF16:
      return convert_all<std::uint16_t, float>(bytes, half_to_float);
    case DataType::kBF16:
      return convert_all<std::uint16_t, float>(bytes, bfloat16_to_float);
    case DataType::kF64:
      return convert_all<double, float>(bytes,
                                        [](double value) { return static_cast<float>(value); });
    default:
      wrong_type(type, "a floating type (F16, BF16, F32 or F64)");
  }
}

std::vector<std::int32_t> TensorView::to_ints() const {
  switch (type) {
    case DataType::kI64:
      return narrow_all<std::int64_t>(bytes);
    case DataType::kI32:
      return narrow_all<std::int32_t>(bytes);
    case DataType::kI16:
      return narrow_all<std::int16_t>(bytes);
    case DataType::kI8:
      return narrow_all<std::int8_t>(bytes);
    case DataType::kU8:
    case DataType::kBool:
      return narrow_all<std::uint8_t>(bytes);
    default:
      wrong_type(type, "an integer type (I8, U8, I16, I32, I64 or BOOL)");
  }
}

const TensorView& TensorSet::tensor(const std::string& tensor_name) const {
  const auto found = tensors.find(tensor_name);
  if (found == tensors.end()) {
    throw CheckpointError(name + " has no tensor '" + tensor_name +
                          "'. It is a model of another kind or version.");
  }
  return found->second;
}

TensorSet part_of(const TensorSet& all, const std::string& prefix) {
  TensorSet part{all.name, {}, all.owner};
  for (auto at = all.tensors.lower_bound(prefix);
       at != all.tensors.end() && at->first.starts_with(prefix);
       ++at) {
    part.tensors.emplace(at->first.substr(prefix.size()), at->second);
  }
  return part;
}

}  // namespace melisma::models
