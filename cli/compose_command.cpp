#include <cstdio>
#include <iostream>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "audio/replacement_file.h"
#include "cli/command.h"
#include "cli/compose_material.h"
#include "cli/compose_options.h"
#include "cli/compose_published.h"
#include "cli/interrupt.h"
#include "cli/music_models.h"
#include "cli/music_rendering.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/weights_licence.h"
#include "models/planner/score_events.h"
#include "models/text/music_vocabulary.h"
#include "synth/sampling_defaults.h"
#include "synth/score_planning.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

void add_brief(const synth::CompositionBrief& brief, nlohmann::json& settings) {
  const models::PlanHeader& header = brief.rules.header;
  settings["tempo_bpm"] = header.tempo_bpm;
  settings["key"] =
      std::string(models::tonic_name(header.tonic)) + (header.minor ? " minor" : " major");
  settings["meter"] = std::to_string(header.numerator) + "/" + std::to_string(header.denominator);
  auto& caption = settings["caption"] = nlohmann::json::array();
  for (const std::int32_t token : brief.tokens) {
    caption.push_back(models::MusicVocabulary::instance().token_name(token));
  }
}

/// One composition, from checked options to files.
class Composition {
 public:
  explicit Composition(const ComposeOptions& options)
      : options_(options), seed_(*options.generation.seed) {}

  int run();

 private:
  /// Tells of a place that cannot be written before anything is planned.
  void check_score_place() const;
  void open_models();
  [[nodiscard]] nlohmann::json settings() const;
  /// The score to play; after an interrupt its first bars.
  [[nodiscard]] synth::PlannedScore plan() const;
  void keep_score(const audio::Score& score) const;
  void report_score(const audio::Score& score) const;
  void report_interrupted_plan() const;

  const ComposeOptions& options_;
  std::uint64_t seed_;
  std::optional<MusicModel> music_;    // where sound is made
  std::optional<NamedModel> planner_;  // where a score is planned
  ComposeMaterial material_;
};

void Composition::check_score_place() const {
  if (!options_.midi_out.empty()) {
    const audio::ReplacementFile probe(options_.midi_out);
  }
}

void Composition::open_models() {
  if (options_.output.wanted()) {
    music_ = open_music_model(options_.generation.model);
  }
  if (options_.midi.empty() && !options_.direct) {
    planner_ = open_planner(options_.planner);
  }
}

nlohmann::json Composition::settings() const {
  nlohmann::json settings = generation_settings("compose");
  settings["prompt"] = settings_text(options_.prompt);
  settings["seed"] = seed_;
  settings["unknown_words"] = settings_words(material_.brief.unknown_words);
  add_brief(material_.brief, settings);
  if (!options_.midi.empty()) {
    settings["midi"] = settings_text(options_.midi);
  }
  if (!options_.continued.empty()) {
    settings["continue"] = settings_text(options_.continued);
  }
  if (options_.direct) {
    settings["direct"] = true;
  }
  if (music_) {
    music_->add_settings(settings);
    settings["sampling"] = to_json(sampling(options_.generation, synth::kMusicSampling));
  }
  if (planner_) {
    settings["planner"] = planner_->settings();
    settings["planner_sampling"] = to_json(planner_sampling(options_));
    settings["bars"] = material_.brief.rules.bars;
  }
  return settings;
}

synth::PlannedScore Composition::plan() const {
  Progress progress("planning", options_.output.quiet);
  return synth::plan_score(*planner_->model,
                           material_.brief,
                           {planner_sampling(options_), seed_, material_.beginning},
                           interrupt_flag(),
                           [&](std::int64_t bars, std::int64_t of_bars) {
                             progress.update(
                                 static_cast<double>(bars), static_cast<double>(of_bars), " bars");
                           });
}

void Composition::keep_score(const audio::Score& score) const {
  if (options_.midi_out.empty()) {
    return;
  }
  audio::Score titled = score;
  titled.title = settings_text(options_.prompt, 120);
  audio::write_midi_file(options_.midi_out, titled);
}

void Composition::report_score(const audio::Score& score) const {
  const double seconds = audio::duration_seconds(score);
  if (options_.output.json) {
    nlohmann::json all = settings();
    all["midi_out"] = settings_text(options_.midi_out);
    all["score"] = {{"notes", score.notes.size()}, {"seconds", seconds}};
    std::cout << all.dump(2) << '\n';
  } else if (!options_.output.quiet) {
    std::fprintf(stderr,
                 "%s: %zu notes, %.1f s, seed %llu\n",
                 options_.midi_out.c_str(),
                 score.notes.size(),
                 seconds,
                 static_cast<unsigned long long>(seed_));
  }
}

void Composition::report_interrupted_plan() const {
  if (!options_.output.quiet) {
    std::fprintf(stderr,
                 "melisma: interrupted before any sound was made%s%s\n",
                 options_.midi_out.empty() ? "" : "; the bars planned so far are in ",
                 options_.midi_out.c_str());
  }
}

int Composition::run() {
  check_score_place();
  open_models();
  material_ = read_material(options_, music_ ? music_->codec.get() : nullptr);
  if (!options_.output.quiet) {
    report_unknown_words(material_.brief.unknown_words);
  }
  std::optional<AudioOutput> output;
  if (music_) {
    output.emplace(options_.output,
                   music_->codec->info().sample_rate,
                   settings_text(options_.prompt),
                   settings());
  }
  if (planner_) {
    synth::PlannedScore planned = plan();
    material_.score = std::move(planned.score);
    if (planned.interrupted) {
      keep_score(*material_.score);
      report_interrupted_plan();
      return static_cast<int>(ExitCode::kInterrupted);
    }
  }
  if (material_.score) {
    keep_score(*material_.score);
  }
  if (!output) {
    report_score(*material_.score);
    return 0;
  }
  const MusicToRender wanted{material_.score,
                             material_.brief.tokens,
                             material_.prompt,
                             material_.seconds,
                             options_.arrangement.loop};
  return render_music(
      *music_,
      wanted,
      draw_settings(options_.generation, synth::kMusicSampling, models::random_stream::kMusic),
      *output);
}

}  // namespace

int run_compose(Arguments arguments) {
  CommandLine line(
      "melisma compose TEXT -o FILE [OPTIONS]\n"
      "  melisma compose \"calm piano in A minor, 80 bpm\" -o song.wav --midi-out song.mid\n"
      "  melisma compose --midi tune.mid \"soft strings\" -o strings.flac\n"
      "  melisma compose --continue start.wav \"jazz trio\" --duration 40 -o longer.wav\n"
      "  melisma compose --model facebook/musicgen-small \"80s synth pop\" -o pop.wav",
      "compose");
  ComposeOptions options;
  add_compose_options(line.options, options);
  line.positional.add("prompt", -1);
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  if (const auto folder = use_published(options.generation.model)) {
    return compose_published(options, *folder);
  }
  check(options);
  return Composition(options).run();
}

}  // namespace melisma::cli
