#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/planner/event_constraints.h"
#include "models/text/music_vocabulary.h"

namespace melisma::synth {

/// What is asked of a composition: a text, and settings that override what the text says.
struct CompositionWish {
  std::string prompt;
  std::optional<double> tempo_bpm;  // quarter notes a minute
  std::optional<int> tonic;         // 0..11
  std::optional<models::MusicMode> mode;
  std::optional<models::Metre> metre;
  std::vector<int> programs;  // exactly these may play; empty = as the text says
  std::optional<bool> drums;
  std::optional<double> duration_s;  // else the text's, else 30
  std::uint64_t seed = 0;            // decides what nobody said
};

/// A wish with every question answered: what the planner and the music model are told.
struct CompositionBrief {
  models::PlanRules rules;                 // header, bars, programs
  std::vector<std::int32_t> tokens;        // caption tokens that agree with the header
  std::vector<std::string> unknown_words;  // of the prompt
};

/// Reads the prompt and settles tempo, key, metre, instruments and length. What neither text nor
/// settings say follows style and mood by stated rules, or is drawn from the seed. Instruments that
/// are named are the only ones that play; drums play unless excluded when no instrument is named or
/// they are named. Throws ConfigError for a setting out of range and InputError for text that
/// cannot be read.
CompositionBrief settle(const CompositionWish& wish);

/// "A minor", "F# major", "Bb", "c# dorian": tonic and mode (major when not said). Throws
/// ConfigError.
std::pair<int, models::MusicMode> parse_key(const std::string& text);
/// "3/4", "4/4", "6/8". Throws ConfigError.
models::Metre parse_metre(const std::string& text);
/// "piano, violin, drums": programs and whether drums were named. Throws ConfigError that suggests
/// the nearest names.
struct Instruments {
  std::vector<int> programs;
  bool drums = false;
};
Instruments parse_instruments(const std::string& text);

}  // namespace melisma::synth
