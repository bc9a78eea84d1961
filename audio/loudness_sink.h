#pragma once

#include <cstdio>
#include <memory>

#include "audio/audio_sink.h"
#include "audio/loudness.h"

namespace melisma::audio {

/// Brings a whole sound to a loudness before it goes on: samples wait in a file without a name
/// until `close`, which knows how loud they are together, then pass with one gain, true peaks kept
/// under a ceiling by PeakLimiter. What is too short to have a loudness, or silent, passes as it
/// is. Memory does not grow with the length.
class LoudnessSink final : public AudioSink {
 public:
  /// `target_lufs` -70 to 0. Throws ConfigError, and Error when there is no place for the file.
  LoudnessSink(std::unique_ptr<AudioSink> sink,
               SampleRate sample_rate,
               int channels,
               double target_lufs,
               double ceiling_db);

  [[nodiscard]] bool write(std::span<const float> interleaved) override;
  void close() override;
  [[nodiscard]] std::uint64_t clipped_samples() const override { return sink_->clipped_samples(); }

 private:
  template <typename Take>
  void replay(const Take& take);

  std::unique_ptr<AudioSink> sink_;
  SampleRate sample_rate_;
  int channels_;
  double target_lufs_;
  double ceiling_db_;
  LoudnessMeter meter_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> waiting_;
  double gain_db_ = 0;
};

}  // namespace melisma::audio
