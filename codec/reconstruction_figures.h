#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codec/codec.h"

namespace melisma::codec {

/// How near a decoded signal is to its original, by the metrics in audio/metrics. Means over clips.
struct ReconstructionFigures {
  double mel = 0;           // mean |difference| of log mel spectra, nats; 0 = equal
  double log_spectral = 0;  // log-spectral distance, dB; 0 = equal
  double chroma = 0;        // correlation of pitch classes; 1 = equal
  double onset_f = 0;       // F-measure of onsets at +- 50 ms; 1 = equal
  double flux = 0;          // correlation of onset envelopes; 1 = equal
  double seconds = 0;       // of audio measured
  double encode_speed = 0;  // seconds of audio a second on one thread; 0 = not measured
  double decode_speed = 0;
  std::vector<double> perplexity;  // of every codebook: 1 .. its size; empty = not measured
};

/// One clip, any codec (ours or another); the longer signal is cut to the shorter.
ReconstructionFigures compare(std::span<const float> original,
                              std::span<const float> decoded,
                              int sample_rate);

/// Adds up clips. Clips weigh equally, whatever their length.
class ReconstructionMean {
 public:
  void add(const ReconstructionFigures& clip);
  /// Zeros when nothing was added.
  [[nodiscard]] ReconstructionFigures mean() const;
  [[nodiscard]] std::int64_t clips() const noexcept { return clips_; }

 private:
  ReconstructionFigures sum_;
  std::int64_t clips_ = 0;
};

/// Encodes every clip, keeps the first `codebooks` codes of each frame, decodes them as a stream
/// and compares. Clips are mono at the codec's rate. Throws ShapeError when `codebooks` is
/// not 1..K.
ReconstructionFigures evaluate_codec(const Codec& codec,
                                     const std::vector<std::vector<float>>& clips,
                                     int codebooks);

}  // namespace melisma::codec
