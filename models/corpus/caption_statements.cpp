#include "models/corpus/caption_statements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "models/text/music_vocabulary.h"

namespace melisma::models {
namespace {

/// The first phrase, the usual one, is taken at least this often.
constexpr double kNameChance = 0.35;
constexpr double kModeNameChance = 0.85;  // "major", not "ionian"
/// A family is named instead of its instrument this often.
constexpr double kFamilyChance = 0.15;

/// Whether the name of its family describes an instrument: a harp is no bowed string, an accordion
/// no organ, and "ensemble" says nothing.
bool is_named_by_family(int program) {
  struct Range {
    int first, last;
  };
  constexpr std::array kRanges = {Range{0, 7},
                                  Range{9, 9},
                                  Range{11, 13},
                                  Range{16, 20},
                                  Range{24, 44},
                                  Range{56, 61},
                                  Range{64, 75},
                                  Range{77, 95},
                                  Range{104, 104},
                                  Range{106, 109},
                                  Range{112, 118}};
  return std::any_of(kRanges.begin(), kRanges.end(), [&](const Range& range) {
    return range.first <= program && program <= range.last;
  });
}

class Draw {
 public:
  Draw(const CaptionAttributes& facts, const CaptionDetail& detail, CropRandom& random)
      : facts_(facts), detail_(detail), random_(random) {}

  std::vector<Statement> run() {
    add_tempo();
    add_named(Topic::kMood, mood_words(), facts_.moods, detail_.mood);
    add_named(Topic::kTexture, texture_words(), facts_.textures, detail_.texture);
    add_named(Topic::kForm, form_words(), facts_.forms, detail_.form);
    add_named(Topic::kStyle, style_words(), facts_.style, detail_.style);
    add_named(Topic::kDynamics, dynamics_words(), facts_.dynamics, detail_.dynamics);
    add_named(Topic::kEnsemble, ensemble_words(), facts_.ensemble, detail_.ensemble);
    if (facts_.drums && random_.chance(detail_.drums)) {
      add_word(Topic::kDrums, ensemble_words()[*facts_.drums ? 0 : 1]);
    }
    add_key();
    add_metre();
    add_instruments();
    return std::move(statements_);
  }

 private:
  template <typename List>
  auto& pick(const List& list) {
    return list[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(list.size())))];
  }

  void add(Topic topic, CaptionPhrase phrase, std::vector<int> tokens) {
    statements_.push_back({topic, std::move(phrase), std::move(tokens)});
  }
  void add_word(Topic topic, const MusicWord& word) {
    const std::vector<CaptionPhrase> phrases = true_phrases(word, facts_);
    add(topic, random_.chance(kNameChance) ? phrases[0] : pick(phrases), {word.token});
  }

  template <typename Names>  // a list of names, or an optional one
  void add_named(Topic topic,
                 std::span<const MusicWord> words,
                 const Names& names,
                 double probability) {
    const auto mention = [&](const std::string& name) {
      const MusicWord* word = word_named(words, name);
      if (word != nullptr && random_.chance(probability)) {
        add_word(topic, *word);
      }
    };
    if constexpr (requires { names.begin(); }) {
      std::for_each(names.begin(), names.end(), mention);
    } else if (names) {
      mention(*names);
    }
  }

  void add_tempo() {
    if (!facts_.tempo_bpm) {
      return;
    }
    const std::vector<int> words = tempo_words_for(*facts_.tempo_bpm);
    if (!words.empty() && random_.chance(detail_.tempo_word)) {
      add_word(Topic::kTempoWord, tempo_words()[static_cast<std::size_t>(pick(words))]);
    }
    if (random_.chance(detail_.tempo_number)) {
      const auto bpm = std::lround(*facts_.tempo_bpm);
      const std::array<std::string, 6> units = {
          " bpm", " bpm", " bpm", " bpm", "bpm", " beats per minute"};
      add(Topic::kTempoNumber,
          {std::to_string(bpm) + pick(units), PhraseForm::kMassNoun},
          {kTempoBpmTokens + tempo_bucket(static_cast<double>(bpm))});
    }
  }

  std::string tonic(int value) {
    constexpr std::array<std::string_view, 12> kOtherNames = {
        "C", "Db", "D", "D#", "E", "F", "Gb", "G", "G#", "A", "A#", "B"};
    std::string name(random_.chance(0.7) ? tonic_name(value)
                                         : kOtherNames.at(static_cast<std::size_t>(value)));
    if (name.size() == 2 && random_.chance(0.3)) {  // "C#" as "C sharp"
      name = name.substr(0, 1) + (name[1] == '#' ? " sharp" : " flat");
    }
    return name;
  }

  void add_key() {
    if (!facts_.mode || !random_.chance(detail_.key)) {
      return;
    }
    const MusicWord& mode = mode_words()[static_cast<std::size_t>(*facts_.mode)];
    const double form = random_.uniform();
    if (facts_.tonic && form < 0.85) {
      const std::string name = tonic(*facts_.tonic);
      const std::vector<CaptionPhrase> modes = true_phrases(mode, facts_);
      const auto& phrase = random_.chance(kModeNameChance) ? modes[0] : pick(modes);
      add(Topic::kKey, {name + " " + phrase.text}, {kKeyTokens + *facts_.tonic, mode.token});
    } else {
      add(Topic::kKey, {std::string(mode.name) + " key", PhraseForm::kCountNoun}, {mode.token});
    }
  }

  void add_metre() {
    for (const MusicWord& word : metre_words()) {
      const bool common = word.value == 1;  // goes without saying
      if (facts_.metre == metre_of(word.value) &&
          random_.chance(detail_.metre * (common ? 0.4 : 1.0))) {
        add_word(Topic::kMetre, word);
        std::string& text = statements_.back().phrase.text;
        text += text.find('/') != std::string::npos && random_.chance(0.3) ? " time" : "";
      }
    }
  }

  void add_instruments() {
    std::vector<int> programs = facts_.programs;
    if (programs.empty() || !random_.chance(detail_.instruments)) {
      return;
    }
    const auto most =
        static_cast<std::int64_t>(std::min(detail_.most_instruments, programs.size()));
    const auto count = static_cast<std::size_t>(1 + random_.below(most));
    while (programs.size() > count) {  // the leading ones, or now and then any of them
      const bool last = random_.chance(0.7);
      programs.erase(programs.begin() +
                     (last ? static_cast<std::ptrdiff_t>(programs.size()) - 1
                           : random_.below(static_cast<std::int64_t>(programs.size()))));
    }
    for (const int program : programs) {
      const int family = program / 8;
      const int place =
          is_named_by_family(program) && random_.chance(kFamilyChance) ? 128 + family : program;
      const MusicWord& word = instrument_words()[static_cast<std::size_t>(place)];
      const auto said = [&](const Statement& other) { return other.tokens[0] == word.token; };
      if (std::none_of(statements_.begin(), statements_.end(), said)) {
        add_word(Topic::kInstrument, word);
      }
    }
  }

  const CaptionAttributes& facts_;
  const CaptionDetail& detail_;
  CropRandom& random_;
  std::vector<Statement> statements_;
};

}  // namespace

std::vector<Statement> draw_statements(const CaptionAttributes& facts,
                                       const CaptionDetail& detail,
                                       CropRandom& random) {
  return Draw(facts, detail, random).run();
}

}  // namespace melisma::models
