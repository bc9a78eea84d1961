#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "audio/sample_rate.h"

namespace melisma::audio {

/// kHigh: 20-bit; kVeryHigh: 28-bit precision (soxr's HQ and VHQ).
enum class ResamplerQuality { kHigh, kVeryHigh };

/// Streaming change of sample rate (libsoxr, linear phase). Output sample n belongs to the time of
/// input n x in / out: the filter's delay is compensated. N input samples a channel give exactly
/// round(N x out / in), whatever the block sizes, and the values do not depend on block sizes.
/// Equal rates pass samples through untouched. Not thread-safe; allocates; not for audio callbacks.
class Resampler {
 public:
  /// Throws ConfigError for a rate or channel count outside the supported range.
  Resampler(SampleRate from,
            SampleRate to,
            int channels = 1,
            ResamplerQuality quality = ResamplerQuality::kVeryHigh);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Takes whole interleaved sample frames; appends those that became final to `out`.
  void process(std::span<const float> in, std::vector<float>& out);
  /// Ends the stream and appends the rest. `process` must not follow.
  void finish(std::vector<float>& out);

 private:
  struct Soxr;
  void collect(std::span<const float> in, std::vector<float>& out);

  SampleRate from_;
  SampleRate to_;
  std::size_t channels_;
  std::unique_ptr<Soxr> soxr_;  // empty when the rates are equal
  std::int64_t frames_in_ = 0;
  std::int64_t frames_out_ = 0;
};

/// A whole signal at once; the same result as streaming it.
std::vector<float> resample_all(std::span<const float> samples,
                                SampleRate from,
                                SampleRate to,
                                ResamplerQuality quality = ResamplerQuality::kVeryHigh);

}  // namespace melisma::audio
