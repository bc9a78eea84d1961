#include "models/text/phonemizer.h"

#include <memory>

#include "audio/error.h"
#include "models/text/flite_utterance.h"

extern "C" {
#include <flite/flite.h>
void usenglish_init(cst_voice* voice);
cst_lexicon* cmu_lex_init(void);
}

namespace melisma::models {
namespace {

cst_utterance* no_sound(cst_utterance* utterance) {
  return utterance;
}

/// A voice that is only a front end: language and lexicon, no durations, pitch or sound.
cst_voice* front_end() {
  static cst_voice* const voice = [] {
    flite_init();
    cst_voice* made = new_voice();
    usenglish_init(made);
    cst_lexicon* lexicon = cmu_lex_init();
    flite_feat_set(made->features, "lexicon", lexicon_val(lexicon));
    flite_feat_set(made->features, "postlex_func", uttfunc_val(lexicon->postlex));
    flite_feat_set_string(made->features, "no_segment_duration_model", "1");
    flite_feat_set_string(made->features, "no_f0_target_model", "1");
    flite_feat_set(made->features, "wave_synth_func", uttfunc_val(&no_sound));
    return made;
  }();
  return voice;
}

using Utterance = std::unique_ptr<cst_utterance, void (*)(cst_utterance*)>;

/// The caller holds flite_mutex().
Utterance front_end_of(const std::string& sentence) {
  Utterance utterance(flite_synth_text(sentence.c_str(), front_end()), delete_utterance);
  if (utterance == nullptr) {
    throw InputError("the front end cannot read \"" + sentence + "\". Say it in other words.");
  }
  return utterance;
}

}  // namespace

std::mutex& flite_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::vector<Phoneme> phonemize(const std::string& sentence, const Pronunciations& pronunciations) {
  const std::scoped_lock lock(flite_mutex());
  const Utterance utterance = front_end_of(sentence);
  return phonemes_of(utterance.get(), nullptr, pronunciations);
}

std::string spoken_words(const std::string& sentence) {
  const std::scoped_lock lock(flite_mutex());
  const Utterance utterance = front_end_of(sentence);
  std::string words;
  for (const cst_item* word = relation_head(utt_relation(utterance.get(), "Word"));
       word != nullptr;
       word = item_next(word)) {
    const std::string name = item_feat_string(word, "name");
    // "'s" is a word of its own there.
    words += (words.empty() || name.starts_with('\'') ? "" : " ") + name;
  }
  return words;
}

}  // namespace melisma::models
