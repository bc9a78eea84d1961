#pragma once

#include <memory>

#include "codec/torch_published.h"

namespace melisma::codec {

std::unique_ptr<PublishedCodecModel> open_dac(const models::TensorSet& tensors,
                                              const models::DacConfig& config);

}  // namespace melisma::codec
