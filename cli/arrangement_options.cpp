#include "cli/arrangement_options.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "cli/option_parsing.h"
#include "synth/score_arrangement.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr std::size_t kMostWords = 12;  // of unknown ones, to report
constexpr std::size_t kMostLetters = 40;

}  // namespace

void add_arrangement_options(po::options_description& options, ArrangementOptions& target) {
  options.add_options()(
      "instruments", po::value(&target.instruments), "who plays, such as \"piano, violin, drums\"")(
      "drums", po::bool_switch(&target.drums), "with drums")(
      "no-drums", po::bool_switch(&target.no_drums), "without drums")(
      "duration",
      into(target.duration_s),
      "length in seconds, 1 to 3600; a given score is cut there")(
      "loop",
      po::bool_switch(&target.loop),
      "whole bars whose end leads into their beginning, to be played round and round");
}

void apply(const ArrangementOptions& options, synth::CompositionWish& wish) {
  if (options.drums && options.no_drums) {
    throw ConfigError("found both --drums and --no-drums, wanted one of them.");
  }
  if (!options.instruments.empty()) {
    const synth::Instruments instruments = synth::parse_instruments(options.instruments);
    if (instruments.programs.empty()) {
      throw ConfigError("--instruments: found \"" + options.instruments +
                        "\", wanted at least one instrument with pitches beside the drums.");
    }
    wish.programs = instruments.programs;
    wish.drums = instruments.drums;
  }
  if (options.drums || options.no_drums) {
    wish.drums = options.drums;
  }
  if (options.duration_s && !(*options.duration_s >= 1 && *options.duration_s <= 3600)) {
    throw ConfigError("--duration is " + std::to_string(*options.duration_s) +
                      " s; wanted 1 to 3600.");
  }
  wish.duration_s = options.duration_s;
}

models::ParsedCaption read_prompt(const std::string& prompt) {
  return models::MusicVocabulary::instance().parse(prompt);
}

std::vector<int> named_programs(const models::CaptionAttributes& said) {
  std::vector<int> programs = said.programs;
  for (const int family : said.families) {
    programs.push_back(family * 8);
  }
  return programs;
}

bool is_midi(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> magic{};
  file.read(magic.data(), magic.size());
  return std::string_view(magic.data(), magic.size()) == "MThd";
}

audio::Score read_score(const std::string& path) {
  audio::Score score = audio::read_midi_file(path);
  if (score.notes.empty()) {
    throw InputError(path + " has no notes, wanted a MIDI file with some. Choose another file.");
  }
  return score;
}

void arrange(audio::Score& score, synth::CompositionWish& wish) {
  const models::CaptionAttributes said = read_prompt(wish.prompt).attributes;
  synth::replace_programs(score, wish.programs.empty() ? named_programs(said) : wish.programs);
  // --instruments lists all who play; instruments in a prompt leave the score's drums.
  if (!wish.drums.value_or(said.drums.value_or(true))) {
    synth::remove_drums(score);
  }
  synth::CompositionWish described = synth::describe(score);
  described.prompt = wish.prompt;
  described.seed = wish.seed;
  wish = described;
}

void report_unknown_words(const std::vector<std::string>& words) {
  for (const std::string& word : settings_words(words)) {
    std::string near;
    for (const std::string& known : models::MusicVocabulary::instance().nearest_words(word)) {
      near.append(near.empty() ? "; near it are: " : ", ").append(known);
    }
    std::fprintf(stderr,
                 "melisma: the word \"%s\" is not known and has no effect%s\n",
                 word.c_str(),
                 near.c_str());
  }
  if (words.size() > kMostWords) {
    std::fprintf(stderr, "melisma: nor are %zu more words\n", words.size() - kMostWords);
  }
}

std::string settings_text(const std::string& text, std::size_t most) {
  std::string part = text.substr(0, most);
  while (text.size() > most && !part.empty() && (part.back() & 0x80) != 0) {
    part.pop_back();  // perhaps half a character
  }
  // The writer replaces what is no UTF-8, such as the bytes of a file's name.
  const std::string safe =
      nlohmann::json(part).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(safe).get<std::string>();
}

std::vector<std::string> settings_words(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(words.size(), kMostWords); ++i) {
    out.push_back(settings_text(words[i], kMostLetters));
  }
  return out;
}

}  // namespace melisma::cli
