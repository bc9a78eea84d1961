#include "audio/peak_limiter.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "audio/error.h"

namespace melisma::audio {
namespace {

constexpr int kMostChannels = 2;
constexpr double kQuiet = 0.45;  // of the ceiling; the taps of a phase add up to at most 2.05
constexpr double kLookAheadSeconds = 0.005;
constexpr double kReleaseSeconds = 0.08;
constexpr double kMargin = 0.97;  // -0.26 dB: what interpolation by four may miss
constexpr double kRecovered =
    1 - 1e-7;  // from here on the gain is 1: untouched sound stays untouched

}  // namespace

PeakLimiter::PeakLimiter(SampleRate sample_rate, double ceiling_db, int channels)
    : channels_(static_cast<std::size_t>(channels)),
      size_(static_cast<std::size_t>(std::lround(kLookAheadSeconds * sample_rate.hz)) + 2 * kReach),
      window_(size_ - 2 * kReach),
      ceiling_(std::pow(10.0, ceiling_db / 20.0) * kMargin),
      release_(1.0 - std::exp(-1.0 / (kReleaseSeconds * sample_rate.hz))),
      history_(size_ * channels_, 0.0F),
      needed_(window_ + 1, 1.0),
      gains_(window_, 1.0),
      sum_(static_cast<double>(window_)) {
  if (!(ceiling_db >= -40 && ceiling_db <= 0)) {
    throw ConfigError("a ceiling of " + std::to_string(ceiling_db) + " dB, wanted -40 to 0");
  }
  if (channels < 1 || channels > kMostChannels) {
    throw ConfigError(std::to_string(channels) + " channels, wanted 1 or 2");
  }
  // Windowed sinc: the value at a fraction of the way from the middle sample to the next.
  for (std::size_t phase = 0; phase < kPhases; ++phase) {
    const double fraction = static_cast<double>(phase + 1) / (kPhases + 1);
    for (std::size_t i = 0; i < 2 * kReach; ++i) {
      const double x = static_cast<double>(i) - static_cast<double>(kReach - 1) - fraction;
      const double turn = std::numbers::pi * x;
      const double window = 0.5 + 0.5 * std::cos(turn / kReach);
      taps_[phase][i] = static_cast<float>(std::sin(turn) / turn * window);
    }
  }
}

float PeakLimiter::history(std::size_t frame, std::size_t channel) const {
  return history_[frame % size_ * channels_ + channel];
}

double PeakLimiter::peak_here() {
  if (quiet_ >= 2 * kReach) {
    // Between samples this quiet no peak can reach the ceiling, and only those that do count.
    between_before_ = 0;
    return 0;
  }
  // The middle is the frame kReach back; the taps lie around the gap after it.
  const std::size_t first = count_ + size_ - 2 * kReach + 1;
  double middle = 0;
  double after = 0;
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    std::array<float, kPhases> between{};
    for (std::size_t i = 0; i < 2 * kReach; ++i) {
      const float sample = history(first + i, channel);
      for (std::size_t phase = 0; phase < kPhases; ++phase) {
        between[phase] += taps_[phase][i] * sample;
      }
    }
    for (const float value : between) {
      after = std::max(after, static_cast<double>(std::abs(value)));
    }
    const float here = history(first + kReach - 1, channel);
    middle = std::max(middle, static_cast<double>(std::abs(here)));
  }
  const double peak = std::max({middle, after, between_before_});
  between_before_ = after;
  return peak;
}

double PeakLimiter::smallest_gain(double needed) {
  needed_[count_ % needed_.size()] = needed;
  return needed < 1 || gain_ < 1 ? *std::min_element(needed_.begin(), needed_.end()) : 1.0;
}

void PeakLimiter::push(std::span<const float> frame, std::vector<float>& out) {
  std::copy(frame.begin(),
            frame.end(),
            history_.begin() + static_cast<std::ptrdiff_t>(count_ % size_ * channels_));
  const bool is_quiet = std::all_of(frame.begin(), frame.end(), [this](float sample) {
    return std::abs(sample) < kQuiet * ceiling_;
  });
  quiet_ = is_quiet ? quiet_ + 1 : 0;
  const double peak = peak_here();
  const double least = smallest_gain(peak > ceiling_ ? ceiling_ / peak : 1.0);
  gain_ += (1.0 - gain_) * release_;
  gain_ = std::min(least, gain_ > kRecovered ? 1.0 : gain_);
  if (gain_ < 1.0 || sum_ < static_cast<double>(window_)) {
    gains_[count_ % window_] = gain_;
    sum_ = std::accumulate(gains_.begin(), gains_.end(), 0.0);
  }
  const double mean = sum_ / static_cast<double>(window_);
  least_ = std::min(least_, mean);
  if (count_ >= look_ahead()) {
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      const float delayed = history(count_ + size_ - look_ahead(), channel);
      out.push_back(static_cast<float>(delayed * mean));
    }
  }
  ++count_;
}

void PeakLimiter::process(std::span<const float> in, std::vector<float>& out) {
  for (std::size_t at = 0; at < in.size(); at += channels_) {
    push(in.subspan(at, channels_), out);
  }
}

void PeakLimiter::finish(std::vector<float>& out) {
  constexpr std::array<float, kMostChannels> kSilence{};
  for (std::size_t i = 0; i < look_ahead(); ++i) {
    push(std::span(kSilence).first(channels_), out);
  }
}

double PeakLimiter::most_reduction_db() const {
  return std::max(0.0, -20.0 * std::log10(least_));  // no -0
}

}  // namespace melisma::audio
