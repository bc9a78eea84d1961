#pragma once

#include <vector>

#include <torch/torch.h>

#include "codec/spectral_codec_config.h"

namespace melisma::codec {

/// How far predicted spectra are from the true ones: L1 of log-magnitudes, half the relative L1 of
/// linear magnitudes, and 0.7 times the L1 of log mel spectra of 20 and 64 bands.
class MagnitudeLoss {
 public:
  explicit MagnitudeLoss(const SpectralCodecConfig& config);

  struct Parts {
    at::Tensor total;
    at::Tensor log_magnitude;
    at::Tensor mel;  // of 64 bands
  };
  /// Both [B, T, 2 (hop + 1)], ln(S + floor); scalars.
  [[nodiscard]] Parts operator()(const at::Tensor& predicted, const at::Tensor& target) const;

 private:
  [[nodiscard]] at::Tensor mel_distance(const at::Tensor& a,
                                        const at::Tensor& b,
                                        const at::Tensor& filterbank) const;

  float floor_;
  std::int64_t bins_;
  at::Tensor coarse_;  // [hop + 1, 20]
  at::Tensor fine_;    // [hop + 1, 64]
};

}  // namespace melisma::codec
