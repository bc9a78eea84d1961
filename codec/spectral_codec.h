#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "codec/codec.h"
#include "codec/conv_next_stack.h"
#include "codec/residual_vector_quantizer.h"
#include "codec/spectral_codec_config.h"
#include "models/checkpoint/safetensors.h"
#include "models/nn/linear.h"

namespace melisma::codec {

/// The weights of a spectral codec.
///
///   latent = (encoder.linear f + encoder.residual f), f = SpectralFeatures of frame t     [D]
///   codes  = residual vector quantizer of latent                                          [K]
///   y      = decoder.linear l + decoder.residual l, l = sum of the codes' vectors         [2 (hop
///   + 1)] y holds ln(S + floor) of the spectra centred at t hop and t hop + hop / 2.
///
/// File: safetensors, metadata "format" melisma/1, "kind" spectral_codec, "config", "hash"; tensors
/// encoder.linear.*, encoder.residual.*, quantizer.codebooks [K, V, D], decoder.linear.*,
/// decoder.residual.*. Immutable, thread-safe.
struct SpectralWeights {
  SpectralWeights(const SpectralCodecConfig& config, models::TensorReader& reader);

  SpectralCodecConfig config;
  models::Linear encoder_linear;
  ConvNextStack encoder_residual;
  ResidualVectorQuantizer quantizer;
  models::Linear decoder_linear;
  ConvNextStack decoder_residual;
};

/// Features to latents. One stream per object.
class LatentEncoder {
 public:
  explicit LatentEncoder(const SpectralWeights& weights);
  /// features [T, F] -> latents [T, D]: the same bits as frame by frame.
  void steps(std::span<const float> features, std::span<float> latents);
  void reset() { state_ = weights_.encoder_residual.make_state(); }

 private:
  const SpectralWeights& weights_;
  ConvNextStack::State state_;
};

/// Codes to log-magnitudes. One stream per object.
class MagnitudeDecoder {
 public:
  explicit MagnitudeDecoder(const SpectralWeights& weights);
  /// codes [T][1..K] -> ln(S + floor) [T, 2 (hop + 1)]: the same bits as frame by frame.
  void steps(std::span<const std::int32_t> codes, std::span<float> log_magnitudes);
  void reset() { state_ = weights_.decoder_residual.make_state(); }

 private:
  const SpectralWeights& weights_;
  ConvNextStack::State state_;
  std::vector<float> latents_;  // [T, D]
};

/// Our codec, native.
class SpectralCodec final : public Codec {
 public:
  explicit SpectralCodec(const models::SafetensorsFile& file);

  [[nodiscard]] const CodecInfo& info() const override { return info_; }
  [[nodiscard]] std::unique_ptr<CodecEncoder> make_encoder() const override;
  [[nodiscard]] std::unique_ptr<CodecDecoder> make_decoder(
      DecoderDelay delay = DecoderDelay::kComplete) const override;
  [[nodiscard]] const SpectralWeights& weights() const { return *weights_; }

 private:
  std::unique_ptr<SpectralWeights> weights_;
  CodecInfo info_;
};

/// Identity of codes: SHA-256 over analysis configuration, encoder and codebooks as they lie in
/// `tensors`; a better decoder keeps it.
std::string codec_hash(const SpectralCodecConfig& config,
                       const std::map<std::string, models::OwnedTensor>& tensors);

}  // namespace melisma::codec
