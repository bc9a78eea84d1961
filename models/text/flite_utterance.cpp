#include "models/text/flite_utterance.h"

#include <string_view>

extern "C" {
#include <flite/flite.h>
}

namespace melisma::models {
namespace {

/// The word a segment belongs to; nullptr for pauses.
const cst_item* word_of(const cst_item* segment) {
  const cst_item* in_structure = item_as(segment, "SylStructure");
  if (in_structure == nullptr) {
    return nullptr;
  }
  const cst_item* syllable = item_parent(in_structure);
  return syllable == nullptr ? nullptr : item_parent(syllable);
}

bool flag(const cst_item* segment, const char* path) {
  return std::string_view(ffeature_string(segment, path)) == "1";
}

void mark_words(std::vector<Phoneme>& phonemes) {
  int last_index = -1;
  for (std::size_t i = 0; i < phonemes.size(); ++i) {
    Phoneme& phoneme = phonemes[i];
    if (phoneme.word_index < 0) {
      continue;
    }
    phoneme.word_start = phoneme.word_index != last_index;
    phoneme.word_end = i + 1 == phonemes.size() || phonemes[i + 1].word_index != phoneme.word_index;
    last_index = phoneme.word_index;
  }
  int final_word = -1;
  for (std::size_t i = phonemes.size(); i-- > 0;) {
    if (phonemes[i].word_index < 0) {
      final_word = i > 0 ? phonemes[i - 1].word_index : -1;
    } else {
      if (i + 1 == phonemes.size()) {
        final_word = phonemes[i].word_index;
      }
      phonemes[i].phrase_final = phonemes[i].word_index == final_word;
    }
  }
}

/// The pronunciation given for a word; null if none is.
const Pronunciation* given(const cst_item* word, const Pronunciations& pronunciations) {
  if (pronunciations.empty() || word == nullptr) {
    return nullptr;
  }
  const auto found = pronunciations.find(item_feat_string(word, "name"));
  return found == pronunciations.end() ? nullptr : &found->second;
}

Phoneme phoneme_of(const cst_item* segment, bool in_word, int word_index) {
  Phoneme phoneme;
  phoneme.id = phoneme_id(item_feat_string(segment, "name")).value_or(kPause);
  if (in_word) {
    phoneme.word_index = word_index;
    phoneme.stressed = flag(segment, "R:SylStructure.parent.stress");
    phoneme.accented = flag(segment, "R:SylStructure.parent.accented");
  }
  return phoneme;
}

}  // namespace

std::vector<Phoneme> phonemes_of(const cst_utterance_struct* utterance,
                                 std::vector<double>* ends_s,
                                 const Pronunciations& pronunciations) {
  std::vector<Phoneme> phonemes;
  const cst_item* last_word = nullptr;
  int word_index = -1;
  for (const cst_item* segment = relation_head(utt_relation(utterance, "Segment"));
       segment != nullptr;
       segment = item_next(segment)) {
    const cst_item* word = word_of(segment);
    const bool begins = word != nullptr && word != last_word;
    word_index += begins ? 1 : 0;
    last_word = word != nullptr ? word : last_word;
    if (const Pronunciation* said = given(word, pronunciations)) {
      if (begins) {
        const auto spoken = phonemes_of_word(*said, true, word_index);
        phonemes.insert(phonemes.end(), spoken.begin(), spoken.end());
      }
      continue;
    }
    phonemes.push_back(phoneme_of(segment, word != nullptr, word_index));
    if (ends_s != nullptr) {
      ends_s->push_back(static_cast<double>(item_feat_float(segment, "end")));
    }
  }
  mark_words(phonemes);
  return phonemes;
}

}  // namespace melisma::models
