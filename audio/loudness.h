#pragma once

#include <memory>
#include <span>

#include "audio/sample_rate.h"

namespace melisma::audio {

/// Loudness and peaks of a stream by EBU R 128 / ITU-R BS.1770-4 (libebur128). A mono stream counts
/// as one channel (3 LU below the same signal on two). Not thread-safe.
class LoudnessMeter {
 public:
  /// Throws ConfigError for a rate or channel count outside the supported range.
  LoudnessMeter(SampleRate sample_rate, int channels);
  ~LoudnessMeter();
  LoudnessMeter(LoudnessMeter&&) noexcept;
  LoudnessMeter& operator=(LoudnessMeter&&) noexcept;

  /// Whole interleaved sample frames; samples that are not finite count as 0.
  void add(std::span<const float> interleaved);

  /// Gated loudness of all so far in LUFS; -infinity for silence or less than 400 ms.
  [[nodiscard]] double integrated_lufs() const;
  /// Loudness range in LU; 0 when there is too little sound.
  [[nodiscard]] double range_lu() const;
  /// Highest peak between samples of any channel, in dB relative to full scale; -infinity for
  /// silence.
  [[nodiscard]] double true_peak_db() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Loudness {
  double integrated_lufs;
  double true_peak_db;
};
/// Of a whole signal.
Loudness measure_loudness(std::span<const float> interleaved,
                          SampleRate sample_rate,
                          int channels = 1);

}  // namespace melisma::audio
