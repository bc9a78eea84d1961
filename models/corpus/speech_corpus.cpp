#include "models/corpus/speech_corpus.h"

#include <cmath>
#include <random>

#include <nlohmann/json.hpp>

#include "models/corpus/corpus_index.h"
#include "models/corpus/sentence_grammar.h"
#include "models/corpus/speech_synthesiser.h"

namespace melisma::models {
namespace {

constexpr double kMeanSentenceSeconds = 3.3;

SpeechManner draw_manner(std::uint64_t seed, std::int64_t item) {
  std::mt19937_64 random(seed * 0xA24BAED4963EE407U + static_cast<std::uint64_t>(item));
  const auto unit = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
  const double voice = unit();
  SpeechManner manner;
  // Half of the corpus is the default voice, which is recognised best.
  manner.voice = voice < .5 ? 0 : voice < .8 ? 1 : 2;
  manner.duration_stretch = std::round((.88 + .3 * unit()) * 100) / 100;
  manner.pitch_factor = std::round((.96 + .08 * unit()) * 100) / 100;
  return manner;
}

nlohmann::json describe(const SynthesisedSpeech& speech) {
  auto list = nlohmann::json::array();
  double start = 0;
  for (std::size_t i = 0; i < speech.phonemes.size(); ++i) {
    const Phoneme& phoneme = speech.phonemes[i];
    list.push_back({{"name", kPhonemeNames.at(static_cast<std::size_t>(phoneme.id))},
                    {"start", start},
                    {"end", speech.ends_s[i]},
                    {"stressed", phoneme.stressed},
                    {"accented", phoneme.accented},
                    {"word_start", phoneme.word_start},
                    {"word_end", phoneme.word_end},
                    {"phrase_final", phoneme.phrase_final},
                    {"word", phoneme.word_index}});
    start = speech.ends_s[i];
  }
  return list;
}

void make_item(const CorpusOptions& options, std::int64_t item) {
  // Words nobody knows cannot be recognised: held-out items, whose word errors are counted, have
  // none.
  const Vocabulary vocabulary = is_held_out(item) ? Vocabulary::kWords : Vocabulary::kWide;
  const std::string text = make_sentence(options.seed, item, vocabulary);
  const SpeechManner manner = draw_manner(options.seed, item);
  const SynthesisedSpeech speech = synthesise_speech(text, manner);
  write_item_sound(options.folder, item, speech.samples);
  write_item_json(options.folder,
                  item,
                  {{"text", text},
                   {"voice", kSpeechVoices[manner.voice]},
                   {"duration_stretch", manner.duration_stretch},
                   {"pitch_factor", manner.pitch_factor},
                   {"seconds", static_cast<double>(speech.samples.size()) / kCorpusSampleRate},
                   {"phonemes", describe(speech)}});
}

}  // namespace

void make_speech_corpus(const CorpusOptions& options,
                        const std::atomic<bool>& stop,
                        const std::function<void(std::int64_t, std::int64_t)>& progress) {
  make_corpus(
      "speech",
      kMeanSentenceSeconds,
      options,
      [&](std::int64_t item) { make_item(options, item); },
      stop,
      progress);
}

}  // namespace melisma::models
