#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/text/caption_attributes.h"

namespace melisma::models {

/// Captions of a piece that models are trained on.
inline constexpr std::size_t kCorpusCaptions = 6;

/// Describes a piece in `count` ways, from a few words ("calm piano in A minor, 80 bpm") to a
/// sentence ("A slow, sad ballad for piano and strings in D minor, 3/4, about 70 bpm."); the first
/// is the fullest. Facts, their order and the synonyms for them are drawn by (seed, item). A tempo
/// is given as a word whose range contains it, as a number, both or not at all; instruments by
/// name, by family, or not.
///
/// Every caption is true, and MusicVocabulary reads from it exactly what it was meant to say,
/// without unknown words: a wording that would be read otherwise ("bright" before "piano" names
/// another instrument) is drawn again. Throws InputError when the facts say nothing that can be put
/// into words.
std::vector<std::string> write_captions(const CaptionAttributes& facts,
                                        std::uint64_t seed,
                                        std::int64_t item,
                                        std::size_t count);

}  // namespace melisma::models
