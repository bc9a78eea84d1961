#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "codec/fitting/codec_fitting.h"
#include "codec/spectral_codec_config.h"

namespace melisma::testing {

/// A very small but complete spectral codec at 8 kHz: hop 48, 16 dimensions, 3 codebooks of 32, residual
/// stacks of two blocks in encoder and decoder.
codec::SpectralCodecConfig tiny_codec_config();

/// Tensors of such a codec, fitted to tones and noise; unlike after a real fit the residual stacks
/// add something (random output layers), so that tests see their state. Same seed, same values.
codec::CodecTensors tiny_codec_tensors(std::uint64_t seed = 1);

/// Writes a codec file of them.
void write_tiny_codec(const std::filesystem::path& path, std::uint64_t seed = 1);

/// Features and targets of one signal at the tiny codec's rate.
codec::CodecFrames analysed(std::span<const float> samples, const codec::SpectralCodecConfig& config);

/// Chirps, noise and pauses at 8 kHz, different for every seed.
std::vector<float> varied_signal(std::size_t samples, unsigned seed);

}  // namespace melisma::testing
