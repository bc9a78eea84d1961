#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/error.h"
#include "audio/loudness.h"
#include "audio/metrics/loopiness.h"
#include "cli/eval/caption_agreement.h"
#include "cli/eval/generated_sound.h"
#include "cli/eval/score_facts.h"
#include "cli/eval/shared_passages.h"
#include "cli/eval/signal_faults.h"
#include "cli/eval/spread.h"
#include "cli/eval/style_listener.h"
#include "cli/eval_command.h"
#include "cli/eval_report.h"
#include "cli/generation_options.h"
#include "cli/interrupt.h"
#include "cli/music_models.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "models/corpus/caption_writer.h"
#include "models/corpus/composition.h"
#include "models/corpus/music_synthesiser.h"
#include "models/text/music_vocabulary.h"
#include "synth/music_session.h"
#include "synth/sampling_defaults.h"
#include "synth/score_planning.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

struct Words {
  GenerationOptions generation;
  std::string planner;
  int prompts = 60;
  double seconds = 20;
  std::uint64_t prompt_seed = 900001;
  std::string corpus;  // that the planner was trained on
  bool score_only = false;
  bool json = false;
};

/// A prompt that no model was trained on, with what it says and a piece that it is true of.
struct Prompt {
  std::string text;
  models::CaptionAttributes said;
  audio::Score grammar_score;
};

Prompt make_prompt(std::uint64_t seed, std::int64_t item) {
  constexpr std::size_t kWordings = 3;  // from the fullest description to a few words
  models::Composition piece = models::compose_piece(seed, item);
  const auto captions = models::write_captions(piece.facts, seed, item, kWordings);
  Prompt prompt;
  prompt.text = captions[static_cast<std::size_t>(item) % captions.size()];
  prompt.said = models::MusicVocabulary::instance().parse(prompt.text).attributes;
  prompt.grammar_score = std::move(piece.score);
  return prompt;
}

/// One that has heard some thousand pieces of the grammar, none of them a prompt's.
StyleListener make_listener(std::uint64_t prompt_seed) {
  constexpr std::int64_t kPieces = 20000;
  StyleListener listener;
  for (std::int64_t item = 0; item < kPieces; ++item) {
    const models::Composition piece = models::compose_piece(prompt_seed + 1, item);
    listener.learn(piece.score, piece.facts.style.value_or(""));
  }
  return listener;
}

/// What can be told of any sound: how loud, and how nearly it repeats itself.
class SoundFacts {
 public:
  void add(std::span<const float> sound, int sample_rate) {
    loudness_.add(audio::measure_loudness(sound, audio::SampleRate(sample_rate)).integrated_lufs);
    loopiness_.add(audio::loopiness(sound, sample_rate));
  }
  /// `grammar` are the pieces whose loopiness is the measure of these.
  void add_row(FigureTable& table, const std::string& name, const SoundFacts& grammar) const {
    const Spread& usual = grammar.loopiness_;
    table.add_row(name,
                  {loudness_.mean(),
                   loudness_.deviation(),
                   loopiness_.mean(),
                   100 * loopiness_.share_within(usual.quantile(.05), usual.quantile(.95))});
  }
  static FigureTable table() {
    return FigureTable("sound",
                       {{"loudness_lufs", "LUFS", 1},
                        {"loudness_deviation", "+-", 1},
                        {"loopiness", "loopiness", 3},
                        {"usual_loopiness", "% in the range of 9 of 10 of the grammar's", 0}});
  }

 private:
  Spread loudness_;
  Spread loopiness_;
};

/// Composes held-out prompts and asks scores and sound whether they do what the prompts say.
class CaptionEvaluation {
 public:
  explicit CaptionEvaluation(const Words& words)
      : words_(words), planner_(open_planner(words.planner)) {
    if (!words.corpus.empty()) {
      shared_.emplace(words.corpus);
    }
    if (!words.score_only) {
      music_.emplace(open_music_model(words.generation.model));
      sound_font_ = models::default_sound_font();
    }
    listener_ = make_listener(words.prompt_seed);  // last: it takes longest
  }
  void run();
  void print() const;

 private:
  void measure(std::int64_t item);
  void measure_sound(const Prompt& prompt,
                     const synth::CompositionBrief& brief,
                     const audio::Score& score);
  [[nodiscard]] std::vector<float> play(const audio::Score& score) const;

  const Words& words_;
  NamedModel planner_;
  std::optional<MusicModel> music_;
  std::filesystem::path sound_font_;
  models::CaptionAttributes said_before_;  // by the prompt before, for the floors
  std::int64_t measured_ = 0;
  CaptionAgreementMean grammar_;
  CaptionAgreementMean planned_;
  CaptionAgreementMean planned_other_;
  CaptionAgreementMean played_grammar_;  // by FluidSynth
  CaptionAgreementMean played_;
  CaptionAgreementMean sound_;
  CaptionAgreementMean sound_other_;
  ScoreFactsMean grammar_facts_;
  ScoreFactsMean planned_facts_;
  SoundFacts grammar_sound_facts_;  // by FluidSynth
  SoundFacts played_facts_;
  SoundFacts sound_facts_;
  std::optional<SharedPassages> shared_;
  StyleListener listener_;
  FaultCounts faults_;
};

/// A score played by FluidSynth, up to the length of the pieces.
std::vector<float> CaptionEvaluation::play(const audio::Score& score) const {
  constexpr double kLoudness = -20;
  auto sound = models::synthesise_music(score, kLoudness, sound_font_);
  const auto longest = static_cast<std::size_t>(words_.seconds * models::kMusicSampleRate);
  sound.resize(std::min(sound.size(), longest));
  return sound;
}

void CaptionEvaluation::measure_sound(const Prompt& prompt,
                                      const synth::CompositionBrief& brief,
                                      const audio::Score& score) {
  const codec::CodecInfo& info = music_->codec->info();
  synth::MusicRequest request;
  request.score = std::make_shared<models::ScoreTimeline>(score, info.frame_rate());
  request.text = brief.tokens;
  request.frames = synth::music_frames(*request.score);
  request.draw =
      draw_settings(words_.generation, synth::kMusicSampling, models::random_stream::kMusic);
  const double seconds = static_cast<double>(request.frames) / info.frame_rate();
  synth::MusicSession session(music_->model(), std::move(request));
  const GeneratedSound sound = generate_sound(session, *music_->codec, interrupt_flag());
  faults_.add(signal_faults(sound.samples, info.sample_rate, seconds));
  sound_.add(sound_agreement(prompt.said, sound.samples, info.sample_rate));
  if (measured_ > 0) {
    sound_other_.add(sound_agreement(said_before_, sound.samples, info.sample_rate));
  }
  sound_facts_.add(sound.samples, info.sample_rate);
  const std::vector<float> played = play(score);
  played_.add(sound_agreement(prompt.said, played, models::kMusicSampleRate));
  played_facts_.add(played, models::kMusicSampleRate);
  const std::vector<float> of_grammar = play(prompt.grammar_score);
  played_grammar_.add(sound_agreement(prompt.said, of_grammar, models::kMusicSampleRate));
  grammar_sound_facts_.add(of_grammar, models::kMusicSampleRate);
}

void CaptionEvaluation::measure(std::int64_t item) {
  const Prompt prompt = make_prompt(words_.prompt_seed, item);
  synth::CompositionWish wish;
  wish.prompt = prompt.text;
  wish.duration_s = words_.seconds;
  wish.seed = *words_.generation.seed + static_cast<std::uint64_t>(item);
  const synth::CompositionBrief brief = synth::settle(wish);
  const synth::PlannedScore planned = synth::plan_score(
      *planner_.model, brief, {synth::kPlannerSampling, wish.seed, {}}, interrupt_flag());
  if (planned.interrupted) {
    throw Interrupted();
  }
  grammar_.add(score_agreement(prompt.said, prompt.grammar_score, listener_));
  grammar_facts_.add(prompt.grammar_score);
  planned_.add(score_agreement(prompt.said, planned.score, listener_));
  planned_facts_.add(planned.score);
  if (shared_) {
    shared_->add("grammar, other seeds", prompt.grammar_score);
    shared_->add("planner", planned.score);
  }
  if (measured_ > 0) {
    planned_other_.add(score_agreement(said_before_, planned.score, listener_));
  }
  if (music_) {
    measure_sound(prompt, brief, planned.score);
  }
  said_before_ = prompt.said;
  ++measured_;
}

void CaptionEvaluation::run() {
  Progress progress("measuring", words_.json);
  for (std::int64_t item = 0; item < words_.prompts; ++item) {
    measure(item);
    progress.update(static_cast<double>(item + 1), words_.prompts, " prompts");
  }
}

void CaptionEvaluation::print() const {
  FigureTable captions = caption_table();
  grammar_.add_row(captions, "grammar's score");
  planned_.add_row(captions, "planned score");
  planned_other_.add_row(captions, "planned, other prompt");
  if (music_) {
    played_grammar_.add_row(captions, "grammar's, FluidSynth");
    played_.add_row(captions, "planned, FluidSynth");
    sound_.add_row(captions, "sound");
    sound_other_.add_row(captions, "sound, other prompt");
  }
  FigureTable facts = ScoreFactsMean::table();
  grammar_facts_.add_row(facts, "grammar");
  planned_facts_.add_row(facts, "planner");
  FigureTable sounds = SoundFacts::table();
  if (music_) {
    grammar_sound_facts_.add_row(sounds, "grammar's, FluidSynth", grammar_sound_facts_);
    played_facts_.add_row(sounds, "planned, FluidSynth", grammar_sound_facts_);
    sound_facts_.add_row(sounds, "sound", grammar_sound_facts_);
  }
  FigureTable passages = SharedPassages::table();
  if (shared_) {
    shared_->add_rows(passages);
  }
  if (words_.json) {
    nlohmann::json report = {{"prompts", measured_},
                             {"prompt_seed", words_.prompt_seed},
                             {"seed", *words_.generation.seed},
                             {"planner", planner_.settings()},
                             {"agreement_percent", captions.json()},
                             {"scores", facts.json()},
                             {"sounds", sounds.json()},
                             {"passages_in_corpus", passages.json()},
                             {"faults", to_json(faults_)}};
    if (music_) {
      music_->add_settings(report);
    }
    std::cout << report.dump(2) << '\n';
    return;
  }
  std::printf("%lld held-out prompts, seed %llu\n\n%s\n%s",
              static_cast<long long>(measured_),
              static_cast<unsigned long long>(*words_.generation.seed),
              captions.text().c_str(),
              facts.text().c_str());
  if (shared_) {
    std::printf("\n%s", passages.text().c_str());
  }
  if (music_) {
    std::printf("\n%s\n%s\n", sounds.text().c_str(), text(faults_).c_str());
  }
}

}  // namespace

int eval_captions(Arguments arguments) {
  Words words;
  CommandLine line("melisma eval captions [--model NAME|PATH] [--planner NAME|PATH] [OPTIONS]",
                   "captions");
  line.options.add_options()("planner", po::value(&words.planner), "name or path")(
      "prompts", with_default(words.prompts), "prompts to compose")(
      "seconds", with_default(words.seconds), "of each piece, about")(
      "prompt-seed", with_default(words.prompt_seed), "of the prompts; none that was trained on")(
      "corpus",
      po::value(&words.corpus),
      "what the planner was trained on: tells how much of its pieces is in there")(
      "score-only", po::bool_switch(&words.score_only), "plan only, make no sound")(
      "json", po::bool_switch(&words.json), "machine-readable output");
  add_generation_options(line.options, words.generation, "1 if not given");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  check_counts("--prompts", words.prompts, words.seconds);
  settle_for_evaluation(words.generation);
  CaptionEvaluation evaluation(words);
  evaluation.run();
  evaluation.print();
  return 0;
}

}  // namespace melisma::cli
