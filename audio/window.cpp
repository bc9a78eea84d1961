#include "audio/window.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>

#include "audio/error.h"

namespace melisma::audio {

std::vector<float> hann_window(int n) {
  if (n < 1) {
    throw ConfigError("window length is " + std::to_string(n) + "; give at least 1");
  }
  std::vector<float> window(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < window.size(); ++i) {
    const double phase = 2.0 * std::numbers::pi * static_cast<double>(i) / n;
    window[i] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
  }
  return window;
}

}  // namespace melisma::audio
