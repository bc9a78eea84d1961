#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "models/text/phoneme.h"
#include "models/text/spoken_markup.h"

namespace melisma::models {

/// Flite keeps global state: everything that calls it holds this.
std::mutex& flite_mutex();

/// Text of one sentence, ASCII, to phonemes: Flite's US English front end (Black and Lenzo 2001)
/// without its voices: normalisation of numbers and abbreviations, CMU lexicon, letter-to-sound
/// rules, phrasing, accents, postlexical rules. Any thread; calls take turns. The first costs about
/// 10 ms. Returns an empty list when there is nothing to say. Words in `pronunciations` are said as it
/// says.
std::vector<Phoneme> phonemize(const std::string& sentence,
                               const Pronunciations& pronunciations = {});

/// The words that the same front end says, separated by blanks, numbers and abbreviations written
/// out: "at 10:05 pm" gives "at ten o five p m". Lower case where the front end has it so.
std::string spoken_words(const std::string& sentence);

}  // namespace melisma::models
