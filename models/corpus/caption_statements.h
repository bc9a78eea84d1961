#pragma once

#include <string>
#include <vector>

#include "models/corpus/caption_phrases.h"
#include "models/crop_random.h"
#include "models/text/caption_attributes.h"

namespace melisma::models {

enum class Topic {
  kTempoWord,
  kMood,
  kDynamics,
  kEnsemble,
  kStyle,
  kInstrument,
  kDrums,
  kKey,
  kMetre,
  kTempoNumber,
  kTexture,
  kForm,
};

/// One fact in words: "slow", "reggae", "D minor", "70 bpm".
struct Statement {
  Topic topic = Topic::kMood;
  CaptionPhrase phrase;
  std::vector<int> tokens;  // what the vocabulary has to read from it
};

/// How likely each fact is to be mentioned.
struct CaptionDetail {
  double style = 0, mood = 0, tempo_word = 0, tempo_number = 0, key = 0, metre = 0, instruments = 0,
         drums = 0, texture = 0, form = 0, dynamics = 0, ensemble = 0;
  std::size_t most_instruments = 1;
};

/// Draws what a caption says of a piece and in which words; may be empty. Instruments keep their
/// order, the leading one first.
std::vector<Statement> draw_statements(const CaptionAttributes& facts,
                                       const CaptionDetail& detail,
                                       CropRandom& random);

}  // namespace melisma::models
