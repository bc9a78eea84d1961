#include "audio/replacement_file.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& target, const std::string& reason) {
  throw Error("cannot write " + target.string() + ": " + reason +
              "; choose another place, or make this one writable");
}

fs::path follow_link(const fs::path& target) {
  std::error_code ignored;
  if (!fs::is_symlink(fs::symlink_status(target, ignored))) {
    return target;
  }
  std::error_code dangling;
  fs::path real = fs::canonical(target, dangling);
  return dangling ? target : real;
}

/// Names of temporary files, for the signal handler. A file that finds no free place is only not
/// removed when the process is ended by force.
std::array<std::atomic<const char*>, 16> unfinished{};
static_assert(std::atomic<const char*>::is_always_lock_free, "a signal handler reads them");

void list(const char* name) {
  for (auto& place : unfinished) {
    const char* free = nullptr;
    if (place.compare_exchange_strong(free, name)) {
      return;
    }
  }
}

void unlist(const char* name) noexcept {
  for (auto& place : unfinished) {
    const char* listed = name;
    if (place.compare_exchange_strong(listed, nullptr)) {
      return;
    }
  }
}

fs::path temporary_name(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  const std::string unique = std::to_string(::getpid()) + "-" + std::to_string(counter++);
  // Cut, because a name of the longest legal length has no room for the suffix.
  const std::string stem = target.filename().string().substr(0, 100);
  return target.parent_path() / ("." + stem + "." + unique + ".part");
}

}  // namespace

ReplacementFile::ReplacementFile(fs::path target) : target_(follow_link(target)) {
  std::error_code ignored;
  const fs::file_status status = fs::status(target_, ignored);
  if (target_.filename().empty() || fs::is_directory(status)) {
    fail(target_, "it is a folder, a file name was wanted");
  }
  const fs::path folder = target_.parent_path().empty() ? fs::path(".") : target_.parent_path();
  if (!fs::is_directory(folder, ignored)) {
    fail(target_, "there is no folder " + folder.string());
  }
  in_place_ = fs::exists(status) && !fs::is_regular_file(status);
  temporary_ = in_place_ ? target_ : temporary_name(target_);
  const int flags = in_place_ ? O_WRONLY : O_RDWR | O_CREAT | O_EXCL;
  descriptor_ = ::open(temporary_.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    fail(target_, std::strerror(errno));
  }
  if (!in_place_) {
    list(temporary_.c_str());
  }
}

ReplacementFile::~ReplacementFile() {
  discard();
}

void ReplacementFile::discard() noexcept {
  if (descriptor_ < 0) {
    return;
  }
  ::close(descriptor_);
  descriptor_ = -1;
  if (!in_place_) {
    ::unlink(temporary_.c_str());
    unlist(temporary_.c_str());
  }
}

void ReplacementFile::commit() {
  MELISMA_ASSERT(descriptor_ >= 0);
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (in_place_) {
    if (closed != 0) {
      fail(target_, std::strerror(errno));
    }
    return;
  }
  const bool renamed = closed == 0 && ::rename(temporary_.c_str(), target_.c_str()) == 0;
  const std::string reason = std::strerror(errno);
  if (!renamed) {
    ::unlink(temporary_.c_str());
  }
  unlist(temporary_.c_str());
  if (!renamed) {
    fail(target_, reason);
  }
}

void remove_unfinished_files() noexcept {
  for (const auto& place : unfinished) {
    if (const char* name = place.load()) {
      ::unlink(name);
    }
  }
}

void replace_file(const fs::path& target, std::string_view contents) {
  ReplacementFile file(target);
  while (!contents.empty()) {
    const ssize_t written = ::write(file.descriptor(), contents.data(), contents.size());
    if (written < 0 && errno != EINTR) {
      fail(target, std::strerror(errno));
    }
    contents.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  file.commit();
}

}  // namespace melisma::audio
