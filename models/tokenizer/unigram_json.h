#pragma once

#include <string>

namespace melisma::models {

/// A `tokenizer.json` with a unigram model, as the bytes of the SentencePiece model that it was
/// made of. `name` stands in messages. Throws CheckpointError.
std::string sentencepiece_of_json(const std::string& json, const std::string& name);

}  // namespace melisma::models
