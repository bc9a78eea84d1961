#pragma once

#include <memory>
#include <span>
#include <vector>

#include "audio/sample_rate.h"

namespace melisma::audio {

/// Streaming change of sample rate for live sound, mono (libsamplerate, medium sinc): holds back
/// about 2 ms, where Resampler, which is better, holds back up to 40. Output sample n belongs to
/// the time of input n x in / out. Equal rates pass samples through untouched. Not thread-safe.
class LowDelayResampler {
 public:
  /// Throws ConfigError for a ratio that cannot be had (1/256 .. 256).
  LowDelayResampler(SampleRate from, SampleRate to);
  ~LowDelayResampler();
  LowDelayResampler(const LowDelayResampler&) = delete;
  LowDelayResampler& operator=(const LowDelayResampler&) = delete;

  /// Appends the samples that became final to `out`.
  void process(std::span<const float> in, std::vector<float>& out);

 private:
  struct Converter;
  double ratio_;
  std::unique_ptr<Converter> converter_;  // empty when the rates are equal
};

}  // namespace melisma::audio
