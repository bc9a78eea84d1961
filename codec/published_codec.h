#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "codec/codec.h"
#include "models/checkpoint/tensor_set.h"

namespace melisma::codec {

/// Opens the codec of a folder in the published layout, with encoder and decoder in float32: an
/// EnCodec on our kernels, that of 48 kHz and DAC in the LibTorch module. Throws CheckpointError
/// for another family, Error where that module is missing.
std::unique_ptr<Codec> open_published_codec(const std::filesystem::path& folder);

/// SHA-256 over the tensors that give codes their meaning: encoder and codebooks.
std::string published_codec_hash(const models::TensorSet& tensors);

}  // namespace melisma::codec
