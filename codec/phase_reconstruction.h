#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/fft.h"

namespace melisma::codec {

/// The defaults were measured on speech and music at 24 kHz: against one sub-frame of look-ahead
/// and four sweeps they take mel distance of true magnitudes from .038 to .030, and word errors
/// that the reconstruction adds from a third to none.
struct PhaseReconstructionConfig {
  int hop = 240;                // h: samples between sub-frames; the window has n = 4 h
  int look_ahead = 2;           // later sub-frames waited for, 0 .. 3
  int sweeps = 6;               // iterations a sub-frame
  float momentum = 0.6F;        // 0 none; 0.4 .. 0.8 halves the iterations needed; near 1 diverges
  float coverage_floor = 0.1F;  // least share of the overlap that energy normalisation divides by
  /// Hops handed on before they are final, 0 .. 2; hops are then cross-faded where they meet. At 1
  /// the next sub-frame would still change the last samples, by at most a sixth of their weight:
  /// measured without look-ahead, mel stays at .146 (speech) and .260 (music); at 2 it is .203,
  /// .303.
  int early_hops = 0;
};

/// Turns a stream of magnitude spectra into samples by finding phases that make overlapping frames
/// agree: RTISI-LA (Zhu, Beauregard, Wyse 2007, doi 10.1109/TASL.2007.899236) with energy
/// normalisation of the incomplete overlap and momentum over sweeps.
///
/// A sub-frame is n/2 + 1 magnitudes |rfft(x * hann(n))|, unscaled, n = 4 h. Sub-frame j is centred
/// at sample h j. After sub-frame j all samples below h (j - 1 - look_ahead) are final; push
/// returns those that became so: h samples, or none for the first 2 + look_ahead sub-frames (less
/// early_hops).
/// `finish` returns the rest, so that J sub-frames give exactly h J samples. At both ends the
/// overlap is divided by the windows that are there, so the signal neither fades in nor out.
///
/// Neither push nor finish allocates. One stream per object; not thread-safe. Output depends on the
/// magnitudes only, bit by bit on one machine and build; the recursion is chaotic, so across
/// machines compare spectra, never samples. Magnitudes that are negative or NaN count as 0, larger
/// than 1e6 as 1e6. Throws ConfigError.
class StreamingPhaseReconstruction {
 public:
  explicit StreamingPhaseReconstruction(const PhaseReconstructionConfig& config = {});

  [[nodiscard]] const PhaseReconstructionConfig& config() const noexcept { return config_; }
  [[nodiscard]] int bins() const noexcept { return fft_.bins(); }

  /// Takes one sub-frame; returns the samples that became final. The view lives until the next
  /// call.
  std::span<const float> push(std::span<const float> magnitudes);
  /// Ends the stream: returns the rest and is then ready for a new one.
  std::span<const float> finish();
  /// Forgets the stream.
  void reset();

 private:
  struct SubFrame {
    std::vector<float> magnitudes;              // n/2 + 1
    std::vector<float> samples;                 // n: its share of the overlap buffer
    std::vector<std::complex<float>> spectrum;  // of its last sweep, for the momentum
    bool swept = false;
  };

  void build_normalisations();
  [[nodiscard]] std::span<const float> normalisation(std::int64_t frame, int later) const;
  SubFrame& sub_frame(std::int64_t frame);
  std::span<float> overlap_of(std::int64_t frame);
  void analyse(std::int64_t frame, int later);
  void update_share(std::int64_t frame);
  void apply_momentum(SubFrame& sub_frame);
  [[nodiscard]] std::int64_t first_hop() const;
  [[nodiscard]] std::span<const float> coverage_of(std::int64_t b, std::int64_t newest) const;
  std::span<const float> emit(std::int64_t first_hop, int hops, std::int64_t newest);
  void join(std::span<float> out, std::int64_t next_hop, int next_place, std::int64_t newest);

  PhaseReconstructionConfig config_;
  audio::RealFft fft_;
  std::vector<float> window_;  // n
  std::vector<std::vector<float>>
      normalisations_;                         // by earlier frames present (0..3), then later ones
  std::vector<std::vector<float>> coverages_;  // by sub-frames missing before (0, 1), then after
  std::vector<SubFrame> sub_frames_;           // look_ahead + 1, sub-frame j at j % size
  std::vector<float> overlap_;  // n + look_ahead h, from the oldest live sub-frame on
  std::vector<float> join_;     // the last hop's idea of how the next begins, when handed on early
  bool joins_ = false;          // join_ holds something
  std::vector<float> output_;
  std::int64_t next_ = 0;  // index of the sub-frame that push takes next
};

}  // namespace melisma::codec
