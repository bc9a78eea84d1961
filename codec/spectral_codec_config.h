#pragma once

#include <string>

#include "codec/spectral_features.h"

namespace melisma::codec {

/// A causal ConvNeXt stack over frames (Liu et al. 2022, arXiv 2201.03545), added to a linear path.
struct ConvNextConfig {
  int width = 256;
  int blocks = 4;     // 0 = no residual at all
  int kernel = 7;     // taps of the causal depthwise convolution
  int expansion = 3;  // inner width of the pointwise pair / width
  bool operator==(const ConvNextConfig&) const = default;
};

/// A spectral codec: frame features -> latent -> K codes -> latent -> two magnitude spectra a
/// frame.
struct SpectralCodecConfig {
  std::string id = "melisma-24khz";
  int sample_rate = 24000;
  AnalysisConfig analysis;
  int latent_width = 128;                // D
  int codebooks = 8;                     // K
  int codebook_size = 1024;              // V
  ConvNextConfig encoder{256, 0, 7, 3};  // linear: see codec_training.h
  ConvNextConfig decoder{256, 6, 7, 3};
  float synthesis_floor =
      2e-4F;  // the decoder writes ln(S + floor), S = |rfft(x hann)| 4 / n, n = 2 hop

  [[nodiscard]] int synthesis_hop() const { return analysis.hop / 2; }   // two spectra a frame
  [[nodiscard]] int synthesis_bins() const { return analysis.hop + 1; }  // n / 2 + 1
  [[nodiscard]] int decoder_outputs() const { return 2 * synthesis_bins(); }
  bool operator==(const SpectralCodecConfig&) const = default;
};

/// Throws ConfigError that names the field, its value and the legal range.
void validate(const SpectralCodecConfig& config);
/// JSON text as kept in the codec file's metadata; round-trips exactly.
std::string to_json(const SpectralCodecConfig& config);
/// Throws CheckpointError on text that is no such configuration.
SpectralCodecConfig spectral_codec_config_from_json(const std::string& text);

}  // namespace melisma::codec
