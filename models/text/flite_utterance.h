#pragma once

#include <vector>

#include "models/text/phoneme.h"

extern "C" {
struct cst_utterance_struct;
}

namespace melisma::models {

/// The phonemes of a Flite utterance after its front end (postlexical rules done); `ends_s`, when
/// given, gets the end of each in seconds, where the voice has set them. A pause before or after
/// the sentence is included. The caller holds flite_mutex().
std::vector<Phoneme> phonemes_of(const cst_utterance_struct* utterance,
                                 std::vector<double>* ends_s = nullptr);

}  // namespace melisma::models
