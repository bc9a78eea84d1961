#pragma once

#include <vector>

#include "models/text/phoneme.h"
#include "models/text/spoken_markup.h"

extern "C" {
struct cst_utterance_struct;
}

namespace melisma::models {

/// The phonemes of a Flite utterance after its front end (postlexical rules done); `ends_s`, when
/// given, gets the end of each in seconds, where the voice has set them. A pause before or after
/// the sentence is included. Words in `pronunciations` (by their name) are said as it says; `ends_s`
/// is then not filled. The caller holds flite_mutex().
std::vector<Phoneme> phonemes_of(const cst_utterance_struct* utterance,
                                 std::vector<double>* ends_s = nullptr,
                                 const Pronunciations& pronunciations = {});

}  // namespace melisma::models
