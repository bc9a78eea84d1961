#pragma once

#include <string>
#include <vector>

#include "models/corpus/caption_statements.h"
#include "models/crop_random.h"

namespace melisma::models {

enum class CaptionShape {
  kList,      // "piano, D minor, slow, sad"
  kPhrase,    // "slow sad piano in D minor"
  kSentence,  // "A slow, sad piece for piano in D minor."
};

/// Puts statements into one caption, in an order that is drawn. How the words run together may
/// change what they mean ("bright" before "piano"): the caller reads the caption again.
std::string lay_out_caption(std::vector<Statement> statements,
                            CaptionShape shape,
                            CropRandom& random);

}  // namespace melisma::models
