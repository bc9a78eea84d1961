#include "codec/training/magnitude_loss.h"

#include "audio/mel.h"

namespace melisma::codec {
namespace {

constexpr double kLinearWeight = 0.5;
constexpr double kMelWeight = 0.7;

at::Tensor filterbank(const SpectralCodecConfig& config, int mels) {
  audio::MelConfig mel;
  mel.sample_rate = config.sample_rate;
  mel.fft_size = 2 * config.analysis.hop;
  mel.mels = mels;
  mel.high_hz = config.sample_rate / 2.0;
  const std::vector<float> dense = audio::MelFilterbank(mel).dense();
  return torch::tensor(dense, at::kFloat).reshape({mels, config.synthesis_bins()}).t().contiguous();
}

}  // namespace

MagnitudeLoss::MagnitudeLoss(const SpectralCodecConfig& config)
    : floor_(config.synthesis_floor),
      bins_(config.synthesis_bins()),
      coarse_(filterbank(config, 20)),
      fine_(filterbank(config, 64)) {}

at::Tensor MagnitudeLoss::mel_distance(const at::Tensor& a,
                                       const at::Tensor& b,
                                       const at::Tensor& bank) const {
  const auto log_mel = [&](const at::Tensor& s) { return at::log(at::matmul(s, bank) + floor_); };
  return (log_mel(a) - log_mel(b)).abs().mean();
}

MagnitudeLoss::Parts MagnitudeLoss::operator()(const at::Tensor& predicted,
                                               const at::Tensor& target) const {
  const at::Tensor a = predicted.reshape({-1, bins_});
  const at::Tensor b = target.reshape({-1, bins_});
  const at::Tensor linear_a = at::clamp_min(at::exp(at::clamp_max(a, 8.0)) - floor_, 0.0);
  const at::Tensor linear_b = at::clamp_min(at::exp(b) - floor_, 0.0);
  Parts parts;
  parts.log_magnitude = (a - b).abs().mean();
  const at::Tensor relative = (linear_a - linear_b).abs().mean() / (linear_b.mean() + floor_);
  parts.mel = mel_distance(linear_a, linear_b, fine_);
  parts.total = parts.log_magnitude + kLinearWeight * relative +
                kMelWeight * (mel_distance(linear_a, linear_b, coarse_) + parts.mel);
  return parts;
}

}  // namespace melisma::codec
