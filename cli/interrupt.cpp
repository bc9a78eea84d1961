#include "cli/interrupt.h"

#include <csignal>
#include <cstdlib>

#include "audio/replacement_file.h"
#include "cli/terminal_keys.h"

namespace melisma::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the handler may only touch lock-free state");

void handle_signal(int signal) {
  if (interrupted.exchange(true)) {
    restore_terminal();
    audio::remove_unfinished_files();
    std::_Exit(128 + signal);
  }
}

}  // namespace

void install_signal_handlers() {
  struct sigaction action = {};
  action.sa_handler = handle_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

const std::atomic<bool>& interrupt_flag() {
  return interrupted;
}

}  // namespace melisma::cli
