#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audio/resampler.h"
#include "cli/eval/code_cross_entropy.h"
#include "cli/eval/conditioned_source.h"
#include "cli/eval/speech_evaluation.h"
#include "cli/eval_command.h"
#include "cli/eval_report.h"
#include "cli/generation_options.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/speech_models.h"
#include "cli/spoken_sound.h"
#include "models/conditioning/phoneme_features.h"
#include "models/corpus/speech_synthesiser.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr int kFliteRate = 24000;

struct Words {
  GenerationOptions generation;
  std::string durations;
  std::string voice = "rms";
  std::string texts;  // a file of them, instead of the grammar's sentences
  int sentences = 100;
  std::uint64_t sentence_seed = 900001;
  bool json = false;
};

/// Sentences of the grammar, or texts of a file, each with the words that are to be heard.
std::vector<SpokenText> spoken_texts(const Words& words) {
  if (!words.texts.empty()) {
    return read_spoken_texts(words.texts);
  }
  std::vector<SpokenText> all;
  for (const std::string& sentence : grammar_sentences(words.sentence_seed, words.sentences)) {
    all.push_back({sentence, sentence});
  }
  return all;
}

std::vector<std::string> words_of(const std::vector<SpokenText>& texts) {
  std::vector<std::string> words;
  for (const SpokenText& text : texts) {
    words.push_back(text.words);
  }
  return words;
}

/// Says held-out sentences by Flite, whose voices the corpus has, and by the model.
class SpeechEvaluation {
 public:
  explicit SpeechEvaluation(const Words& words);
  void run();
  void print() const;

 private:
  void measure(const SpokenText& text);
  [[nodiscard]] synth::DrawSettings draw() const;
  /// How many word errors the model makes for each that the codec alone makes.
  [[nodiscard]] double errors_to_codec() const;

  const Words& words_;
  SpeechModel speech_;
  int voice_;
  std::vector<SpokenText> sentences_;
  Intelligibility intelligibility_;
  SpeechSystem flite_{"Flite"};
  SpeechSystem restored_{"Flite through the codec"};
  SpeechSystem model_timed_{"model, Flite's durations"};
  SpeechSystem model_{"model"};
  CodeCrossEntropy loss_;
  std::vector<std::string> misread_;  // with more errors than Flite makes
};

SpeechEvaluation::SpeechEvaluation(const Words& words)
    : words_(words),
      speech_(open_speech_model(words.generation.model, words.durations)),
      voice_(synth::find_voice(*speech_.durations, words.voice)),
      sentences_(spoken_texts(words)),
      intelligibility_(words_of(sentences_), other_grammar_seed(words.sentence_seed)),
      loss_(speech_.codec->info().codebooks) {}

synth::DrawSettings SpeechEvaluation::draw() const {
  return draw_settings(words_.generation, synth::kSpeechSampling, models::random_stream::kSpeech);
}

/// Flite says the words that are to be heard, so that only the model has to find them.
void SpeechEvaluation::measure(const SpokenText& text) {
  const codec::CodecInfo& info = speech_.codec->info();
  const models::SynthesisedSpeech spoken = models::synthesise_speech(text.words, {.voice = voice_});
  const auto original = audio::resample_all(
      spoken.samples, audio::SampleRate(kFliteRate), audio::SampleRate(info.sample_rate));
  const double seconds = static_cast<double>(original.size()) / info.sample_rate;
  const auto codes = codec::encode_all(*speech_.codec, original);
  const auto frames = static_cast<std::int64_t>(codes.size()) / info.codebooks;
  const auto timed =
      models::time_phonemes(spoken.phonemes, spoken.ends_s, info.frame_rate(), frames);
  auto features = models::phoneme_features(timed, models::sentence_type(text.text), voice_);
  loss_.add(speech_.model(), codes, features, {});
  const auto add = [&](SpeechSystem& system, const GeneratedSound& sound) {
    return system.add(text.words, sound, info.sample_rate, seconds, intelligibility_);
  };
  const auto flite = add(flite_, {original, 0});
  add(restored_, {codec::decode_all(*speech_.codec, codes, info.codebooks), 0});
  ConditionedSource source(speech_.model(), draw(), std::move(features));
  add(model_timed_, generate_sound(source, *speech_.codec, interrupt_flag()));
  const auto model = add(model_, speak_text(speech_, text.text, voice_, draw()));
  if (model.errors.total() > flite.errors.total()) {
    misread_.push_back(text.text + "\n  heard: " + model.heard);
  }
}

double SpeechEvaluation::errors_to_codec() const {
  return static_cast<double>(model_.errors().total()) /
         std::max(1.0, static_cast<double>(restored_.errors().total()));
}

void SpeechEvaluation::run() {
  Progress progress("measuring", words_.json);
  for (std::size_t i = 0; i < sentences_.size(); ++i) {
    measure(sentences_[i]);
    progress.update(
        static_cast<double>(i + 1), static_cast<double>(sentences_.size()), " sentences");
  }
}

void SpeechEvaluation::print() const {
  FigureTable table = speech_table();
  flite_.add_row(table);
  restored_.add_row(table);
  model_timed_.add_row(table);
  model_.add_row(table);
  if (words_.json) {
    nlohmann::json report = {
        {"voice", words_.voice},
        {"sentences", sentences_.size()},
        {"sentence_seed", words_.sentence_seed},
        {"seed", *words_.generation.seed},
        {"sampling", to_json(sampling(words_.generation, synth::kSpeechSampling))},
        {"cross_entropy_nats", loss_.nats()},
        {"errors_to_codec", errors_to_codec()},
        {"misread", misread_},
        {"systems", table.json()}};
    speech_.add_settings(report);
    std::cout << report.dump(2) << '\n';
    return;
  }
  std::printf("model %s, codec %s, %zu held-out sentences, voice %s\n\n%s\n",
              speech_.named.name.c_str(),
              speech_.codec->info().id.c_str(),
              sentences_.size(),
              words_.voice.c_str(),
              table.text().c_str());
  std::printf("word errors to the codec's: %.2f\n", errors_to_codec());
  std::printf("misread, with more errors than Flite's saying of the words: %zu of %zu\n",
              misread_.size(),
              sentences_.size());
  for (const std::string& text : misread_) {
    std::printf("  %s\n", text.c_str());
  }
  std::printf("cross-entropy, nats a code:%s\n", list_text(loss_.nats(), 3).c_str());
}

}  // namespace

int eval_speech(Arguments arguments) {
  Words words;
  CommandLine line("melisma eval speech [--model NAME|PATH] [OPTIONS]", "speech");
  line.options.add_options()("sentences", with_default(words.sentences), "sentences to say")(
      "sentence-seed",
      with_default(words.sentence_seed),
      "of the sentences; none that was trained on")(
      "texts",
      po::value(&words.texts),
      "a file of texts instead, each with a tab and the words that are to be heard")(
      "durations",
      po::value(&words.durations),
      "duration model, name or path; the one beside the model if not given")(
      "voice", with_default(words.voice), "rms, slt or awb")(
      "json", po::bool_switch(&words.json), "machine-readable output");
  add_generation_options(line.options, words.generation, "1 if not given");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  check_counts("--sentences", words.sentences, 1);
  settle_for_evaluation(words.generation);
  SpeechEvaluation evaluation(words);
  evaluation.run();
  evaluation.print();
  return 0;
}

}  // namespace melisma::cli
