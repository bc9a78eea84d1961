#pragma once

#include "codec/torch_training.h"

namespace melisma::codec {

/// All phases of CodecTraining, in order; see there.
void train_codec(const CodecTraining& training);

}  // namespace melisma::codec
