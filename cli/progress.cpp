#include "cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <unistd.h>

namespace melisma::cli {

bool stderr_is_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

Progress::Progress(std::string label, bool quiet)
    : label_(std::move(label)),
      shown_(!quiet && stderr_is_terminal()),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (drawn_) {
    std::fputs("\r\033[K", stderr);
  }
}

void Progress::update(double done, double total, const char* unit) {
  if (!shown_) {
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_ = now;
  drawn_ = true;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double speed = elapsed > 0 ? done / elapsed : 0;
  const bool is_sound = std::string_view(unit) == "s";
  const std::string pace = is_sound ? "x real time" : std::string(" ") + unit + "/s";
  if (total > 0) {
    constexpr int kWidth = 30;
    const int filled = static_cast<int>(std::clamp(done / total, 0.0, 1.0) * kWidth);
    std::fprintf(stderr,
                 "\r\033[K%s [%.*s%*s] %.1f of %.1f %s, %.1f%s",
                 label_.c_str(),
                 filled,
                 "##############################",
                 kWidth - filled,
                 "",
                 done,
                 total,
                 unit,
                 speed,
                 pace.c_str());
  } else {
    std::fprintf(
        stderr, "\r\033[K%s %.1f %s, %.1f%s", label_.c_str(), done, unit, speed, pace.c_str());
  }
  std::fflush(stderr);
}

}  // namespace melisma::cli
