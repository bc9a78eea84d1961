#include "models/checkpoint/safetensors.h"

#include "audio/error.h"
#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/safetensors_header.h"
#include "models/checkpoint/sha256.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;

}  // namespace

struct SafetensorsFile::Impl {
  std::unique_ptr<MappedFile> mapping;  // the bytes are either mapped
  AlignedBytes copy;                    // or held here
  std::span<const std::byte> bytes;
  TensorSet set;  // without owner, which this is
  std::map<std::string, std::string> metadata;

  void parse();
};

void SafetensorsFile::Impl::parse() {
  const auto damaged = [this](const std::string& fault) {
    throw CheckpointError(set.name + " is not a usable safetensors file: found " + fault +
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
  SafetensorsHeader header = parse_safetensors_header(json, data.size(), set.name);
  metadata = std::move(header.metadata);
  for (HeaderEntry& entry : header.entries) {
    set.tensors[std::move(entry.name)] = {
        entry.type, std::move(entry.shape), data.subspan(entry.begin, entry.end - entry.begin)};
  }
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) {
  auto impl = std::make_shared<Impl>();
  impl->set.name = path.string();
  impl->mapping = std::make_unique<MappedFile>(path);
  impl->bytes = impl->mapping->bytes();
  impl->parse();
  impl_ = std::move(impl);
}

SafetensorsFile::SafetensorsFile(std::span<const std::byte> bytes, std::string name) {
  auto impl = std::make_shared<Impl>();
  impl->set.name = std::move(name);
  impl->copy.assign(bytes.begin(), bytes.end());
  impl->bytes = impl->copy;
  impl->parse();
  impl_ = std::move(impl);
}

SafetensorsFile::~SafetensorsFile() = default;
SafetensorsFile::SafetensorsFile(SafetensorsFile&&) noexcept = default;
SafetensorsFile& SafetensorsFile::operator=(SafetensorsFile&&) noexcept = default;

const std::string& SafetensorsFile::name() const {
  return impl_->set.name;
}

const std::map<std::string, TensorView>& SafetensorsFile::tensors() const {
  return impl_->set.tensors;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const {
  return impl_->metadata;
}

const TensorView& SafetensorsFile::tensor(const std::string& tensor_name) const {
  return impl_->set.tensor(tensor_name);
}

const std::string& SafetensorsFile::metadata_value(const std::string& key) const {
  const auto found = impl_->metadata.find(key);
  if (found == impl_->metadata.end()) {
    throw CheckpointError(name() + " has no metadata '" + key +
                          "', which files of Melisma carry. It was made by another program.");
  }
  return found->second;
}

TensorSet SafetensorsFile::tensor_set() const {
  return {impl_->set.name, impl_->set.tensors, impl_};
}

std::string SafetensorsFile::content_hash() const {
  return sha256_hex(impl_->bytes);
}

}  // namespace melisma::models
