#include "cli/terminal_keys.h"

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

TerminalKeys::TerminalKeys(bool wanted) {
  if (!wanted || ::isatty(STDIN_FILENO) == 0 || ::tcgetattr(STDIN_FILENO, &before) != 0) {
    return;
  }
  termios keys = before;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C stays a signal
  listening_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
  changed = listening_;
}

TerminalKeys::~TerminalKeys() {
  restore_terminal();
}

std::optional<char> TerminalKeys::next() {
  pollfd ready{STDIN_FILENO, POLLIN, 0};
  char key = 0;
  if (!listening_ || ::poll(&ready, 1, 0) != 1) {
    return std::nullopt;
  }
  listening_ = ::read(STDIN_FILENO, &key, 1) == 1;  // else the terminal went away
  return listening_ ? std::optional(key) : std::nullopt;
}

void PlaybackKeys::read_keys() {
  while (const auto key = keys_.next()) {
    paused_ = *key == ' ' ? !paused_ : paused_;
    stop_asked_ = stop_asked_ || *key == 'q' || *key == 'Q';
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
