#include "models/text/phonemizer.h"

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

}  // namespace

std::mutex& flite_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::vector<Phoneme> phonemize(const std::string& sentence) {
  const std::scoped_lock lock(flite_mutex());
  cst_utterance* utterance = flite_synth_text(sentence.c_str(), front_end());
  if (utterance == nullptr) {
    throw InputError("the front end cannot read \"" + sentence + "\". Say it in other words.");
  }
  auto phonemes = phonemes_of(utterance);
  delete_utterance(utterance);
  return phonemes;
}

}  // namespace melisma::models
