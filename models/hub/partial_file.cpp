#include "models/hub/partial_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "audio/error.h"
#include "models/hub/file_hash.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

fs::path with_suffix(fs::path path, const char* suffix) {
  path += suffix;
  return path;
}

}  // namespace

PartialFile::PartialFile(fs::path target, HubFile file, std::uint64_t part_bytes)
    : target_(std::move(target)),
      partial_(with_suffix(target_, ".partial")),
      list_(with_suffix(target_, ".parts")),
      file_(std::move(file)),
      part_bytes_(part_bytes),
      whole_(file_.size == 0 ? 0 : (file_.size - 1) / part_bytes + 1) {
  read_list();
  descriptor_ = ::open(partial_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw Error("cannot write " + partial_.string() + ": " + std::strerror(errno) + ".");
  }
}

PartialFile::~PartialFile() {
  ::close(descriptor_);
}

ByteRange PartialFile::part(std::size_t number) const {
  const std::uint64_t first = number * part_bytes_;
  return {first, std::min(first + part_bytes_, file_.size) - 1};
}

void PartialFile::read_list() {
  const std::string head =
      std::to_string(file_.size) + " " + std::to_string(part_bytes_) + " " + file_.hash;
  std::ifstream stream(list_);
  std::string line;
  if (std::getline(stream, line) && line == head && fs::exists(partial_)) {
    for (std::size_t number = 0; stream >> number;) {
      if (number < whole_.size()) {
        whole_[number] = true;
      }
    }
    return;
  }
  std::error_code ignored;
  fs::remove(partial_, ignored);
  std::ofstream(list_) << head << '\n';
}

std::optional<ByteRange> PartialFile::take() {
  const std::lock_guard lock(mutex_);
  while (next_ < whole_.size() && whole_[next_]) {
    ++next_;
  }
  if (next_ >= whole_.size()) {
    return std::nullopt;
  }
  return part(next_++);
}

void PartialFile::note_whole(const ByteRange& range) {
  const std::lock_guard lock(mutex_);
  const std::size_t number = range.first / part_bytes_;
  whole_[number] = true;
  std::ofstream(list_, std::ios::app) << number << '\n';
}

void PartialFile::write(std::uint64_t offset, std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      throw Error("cannot write " + partial_.string() + ": " + std::strerror(errno) +
                  ". What is there is kept; the same command goes on from it.");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

std::uint64_t PartialFile::whole_bytes() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t bytes = 0;
  for (std::size_t number = 0; number < whole_.size(); ++number) {
    const ByteRange range = part(number);
    bytes += whole_[number] ? range.last - range.first + 1 : 0;
  }
  return bytes;
}

void PartialFile::remove_traces() const {
  std::error_code ignored;
  fs::remove(partial_, ignored);
  fs::remove(list_, ignored);
}

void PartialFile::finish() {
  if (!has_hash(partial_, file_.hash)) {
    remove_traces();
    throw CheckpointError(target_.filename().string() +
                          " came with other contents than the hub promised: their hash is not " +
                          file_.hash + ". They are removed; try again, or with another endpoint.");
  }
  fs::rename(partial_, target_);
  remove_traces();
}

}  // namespace melisma::models
