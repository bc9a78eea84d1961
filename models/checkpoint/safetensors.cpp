#include "models/checkpoint/safetensors.h"

#include <cstring>
#include <limits>
#include <type_traits>

#include "audio/error.h"
#include "models/checkpoint/float16.h"
#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/safetensors_header.h"
#include "models/checkpoint/sha256.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;

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

struct SafetensorsFile::Impl {
  std::string name;
  std::unique_ptr<MappedFile> mapping;  // the bytes are either mapped
  AlignedBytes copy;                    // or held here
  std::span<const std::byte> bytes;
  std::map<std::string, TensorView> tensors;
  std::map<std::string, std::string> metadata;

  void parse();
};

void SafetensorsFile::Impl::parse() {
  const auto damaged = [this](const std::string& fault) {
    throw CheckpointError(name + " is not a usable safetensors file: found " + fault +
                          ". The file is truncated or of another kind: get it again.");
  };
  if (bytes.size() < kLengthBytes) {
    damaged(std::to_string(bytes.size()) + " bytes, wanted at least 8");
  }
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  }
  if (length > kMaxHeader || length > bytes.size() - kLengthBytes) {
    damaged("a header length of " + std::to_string(length) + " in a file of " +
            std::to_string(bytes.size()) + " bytes (at most 100 MB are allowed)");
  }
  const auto data = bytes.subspan(kLengthBytes + length);
  const std::string_view json(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);
  SafetensorsHeader header = parse_safetensors_header(json, data.size(), name);
  metadata = std::move(header.metadata);
  for (HeaderEntry& entry : header.entries) {
    tensors[std::move(entry.name)] = {
        entry.type, std::move(entry.shape), data.subspan(entry.begin, entry.end - entry.begin)};
  }
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) {
  auto impl = std::make_shared<Impl>();
  impl->name = path.string();
  impl->mapping = std::make_unique<MappedFile>(path);
  impl->bytes = impl->mapping->bytes();
  impl->parse();
  impl_ = std::move(impl);
}

SafetensorsFile::SafetensorsFile(std::span<const std::byte> bytes, std::string name) {
  auto impl = std::make_shared<Impl>();
  impl->name = std::move(name);
  impl->copy.assign(bytes.begin(), bytes.end());
  impl->bytes = impl->copy;
  impl->parse();
  impl_ = std::move(impl);
}

SafetensorsFile::~SafetensorsFile() = default;
SafetensorsFile::SafetensorsFile(SafetensorsFile&&) noexcept = default;
SafetensorsFile& SafetensorsFile::operator=(SafetensorsFile&&) noexcept = default;

const std::string& SafetensorsFile::name() const {
  return impl_->name;
}

const std::map<std::string, TensorView>& SafetensorsFile::tensors() const {
  return impl_->tensors;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const {
  return impl_->metadata;
}

const TensorView& SafetensorsFile::tensor(const std::string& tensor_name) const {
  const auto found = impl_->tensors.find(tensor_name);
  if (found == impl_->tensors.end()) {
    throw CheckpointError(impl_->name + " has no tensor '" + tensor_name +
                          "'. It is a model of another kind or version.");
  }
  return found->second;
}

const std::string& SafetensorsFile::metadata_value(const std::string& key) const {
  const auto found = impl_->metadata.find(key);
  if (found == impl_->metadata.end()) {
    throw CheckpointError(impl_->name + " has no metadata '" + key +
                          "', which files of Melisma carry. It was made by another program.");
  }
  return found->second;
}

std::shared_ptr<const void> SafetensorsFile::bytes_owner() const {
  return impl_;
}

std::string SafetensorsFile::content_hash() const {
  return sha256_hex(impl_->bytes);
}

}  // namespace melisma::models
