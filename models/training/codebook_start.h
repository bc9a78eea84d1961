#pragma once

#include "models/torch/language_model.h"
#include "models/torch_training.h"

namespace melisma::models {

/// Starts a language model from the geometry of its codec, instead of from 1,024 unrelated symbols a
/// codebook. The first L channels of the main and of the depth transformer are the codec's latent space:
///   codes.k         the vector c of each code, so that what the model reads of a frame is its latent;
///   depth_input     keeps those channels: the first guess of the next latent is the last one;
///   depth_codes.k   -c, so that step k has in hand what the codes before it left of the guess r;
///   heads.k         r c - |c|^2 / 2, which ranks the codes by their distance from r. The constant lies
///                   in the last channel.
/// Layers add nothing at first. So the untrained model already says "near where we are", and what it
/// learns of one code holds for its neighbours. Does nothing without codebooks. Throws ConfigError if
/// their sizes are not the model's.
void start_from_codebooks(LanguageModelModuleImpl& model, const CodebookVectors& codebooks);

}  // namespace melisma::models
