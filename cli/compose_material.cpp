#include "cli/compose_material.h"

#include <algorithm>
#include <cmath>

#include "audio/error.h"
#include "audio/metrics/key_estimate.h"
#include "audio/metrics/tempo_estimate.h"
#include "audio/sound_file.h"
#include "cli/sound_warnings.h"
#include "models/planner/score_events.h"
#include "synth/score_arrangement.h"

namespace melisma::cli {
namespace {

constexpr double kDefaultSeconds = 30;       // without a word about the length
constexpr double kLeastKeyCorrelation = .5;  // below it the sound has no clear key

/// The length asked for by option or prompt.
std::optional<double> asked_seconds(const ComposeOptions& options) {
  return options.arrangement.duration_s ? options.arrangement.duration_s
                                        : read_prompt(options.prompt).attributes.duration_s;
}

double seconds_of_bar(const models::PlanHeader& header) {
  return models::bar_units(header) / static_cast<double>(models::kUnitsPerQuarter) * 60 /
         header.tempo_bpm;
}

ComposeMaterial from_text(const ComposeOptions& options) {
  ComposeMaterial material;
  material.brief = synth::settle(wish_of(options));
  if (options.direct) {
    material.seconds = asked_seconds(options).value_or(kDefaultSeconds);
  }
  return material;
}

ComposeMaterial from_score(const ComposeOptions& options) {
  ComposeMaterial material;
  synth::CompositionWish wish = wish_of(options);
  material.score = read_score(options.midi);
  arrange(*material.score, wish);
  material.brief = synth::settle(wish);
  material.seconds = options.arrangement.duration_s;
  return material;
}

ComposeMaterial continue_score(const ComposeOptions& options) {
  refuse_score_settings(options, options.continued);
  if (options.direct) {
    throw ConfigError("--direct cannot go on from a score: leave it out.");
  }
  const audio::Score score = read_score(options.continued);
  const models::ScorePlan plan = models::events_from_score(score);
  const models::CaptionAttributes said = read_prompt(options.prompt).attributes;
  const synth::CompositionWish asked = wish_of(options);
  synth::CompositionWish wish = synth::describe(score);
  wish.prompt = options.prompt;
  wish.seed = asked.seed;
  for (const int program : asked.programs.empty() ? named_programs(said) : asked.programs) {
    if (std::find(wish.programs.begin(), wish.programs.end(), program) == wish.programs.end()) {
      wish.programs.push_back(program);
    }
  }
  wish.drums = options.arrangement.no_drums
                   ? false
                   : *wish.drums || asked.drums.value_or(said.drums.value_or(false));
  ComposeMaterial material;
  material.brief = synth::settle(wish);
  models::PlanRules& rules = material.brief.rules;
  rules.header = plan.header();
  rules.scale_only = rules.scale_only && !plan.from.key_estimated;
  const double bar = seconds_of_bar(plan.header());
  const std::int64_t given = models::count_bars(plan.events);
  const double total =
      asked_seconds(options).value_or(static_cast<double>(given) * bar + kDefaultSeconds);
  rules.bars = std::max<std::int64_t>(1, std::llround(total / bar));
  if (rules.bars < given) {
    throw ConfigError(options.continued + " has " + std::to_string(given) + " bars and " +
                      std::to_string(total) + " s have room for " + std::to_string(rules.bars) +
                      ". Give a longer --duration: it is that of the whole piece.");
  }
  material.beginning = plan.events;
  return material;
}

/// Where neither options nor prompt name key and tempo, the new part takes those of the sound.
void follow(const audio::MonoAudio& sound,
            const models::CaptionAttributes& said,
            synth::CompositionWish& wish) {
  const int rate = sound.sample_rate.hz;
  if (!wish.tonic && !said.tonic && !said.mode) {
    const audio::KeyEstimate key = audio::estimate_key(sound.samples, rate);
    if (key.correlation >= kLeastKeyCorrelation) {
      wish.tonic = key.tonic;
      wish.mode = key.minor ? models::MusicMode::kMinor : models::MusicMode::kMajor;
    }
  }
  if (!wish.tempo_bpm && !said.tempo_bpm && !said.tempo_range) {
    const double bpm = audio::estimate_signal_tempo(sound.samples, rate);
    if (bpm >= 30 && bpm <= 300) {
      wish.tempo_bpm = bpm;
    }
  }
}

/// Codes of the sound, without its last frames, which the encoder would see end in silence.
std::vector<std::int32_t> prompt_codes(const audio::MonoAudio& sound,
                                       const codec::Codec& codec,
                                       const std::string& path) {
  const codec::CodecInfo& info = codec.info();
  std::vector<std::int32_t> codes = codec::encode_all(codec, sound.samples);
  const auto whole =
      static_cast<std::int64_t>(sound.samples.size()) / info.hop_length - info.encoder_look_ahead;
  if (whole < 1) {
    throw InputError(path + " has less than " + std::to_string(info.encoder_look_ahead + 1) +
                     " frames of sound, too little to go on from. Choose a longer file.");
  }
  codes.resize(static_cast<std::size_t>(whole) * static_cast<std::size_t>(info.codebooks));
  return codes;
}

ComposeMaterial continue_sound(const ComposeOptions& options, const codec::Codec* codec) {
  if (codec == nullptr) {
    throw ConfigError("--continue with sound makes sound: give -o FILE.");
  }
  const codec::CodecInfo& info = codec->info();
  const audio::MonoAudio sound =
      audio::read_mono(options.continued, audio::SampleRate(info.sample_rate));
  warn_of_sound(options.continued, sound.replaced_samples, sound.damage);
  ComposeMaterial material;
  material.prompt = prompt_codes(sound, *codec, options.continued);
  const double given = static_cast<double>(material.prompt.size()) / info.codebooks *
                       info.hop_length / info.sample_rate;
  const double total = asked_seconds(options).value_or(given + kDefaultSeconds);
  if (total < given + 1) {
    throw ConfigError(options.continued + " already lasts " + std::to_string(given) +
                      " s, wanted a --duration of at least a second more: it is that of the whole "
                      "piece.");
  }
  synth::CompositionWish wish = wish_of(options);
  wish.duration_s = total - given;
  follow(sound, read_prompt(options.prompt).attributes, wish);
  material.brief = synth::settle(wish);
  if (options.direct) {
    material.seconds = wish.duration_s;
  }
  return material;
}

}  // namespace

ComposeMaterial read_material(const ComposeOptions& options, const codec::Codec* codec) {
  if (!options.midi.empty()) {
    return from_score(options);
  }
  if (options.continued.empty()) {
    return from_text(options);
  }
  return is_midi(options.continued) ? continue_score(options) : continue_sound(options, codec);
}

}  // namespace melisma::cli
