#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/text/caption_attributes.h"
#include "models/text/music_words.h"

namespace melisma::models {

/// How a phrase fits into a sentence.
enum class PhraseForm {
  kAdjective,  // "slow"
  kCountNoun,  // "waltz": takes an article
  kMassNoun,   // "reggae", "block chords", "violin": takes none
  kAdverb,     // "softly"
};

struct CaptionPhrase {
  std::string text;
  PhraseForm form = PhraseForm::kMassNoun;
};

/// The phrases of a vocabulary entry that are true of a piece for which the entry is true. Left out
/// are those that say more than the entry ("jazz trio", "bach", "deep house") or hold another word
/// that is not true of the piece ("slow strings" in a fast one). Never empty: the name is left at
/// least.
std::vector<CaptionPhrase> true_phrases(const MusicWord& word, const CaptionAttributes& facts);

/// The entry with this canonical name; nullptr when there is none.
const MusicWord* word_named(std::span<const MusicWord> words, std::string_view name);

/// Values of the tempo words whose range contains a tempo.
std::vector<int> tempo_words_for(double bpm);

}  // namespace melisma::models
