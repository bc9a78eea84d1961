#pragma once

#include <filesystem>
#include <memory>

#include "codec/codec.h"

namespace melisma::codec {

/// Opens the codec of a folder in the published layout, an EnCodec of one channel, with encoder and
/// decoder in float32. Throws CheckpointError for another family.
std::unique_ptr<Codec> open_published_codec(const std::filesystem::path& folder);

}  // namespace melisma::codec
