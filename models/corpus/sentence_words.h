#pragma once

#include <span>
#include <string_view>

namespace melisma::models {

/// Word lists of the sentence grammar, by category. All are read well by the front end.
enum class WordClass {
  kName,
  kPlace,
  kAnimal,
  kFood,
  kThing,
  kRoom,
  kJob,
  kColour,
  kAdjective,
  kAdverb,
  kVerb,        // base form, transitive
  kPastVerb,    // past, transitive
  kMotionVerb,  // past, intransitive
  kMonth,
  kWeekday,
  kWeather,
  kSubject,  // school subjects and topics
  kMaterial,
  kRelative,
  kTimeWord,
};

std::span<const std::string_view> words_of(WordClass word_class);

}  // namespace melisma::models
