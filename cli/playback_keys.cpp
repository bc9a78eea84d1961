#include "cli/playback_keys.h"

#include <atomic>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace melisma::cli {
namespace {

termios before{};
std::atomic<bool> changed{false};

}  // namespace

void restore_terminal() noexcept {
  if (changed.exchange(false)) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  }
}

PlaybackKeys::PlaybackKeys(bool wanted) {
  if (!wanted || ::isatty(STDIN_FILENO) == 0 || ::tcgetattr(STDIN_FILENO, &before) != 0) {
    return;
  }
  termios keys = before;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C stays a signal
  listening_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
  changed = listening_;
}

PlaybackKeys::~PlaybackKeys() {
  restore_terminal();
}

void PlaybackKeys::read_keys() {
  pollfd ready{STDIN_FILENO, POLLIN, 0};
  char key = 0;
  while (listening_ && ::poll(&ready, 1, 0) == 1) {
    if (::read(STDIN_FILENO, &key, 1) != 1) {
      listening_ = false;  // the terminal went away
    } else if (key == ' ') {
      paused_ = !paused_;
    } else if (key == 'q' || key == 'Q') {
      stop_asked_ = true;
    }
  }
}

bool PlaybackKeys::paused() {
  read_keys();
  return paused_;
}

bool PlaybackKeys::stop_asked() {
  read_keys();
  return stop_asked_;
}

}  // namespace melisma::cli
