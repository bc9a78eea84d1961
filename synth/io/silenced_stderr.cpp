#include "synth/io/silenced_stderr.h"

#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace melisma::synth {

SilencedStderr::SilencedStderr() {
  std::fflush(stderr);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) {
    return;
  }
  kept_ = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (kept_ >= 0) {
    ::dup2(nowhere, STDERR_FILENO);
  }
  ::close(nowhere);
}

SilencedStderr::~SilencedStderr() {
  if (kept_ >= 0) {
    std::fflush(stderr);
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
  }
}

}  // namespace melisma::synth
