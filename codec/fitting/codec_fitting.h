#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "codec/fitting/codec_frames.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::codec {

using CodecTensors = std::map<std::string, models::OwnedTensor>;

/// The closed form a codec starts from: principal components as the encoder's linear path, scaled
/// so that latents have mean square 1 a dimension; ridge regression from unquantised latents as the
/// decoder's; residual stacks seeded with a zero output layer, so that they add nothing yet;
/// codebooks zero.
CodecTensors fit_linear_paths(const SpectralCodecConfig& config,
                              const CodecFrames& frames,
                              std::uint64_t seed);

/// Latents [T, D] of all frames under the encoder in `tensors`, clip by clip.
RowMatrix encode_latents(const SpectralCodecConfig& config,
                         const CodecTensors& tensors,
                         const CodecFrames& frames);

/// Residual k-means, book after book, over `latents`: fills quantizer.codebooks. Returns what stays
/// of the variance after every book.
std::vector<double> fit_codebooks(const SpectralCodecConfig& config,
                                  const RowMatrix& latents,
                                  std::uint64_t seed,
                                  CodecTensors& tensors);

/// Fits decoder.linear anew to the quantised latents of `latents`.
void refit_decoder(const SpectralCodecConfig& config,
                   const RowMatrix& latents,
                   const CodecFrames& frames,
                   CodecTensors& tensors);

/// Writes a codec file; the hash is computed from the tensors as written. `type` kF16 or kF32.
void write_codec(const std::filesystem::path& path,
                 const SpectralCodecConfig& config,
                 const CodecTensors& tensors,
                 const std::string& provenance,
                 models::DataType type);

}  // namespace melisma::codec
