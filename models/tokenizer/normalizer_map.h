#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// SentencePiece follows the normalizer map of a model wherever it leads. This goes through the map
/// beforehand and throws CheckpointError that names the model where it would leave its own bytes.
/// `model`: a serialized ModelProto.
///
/// The map is a double-array trie (Aoe 1989, as darts-clone stores it) of what is replaced, behind
/// it the replacements, each ended by a zero byte, at the offsets that the trie's leaves give.
void check_normalizer_maps(std::string_view model, const std::string& name);

}  // namespace melisma::models
