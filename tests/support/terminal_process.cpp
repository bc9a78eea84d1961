#include "tests/support/terminal_process.h"

#include <array>
#include <chrono>
#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace melisma::testing_support {

TerminalProcess::TerminalProcess(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {std::string(MELISMA_BINARY_DIR) + "/bin/melisma"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  child_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
  if (child_ == 0) {
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  EXPECT_GT(child_, 0) << "cannot open a terminal";
}

TerminalProcess::~TerminalProcess() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(terminal_);
}

void TerminalProcess::press(const std::string& keys) const {
  EXPECT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

bool TerminalProcess::read_some(int timeout_ms) {
  pollfd ready{terminal_, POLLIN, 0};
  if (::poll(&ready, 1, timeout_ms) <= 0) {
    return true;
  }
  std::array<char, 4096> bytes;
  const ssize_t count = ::read(terminal_, bytes.data(), bytes.size());
  if (count > 0) {
    screen_.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return count > 0;
}

bool TerminalProcess::wait_for(const std::string& text, double seconds) {
  const auto begin = std::chrono::steady_clock::now();
  while (screen_.find(text) == std::string::npos) {
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - begin;
    if (waited.count() > seconds || !read_some(20)) {
      return screen_.find(text) != std::string::npos;
    }
  }
  return true;
}

int TerminalProcess::wait() {
  while (read_some(1000)) {
  }
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace melisma::testing_support
