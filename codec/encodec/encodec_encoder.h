#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/kernels/matrix.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// The encoder of a weight-normalised EnCodec (Défossez et al. 2022, arXiv 2210.13438) on our
/// kernels: samples in, codes out, the same for any split of the samples. Immutable, thread-safe;
/// state is per stream.
class EncodecEncoder {
 public:
  struct State;

  /// Reads the encoder and the codebooks by their published names. Weights are kept as `type`, kF32
  /// or kF16. Faults gather in `reader`.
  EncodecEncoder(models::TensorReader& reader,
                 const models::EncodecConfig& config,
                 models::WeightType type);
  ~EncodecEncoder();
  EncodecEncoder(EncodecEncoder&&) noexcept;
  EncodecEncoder(const EncodecEncoder&) = delete;
  EncodecEncoder& operator=(const EncodecEncoder&) = delete;
  EncodecEncoder& operator=(EncodecEncoder&&) = delete;

  [[nodiscard]] std::shared_ptr<State> make_state() const;
  /// Interleaved samples; appends all codebooks' codes [T][K] of the frames that are certain.
  void push(State& state, std::span<const float> samples, std::vector<std::int32_t>& codes) const;
  /// The stream ends: appends the rest, so that N sample frames give ceil(N / hop).
  void finish(State& state, std::vector<std::int32_t>& codes) const;

 private:
  struct Weights;

  void run_layers(State& state, bool end, std::vector<std::int32_t>& codes) const;
  void quantize(State& state, std::vector<std::int32_t>& codes) const;

  models::EncodecConfig config_;
  std::unique_ptr<const Weights> weights_;
};

}  // namespace melisma::codec
