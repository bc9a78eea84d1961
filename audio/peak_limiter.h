#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "audio/sample_rate.h"

namespace melisma::audio {

/// Keeps a stream below a true peak (between samples too, ITU-R BS.1770-4 annex 2) by a gain that
/// falls before a peak and recovers after it: no clipping, and sound below the ceiling passes bit
/// for bit. Look-ahead 5 ms; the delay is compensated, so N samples give N, whatever the block
/// sizes. Interleaved channels share the gain. After construction `process` does not allocate
/// beyond growing `out`. Not thread-safe.
///
/// Gain: the least that any peak of the next 5 ms needs, its recovery slowed, then averaged over
/// those 5 ms, so that it arrives as a straight line (Giannoulis, Massberg and Reiss 2012, "Digital
/// dynamic range compressor design").
class PeakLimiter {
 public:
  /// `ceiling_db` relative to full scale, -40..0; `channels` 1 or 2. Throws ConfigError.
  PeakLimiter(SampleRate sample_rate, double ceiling_db, int channels = 1);

  /// Takes whole sample frames; appends the samples that became final to `out`.
  void process(std::span<const float> in, std::vector<float>& out);
  /// Ends the stream and appends the rest: at most look_ahead() sample frames.
  void finish(std::vector<float>& out);

  /// Sample frames that it holds back.
  [[nodiscard]] std::size_t look_ahead() const noexcept { return window_ + kReach; }
  /// Largest reduction so far in dB, 0 or more.
  [[nodiscard]] double most_reduction_db() const;

 private:
  static constexpr std::size_t kReach = 8;   // samples on either side that tell a peak between two
  static constexpr std::size_t kPhases = 3;  // at 1/4, 1/2 and 3/4

  void push(std::span<const float> frame, std::vector<float>& out);
  /// The largest magnitude at and around the sample frame kReach back.
  double peak_here();
  [[nodiscard]] float history(std::size_t frame, std::size_t channel) const;
  double smallest_gain(double needed);

  std::size_t channels_;
  std::size_t size_;    // frames of history
  std::size_t window_;  // samples of look-ahead after the peak is known
  double ceiling_;
  double release_;  // part of the way back to 1 that a sample goes
  std::array<std::array<float, 2 * kReach>, kPhases> taps_{};
  std::vector<float> history_;  // ring of the last sample frames
  std::vector<double> needed_;  // ring of the gains that the last window_ + 1 samples need
  std::vector<double> gains_;   // ring of window_ gains, whose mean is applied
  std::size_t quiet_ = 0;        // quiet sample frames in a row
  double between_before_ = 0;   // peak between the sample before and this one
  double gain_ = 1;
  double sum_;
  double least_ = 1;
  std::size_t count_ = 0;  // samples pushed, padding included
};

}  // namespace melisma::audio
