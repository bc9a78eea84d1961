#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/kernels/matrix.h"
#include "models/kernels/thread_pool.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// The decoder of a weight-normalised EnCodec (Défossez et al. 2022, arXiv 2210.13438) on our
/// kernels: codes in, samples out, the same bits for any split of the frames. Immutable,
/// thread-safe; state is per stream.
class EncodecDecoder {
 public:
  struct State;

  /// Reads the decoder and the codebooks by their published names. Weights are kept as `type`, kF32
  /// or kF16. Faults gather in `reader`.
  EncodecDecoder(models::TensorReader& reader,
                 const models::EncodecConfig& config,
                 models::WeightType type);
  ~EncodecDecoder();
  EncodecDecoder(EncodecDecoder&&) noexcept;
  EncodecDecoder(const EncodecDecoder&) = delete;
  EncodecDecoder& operator=(const EncodecDecoder&) = delete;
  EncodecDecoder& operator=(EncodecDecoder&&) = delete;

  /// `pool`, if any, must outlive the state; results do not depend on it.
  [[nodiscard]] std::shared_ptr<State> make_state(models::ThreadPool* pool = nullptr) const;
  /// Frames of `codebooks` codes [T][codebooks]; appends the samples that are certain. Throws
  /// InputError for a code out of range, with nothing appended.
  void push(State& state,
            std::span<const std::int32_t> codes,
            int codebooks,
            std::vector<float>& samples) const;
  /// The stream ends: appends the rest, so that T frames give T x hop samples.
  void finish(State& state, std::vector<float>& samples) const;

 private:
  struct Weights;

  void run_layers(State& state, bool end, std::vector<float>& samples) const;

  models::EncodecConfig config_;
  std::unique_ptr<const Weights> weights_;
};

}  // namespace melisma::codec
