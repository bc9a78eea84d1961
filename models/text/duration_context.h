#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/text/phoneme.h"

namespace melisma::models {

/// What a duration model is told of each phoneme of a sentence: kDurationInputs whole numbers in
/// 0..kLargestDurationInput. In order:
///   ids and classes (PhonemeClass: manner, place, voiced, length, height, front) of the phoneme,
///     then of the one before, after, second before and second after (pause beyond the ends);
///   stressed, accented, word start, word end, phrase final; stressed and accented for the phonemes
///     before and after;
///   syllable (vowel with its consonants; those between two vowels divided by the longest onset):
///     place in it from its start and its end, its length, before / at / after its vowel; stressed
///     of the syllable before and after; manner of its first consonant and of the first after its
///     vowel; its vowel;
///   word: place of the phoneme from its start and end, its length; the same in syllables; lengths
///     of the words before and after;
///   phrase (between pauses): phonemes, syllables, words, stressed syllables since its start and to
///     its end, accented syllables likewise, syllables since the last accent and to the next;
///     phrases before and after; words in the sentence; lengths of the phrases before and after and
///     of this one; phonemes since the start of the sentence and to its end;
///   sentence type; voice.
/// Counts stop at 31. Models are trained on this layout: append only.
inline constexpr std::size_t kDurationInputs = 83;
inline constexpr std::uint8_t kLargestDurationInput = 63;

/// [phonemes.size()][kDurationInputs], row by row.
std::vector<std::uint8_t> duration_context(std::span<const Phoneme> phonemes,
                                           SentenceType type,
                                           int voice);

}  // namespace melisma::models
