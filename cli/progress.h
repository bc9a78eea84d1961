#pragma once

#include <chrono>
#include <string>

namespace melisma::cli {

/// A progress line on stderr, redrawn at most ten times a second; silent when stderr is no terminal
/// or `quiet` is set. Not thread-safe.
class Progress {
 public:
  Progress(std::string label, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of `total` seconds of audio (or other `unit`); total <= 0 means unknown.
  void update(double done, double total, const char* unit = "s");

 private:
  std::string label_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

/// True when stderr is a terminal that may be coloured and redrawn (NO_COLOR only bans colour).
bool stderr_is_terminal();

}  // namespace melisma::cli
