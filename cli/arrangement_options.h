#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "audio/midi/score.h"
#include "models/text/music_vocabulary.h"
#include "synth/composition_brief.h"

namespace melisma::cli {

/// Who plays, and how long: the same on compose and render.
struct ArrangementOptions {
  std::string instruments;           // "piano, violin, drums"
  bool drums = false;                // with drums
  bool no_drums = false;             // without
  std::optional<double> duration_s;  // 1 to 3600
  bool loop = false;                 // cut so that its end leads into its beginning
};

void add_arrangement_options(boost::program_options::options_description& options,
                             ArrangementOptions& target);

/// Puts instruments, drums and duration into a wish. Throws ConfigError for names that are not
/// known, both drum options, and lengths out of range.
void apply(const ArrangementOptions& options, synth::CompositionWish& wish);

/// What a prompt says (empty text says nothing). Throws InputError for text that cannot be read.
models::ParsedCaption read_prompt(const std::string& prompt);
/// Programs that a prompt names; for a family its first.
std::vector<int> named_programs(const models::CaptionAttributes& said);

/// Whether a file begins as MIDI files do.
bool is_midi(const std::string& path);

/// Reads a MIDI file to be played. Throws MidiFileError, and InputError when it has no notes.
audio::Score read_score(const std::string& path);
/// Gives the score the instruments that `wish` or else `prompt` ask for, and takes out its drums if
/// they are not wanted; then `wish` describes the score, and keeps prompt and seed.
void arrange(audio::Score& score, synth::CompositionWish& wish);

/// Says on stderr which words of a prompt had no effect, and which known words are near.
void report_unknown_words(const std::vector<std::string>& words);

/// Text for a file's settings: at most `most` bytes, always valid UTF-8.
std::string settings_text(const std::string& text, std::size_t most = 2000);
/// Unknown words for a file's settings: the first of them, shortened.
std::vector<std::string> settings_words(const std::vector<std::string>& words);

}  // namespace melisma::cli
