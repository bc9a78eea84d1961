#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "audio/fft.h"
#include "codec/fitting/principal_components.h"
#include "codec/spectral_codec_config.h"

namespace melisma::codec {

/// Analysed clips, frame after frame: what a codec is fitted and trained on. About 9.6 kB a frame.
struct CodecFrames {
  RowMatrix features;                     // [T, F], SpectralFeatures
  RowMatrix targets;                      // [T, 2 (hop + 1)], ln(S + synthesis floor)
  std::vector<std::int64_t> clip_begins;  // first frame of every clip, then T
};

/// Analyses clips of at most `clip_seconds` out of sound files until `max_frames` are reached; each
/// clip starts at its file's beginning or, where it is longer, at a place drawn from `seed`. Throws
/// AudioFileError, InputError when there is nothing.
struct CodecFramesOptions {
  std::int64_t max_frames = 150000;
  double clip_seconds = 12.0;
  std::uint64_t seed = 1;
};
CodecFrames analyse_clips(const std::vector<std::filesystem::path>& files,
                          const SpectralCodecConfig& config,
                          const CodecFramesOptions& options);

/// Features and targets of one signal, appended.
class ClipAnalyser {
 public:
  explicit ClipAnalyser(const SpectralCodecConfig& config);
  /// Frames of `samples`: ceil(N / hop), padded with silence at both ends. Both spans hold that
  /// many rows.
  void analyse(std::span<const float> samples,
               Eigen::Ref<RowMatrix> features,
               Eigen::Ref<RowMatrix> targets);

 private:
  SpectralCodecConfig config_;
  SpectralFeatures features_;
  audio::RealFft synthesis_fft_;
  std::vector<float> synthesis_window_;
};

}  // namespace melisma::codec
