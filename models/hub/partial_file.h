#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "models/http_client.h"
#include "models/hub/model_record.h"

namespace melisma::models {

/// A file that arrives in parts, of which it keeps a list on disk, so that another process can go
/// on where this one stopped: NAME.partial has the bytes, NAME.parts the numbers of whole parts. A
/// list that belongs to other contents (size, hash, size of parts) begins anew. Thread-safe.
class PartialFile {
 public:
  /// Throws Error when the folder cannot be written.
  PartialFile(std::filesystem::path target, HubFile file, std::uint64_t part_bytes);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  /// The bytes of a part that is missing and that nobody else was given; none: all are.
  std::optional<ByteRange> take();
  /// The part that begins at `range.first` is whole.
  void note_whole(const ByteRange& range);
  /// Throws Error, when the disk is full above all.
  void write(std::uint64_t offset, std::span<const std::byte> bytes) const;
  /// Bytes of whole parts.
  [[nodiscard]] std::uint64_t whole_bytes() const;
  /// Checks the hash and gives the file its name. Throws CheckpointError when other bytes came than
  /// the hub promised; they are removed.
  void finish();

 private:
  [[nodiscard]] ByteRange part(std::size_t number) const;
  void read_list();
  void remove_traces() const;

  std::filesystem::path target_;
  std::filesystem::path partial_;
  std::filesystem::path list_;
  HubFile file_;
  std::uint64_t part_bytes_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::vector<bool> whole_;
  std::size_t next_ = 0;
};

}  // namespace melisma::models
