#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace melisma::models {

/// A whole regular file, mapped read-only and private. Throws CheckpointError naming the path and
/// the system's reason. An empty file maps to an empty span. The file must not shrink while mapped.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace melisma::models
