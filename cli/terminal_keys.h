#pragma once

#include <optional>

namespace melisma::cli {

/// Single keys from the terminal, without waiting for them. Listens only when standard input is a
/// terminal; puts it back as it was. One at a time.
class TerminalKeys {
 public:
  /// `wanted` = false: does not touch standard input.
  explicit TerminalKeys(bool wanted);
  ~TerminalKeys();
  TerminalKeys(const TerminalKeys&) = delete;
  TerminalKeys& operator=(const TerminalKeys&) = delete;

  [[nodiscard]] bool listening() const { return listening_; }
  /// The next key pressed; none if there is none yet.
  std::optional<char> next();

 private:
  bool listening_ = false;
};

/// While something plays: space pauses and goes on, q stops.
class PlaybackKeys {
 public:
  explicit PlaybackKeys(bool wanted) : keys_(wanted) {}

  [[nodiscard]] bool listening() const { return keys_.listening(); }
  /// Both read the keys pressed so far.
  bool paused();
  bool stop_asked();

 private:
  void read_keys();

  TerminalKeys keys_;
  bool paused_ = false;
  bool stop_asked_ = false;
};

/// Puts the terminal back as it was before a TerminalKeys; safe in a signal handler, and when there
/// is none.
void restore_terminal() noexcept;

}  // namespace melisma::cli
