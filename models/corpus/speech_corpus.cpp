#include "models/corpus/speech_corpus.h"

#include <cmath>
#include <random>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "audio/sound_file_writer.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/sentence_grammar.h"
#include "models/corpus/speech_synthesiser.h"
#include "models/corpus/worker_processes.h"

namespace melisma::models {
namespace {

constexpr double kMeanSentenceSeconds = 3.3;
constexpr int kSampleRate = 24000;

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

void make_item(const SpeechCorpusOptions& options, std::int64_t item) {
  const std::string text = make_sentence(options.seed, item);
  const SpeechManner manner = draw_manner(options.seed, item);
  const SynthesisedSpeech speech = synthesise_speech(text, manner);
  audio::SoundFileSpec spec;
  spec.format = audio::AudioFormat::kWav;
  spec.sample_rate = audio::SampleRate(kSampleRate);
  audio::write_sound_file(corpus_item(options.folder, item, ".wav"), speech.samples, spec);
  const nlohmann::json json = {
      {"text", text},
      {"voice", kSpeechVoices[manner.voice]},
      {"duration_stretch", manner.duration_stretch},
      {"pitch_factor", manner.pitch_factor},
      {"seconds", static_cast<double>(speech.samples.size()) / kSampleRate},
      {"phonemes", describe(speech)}};
  audio::replace_file(corpus_item(options.folder, item, ".json"), json.dump() + "\n");
}

}  // namespace

void make_speech_corpus(const SpeechCorpusOptions& options,
                        const std::atomic<bool>& stop,
                        const std::function<void(std::int64_t, std::int64_t)>& progress) {
  if (!(options.hours > 0 && options.hours <= 10000) || options.jobs < 1 || options.jobs > 256) {
    throw ConfigError("a corpus needs --hours above 0 (at most 10000) and --jobs 1 to 256.");
  }
  CorpusIndex index;
  index.kind = "speech";
  index.seed = options.seed;
  index.hours = options.hours;
  index.items = std::llround(std::ceil(options.hours * 3600 / kMeanSentenceSeconds));
  write_corpus_index(options.folder, index);
  run_workers(
      options.jobs,
      index.items,
      [&](std::int64_t item) {
        if (!std::filesystem::exists(corpus_item(options.folder, item, ".json"))) {
          make_item(options, item);
        }
      },
      stop,
      progress);
}

}  // namespace melisma::models
