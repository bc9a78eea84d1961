#pragma once

#include <string>
#include <string_view>

#include <signal.h>

namespace melisma::audio {

/// Writes bytes to a descriptor that it does not own: a pipe, a terminal, a file. Short writes,
/// interrupted calls and full non-blocking pipes are handled. A reader that went away is an orderly
/// end, not an error and never a SIGPIPE.
class DescriptorWriter {
 public:
  /// `destination` is named in messages.
  DescriptorWriter(int descriptor, std::string destination);

  /// False when the reader closed the pipe; from then on everything is dropped. Throws Error for
  /// anything else, such as a full disk.
  [[nodiscard]] bool write(std::string_view bytes);
  [[nodiscard]] bool closed_by_reader() const noexcept { return closed_by_reader_; }

 private:
  int descriptor_;
  std::string destination_;
  bool closed_by_reader_ = false;
};

/// Keeps SIGPIPE from the calling thread while it lives, and swallows one that came meanwhile:
/// writing to a closed pipe then only fails with EPIPE. Leaves the process's signal handlers alone.
class SigpipeGuard {
 public:
  SigpipeGuard();
  ~SigpipeGuard();
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t previous_{};
  bool was_pending_ = false;
};

}  // namespace melisma::audio
