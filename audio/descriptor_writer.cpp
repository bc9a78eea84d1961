#include "audio/descriptor_writer.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

sigset_t only_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool sigpipe_is_pending() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

SigpipeGuard::SigpipeGuard() : was_pending_(sigpipe_is_pending()) {
  const sigset_t sigpipe = only_sigpipe();
  pthread_sigmask(SIG_BLOCK, &sigpipe, &previous_);
}

SigpipeGuard::~SigpipeGuard() {
  const int saved_errno = errno;
  if (!was_pending_ && sigpipe_is_pending()) {
    const sigset_t sigpipe = only_sigpipe();
    const timespec no_wait{};
    sigtimedwait(&sigpipe, nullptr, &no_wait);
  }
  pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
  errno = saved_errno;
}

DescriptorWriter::DescriptorWriter(int descriptor, std::string destination)
    : descriptor_(descriptor), destination_(std::move(destination)) {}

bool DescriptorWriter::write(std::string_view bytes) {
  const SigpipeGuard guard;
  while (!bytes.empty() && !closed_by_reader_) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      closed_by_reader_ = true;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{descriptor_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw Error("cannot write " + destination_ + ": " + std::strerror(errno) +
                  "; free some space, or choose another place");
    }
  }
  return !closed_by_reader_;
}

}  // namespace melisma::audio
