#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "cli/arrangement_options.h"
#include "cli/audio_output.h"
#include "cli/generation_options.h"
#include "models/sampling/sampler.h"

namespace melisma::cli {

/// What only published models (MusicGen) take.
struct PublishedOptions {
  std::string melody;             // sound or MIDI file with a tune to follow
  std::string engine = "native";  // or libtorch, cuda
  std::string weights = "int8";   // how the native engine keeps matrices
  double window_s = 30;           // what the model hears at once
  double stride_s = 18;           // what it makes anew past that
};

/// All options of `melisma compose`.
struct ComposeOptions {
  std::vector<std::string> prompts;  // more than one for published models alone
  std::string prompt;                // the first
  std::string midi;                  // a score to be played as it is
  std::string continued;             // sound or a score to go on from
  std::string midi_out;              // where the score is kept
  bool direct = false;               // no score at all
  std::optional<double> tempo_bpm;
  std::string key;
  std::string metre;
  std::string planner;  // name or path; empty = the bundled one
  std::optional<float> planner_temperature;
  std::optional<float> planner_top_p;
  std::optional<float> planner_guidance;
  PublishedOptions published;
  ArrangementOptions arrangement;
  GenerationOptions generation;
  AudioOutputOptions output;
};

void add_compose_options(boost::program_options::options_description& options,
                         ComposeOptions& target);

/// Throws ConfigError for options that exclude each other, are out of range, or say of no place to
/// put anything; InputError for an empty text where one is needed. Draws the seed.
void check(ComposeOptions& options);

/// Throws ConfigError for a tempo, key or metre option beside a score, which has its own.
void refuse_score_settings(const ComposeOptions& options, const std::string& score);

/// The wish that the options make, without what the prompt says.
synth::CompositionWish wish_of(const ComposeOptions& options);

models::SamplingConfig planner_sampling(const ComposeOptions& options);

}  // namespace melisma::cli
