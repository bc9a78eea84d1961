#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/error.h"
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
#include "models/conditioning/phoneme_features.h"
#include "models/corpus/speech_synthesiser.h"
#include "models/model_store.h"
#include "models/text/duration_model.h"
#include "models/text/phonemizer.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr int kFliteRate = 24000;
constexpr models::SamplingConfig kSampling{
    .temperature = 0.7F, .top_k = 50, .top_p = 1.0F, .guidance = 1.0F};

struct Words {
  GenerationOptions generation;
  std::string durations;
  std::string voice = "rms";
  int sentences = 100;
  std::uint64_t sentence_seed = 900001;
  bool json = false;
};

/// Says held-out sentences by Flite, whose voices the corpus has, and by the model.
class SpeechEvaluation {
 public:
  explicit SpeechEvaluation(const Words& words);
  void run();
  void print() const;

 private:
  void measure(const std::string& text);
  /// The model's speech when the phonemes of `text` last as long as these.
  [[nodiscard]] GeneratedSound speak(models::FrameFeatures features) const;
  [[nodiscard]] models::FrameFeatures own_features(const std::string& text) const;

  const Words& words_;
  int voice_;
  std::filesystem::path path_;
  models::LanguageModel language_model_;
  std::optional<models::DurationModel> durations_;
  std::unique_ptr<codec::Codec> codec_;
  std::vector<std::string> sentences_;
  Intelligibility intelligibility_;
  SpeechSystem flite_{"Flite"};
  SpeechSystem restored_{"Flite through the codec"};
  SpeechSystem model_timed_{"model, Flite's durations"};
  SpeechSystem model_{"model, own durations"};
  CodeCrossEntropy loss_;
};

/// The duration model that is asked for, else any there is, else none.
std::optional<models::DurationModel> find_durations(const std::string& name_or_path) {
  if (!name_or_path.empty()) {
    return models::DurationModel(models::SafetensorsFile(models::find_model(name_or_path)));
  }
  for (const models::ModelInfo& info : models::list_models()) {
    if (info.kind == "duration_model") {
      return models::DurationModel(models::SafetensorsFile(info.path));
    }
  }
  std::fputs("melisma: found no duration model: only Flite's durations are measured\n", stderr);
  return std::nullopt;
}

int checked_voice(const std::string& name) {
  const int voice = models::voice_slot(name);
  if (voice < 0) {
    std::string names;
    for (const std::string_view known : models::kSpeechVoices) {
      names += " " + std::string(known);
    }
    throw ConfigError("--voice is \"" + name + "\"; wanted one of" + names + ".");
  }
  return voice;
}

SpeechEvaluation::SpeechEvaluation(const Words& words)
    : words_(words),
      voice_(checked_voice(words.voice)),
      path_(models::find_model(words.generation.model.empty() ? "speech" : words.generation.model)),
      language_model_(models::LanguageModel::load(path_)),
      durations_(find_durations(words.durations)),
      sentences_(grammar_sentences(words.sentence_seed, words.sentences)),
      intelligibility_(sentences_, other_grammar_seed(words.sentence_seed)),
      loss_(language_model_.config().codebooks()) {
  synth::require_kind(language_model_, "speech", path_.string());
  codec_ =
      codec::open_codec(models::find_codec(language_model_.config().codec_hash, path_).string());
  if (language_model_.config().codebooks() != codec_->info().codebooks ||
      language_model_.config().feature_count != models::kPhonemeFeatureCount) {
    throw CheckpointError(
        path_.string() + " has " + std::to_string(language_model_.config().codebooks()) +
        " codebooks and " + std::to_string(language_model_.config().feature_count) +
        " features, wanted " + std::to_string(codec_->info().codebooks) + " and " +
        std::to_string(models::kPhonemeFeatureCount) + ". Use a model trained by this version.");
  }
  if (durations_ && voice_ >= static_cast<int>(durations_->voices().size())) {
    throw CheckpointError("the duration model does not know the voice " + words.voice +
                          ". Name another with --durations.");
  }
}

GeneratedSound SpeechEvaluation::speak(models::FrameFeatures features) const {
  ConditionedSource source(language_model_,
                           {sampling(words_.generation, kSampling),
                            *words_.generation.seed,
                            models::random_stream::kSpeech},
                           std::move(features));
  return generate_sound(source, *codec_, interrupt_flag());
}

models::FrameFeatures SpeechEvaluation::own_features(const std::string& text) const {
  const auto phonemes = models::phonemize(text);
  const auto type = models::sentence_type(text);
  const auto seconds = durations_->seconds(phonemes, type, voice_);
  const auto timed = models::round_to_frames(phonemes, seconds, 1.0, codec_->info().frame_rate());
  return models::phoneme_features(timed, type, voice_);
}

void SpeechEvaluation::measure(const std::string& text) {
  const codec::CodecInfo& info = codec_->info();
  const models::SynthesisedSpeech spoken = models::synthesise_speech(text, {.voice = voice_});
  const auto original = audio::resample_all(
      spoken.samples, audio::SampleRate(kFliteRate), audio::SampleRate(info.sample_rate));
  const double seconds = static_cast<double>(original.size()) / info.sample_rate;
  const auto codes = codec::encode_all(*codec_, original);
  const auto frames = static_cast<std::int64_t>(codes.size()) / info.codebooks;
  const auto timed =
      models::time_phonemes(spoken.phonemes, spoken.ends_s, info.frame_rate(), frames);
  auto features = models::phoneme_features(timed, models::sentence_type(text), voice_);
  loss_.add(language_model_, codes, features, {});
  const auto add = [&](SpeechSystem& system, const GeneratedSound& sound) {
    system.add(text, sound, info.sample_rate, seconds, intelligibility_);
  };
  add(flite_, {original, 0});
  add(restored_, {codec::decode_all(*codec_, codes, info.codebooks), 0});
  add(model_timed_, speak(std::move(features)));
  if (durations_) {
    add(model_, speak(own_features(text)));
  }
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
  if (durations_) {
    model_.add_row(table);
  }
  if (words_.json) {
    const nlohmann::json report = {{"model", path_.stem().string()},
                                   {"hash", language_model_.file_hash()},
                                   {"codec", codec_->info().id},
                                   {"voice", words_.voice},
                                   {"sentences", sentences_.size()},
                                   {"sentence_seed", words_.sentence_seed},
                                   {"seed", *words_.generation.seed},
                                   {"sampling", to_json(sampling(words_.generation, kSampling))},
                                   {"cross_entropy_nats", loss_.nats()},
                                   {"systems", table.json()}};
    std::cout << report.dump(2) << '\n';
    return;
  }
  std::printf("model %s, codec %s, %zu held-out sentences, voice %s\n\n%s\n",
              path_.stem().c_str(),
              codec_->info().id.c_str(),
              sentences_.size(),
              words_.voice.c_str(),
              table.text().c_str());
  std::printf("cross-entropy, nats a code:%s\n", list_text(loss_.nats(), 3).c_str());
}

}  // namespace

int eval_speech(Arguments arguments) {
  Words words;
  CommandLine line("melisma eval speech [--model NAME|PATH] [OPTIONS]", "speech");
  const auto value = [](auto& place) { return po::value(&place)->default_value(place); };
  line.options.add_options()("sentences", value(words.sentences), "sentences to say")(
      "sentence-seed", value(words.sentence_seed), "of the sentences; none that was trained on")(
      "durations",
      po::value(&words.durations),
      "duration model, name or path; any there is if not given")(
      "voice", value(words.voice), "rms, slt or awb")(
      "json", po::bool_switch(&words.json), "machine-readable output");
  add_generation_options(line.options, words.generation);
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
