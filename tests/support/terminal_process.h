#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace melisma::testing_support {

/// The built `melisma` on a terminal of its own, as a person at a keyboard has it; killed when the
/// object goes.
class TerminalProcess {
 public:
  explicit TerminalProcess(const std::vector<std::string>& arguments);
  ~TerminalProcess();
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;

  void press(const std::string& keys) const;
  /// Reads what is printed until `text` was, or for at most `seconds`; true if it was.
  bool wait_for(const std::string& text, double seconds);
  /// Reads on until it ends; its exit code, or 128 + signal.
  int wait();
  [[nodiscard]] const std::string& screen() const { return screen_; }

 private:
  /// False when nothing more can come.
  bool read_some(int timeout_ms);

  pid_t child_ = -1;
  int terminal_ = -1;
  std::string screen_;  // all that was printed
};

}  // namespace melisma::testing_support
