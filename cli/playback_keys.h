#pragma once

namespace melisma::cli {

/// Keys while something plays: space pauses and goes on, q stops. Listens only when standard input
/// is a terminal; puts the terminal back as it was. One at a time.
class PlaybackKeys {
 public:
  /// `wanted` = false: does not touch standard input.
  explicit PlaybackKeys(bool wanted);
  ~PlaybackKeys();
  PlaybackKeys(const PlaybackKeys&) = delete;
  PlaybackKeys& operator=(const PlaybackKeys&) = delete;

  [[nodiscard]] bool listening() const { return listening_; }
  /// Both read the keys pressed so far.
  bool paused();
  bool stop_asked();

 private:
  void read_keys();

  bool listening_ = false;
  bool paused_ = false;
  bool stop_asked_ = false;
};

/// Puts the terminal back as it was before a PlaybackKeys; safe in a signal handler, and when there
/// is none.
void restore_terminal() noexcept;

}  // namespace melisma::cli
