#include "synth/composition_brief.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string_view>
#include <vector>

#include "audio/error.h"
#include "models/planner/settled_words.h"
#include "models/text/mood_habits.h"
#include "models/text/music_words.h"
#include "models/text/style_habits.h"

namespace melisma::synth {
namespace {

using models::CaptionAttributes;
using models::MusicMode;
using models::MusicVocabulary;

constexpr double kDefaultSeconds = 30;
constexpr double kLeastSeconds = 1;
constexpr double kMostSeconds = 3600;
constexpr double kLeastBpm = 30;
constexpr double kMostBpm = 300;

std::vector<std::string_view> moods_of(const CaptionAttributes& said) {
  return {said.moods.begin(), said.moods.end()};
}

/// What nobody said, drawn from the seed. std distributions differ between libraries; this does
/// not.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double unit() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }

 private:
  std::mt19937_64 random_;
};

double settle_tempo(const CompositionWish& wish, const CaptionAttributes& said, Draw& draw) {
  const models::TempoRange range = said.tempo_range.value_or(
      models::tempo_range(moods_of(said), models::style_habits(said.style).tempo));
  const double drawn = std::round(draw.between(range.low_bpm, range.high_bpm));
  const double bpm = wish.tempo_bpm.value_or(said.tempo_bpm.value_or(drawn));
  if (!(bpm >= kLeastBpm && bpm <= kMostBpm)) {
    throw ConfigError("the tempo is " + std::to_string(bpm) + " bpm; wanted 30 to 300.");
  }
  return bpm;
}

MusicMode settle_mode(const CompositionWish& wish, const CaptionAttributes& said, Draw& draw) {
  const double drawn = draw.unit();
  const double minor_share =
      models::minor_share(moods_of(said), models::style_habits(said.style).minor_share);
  const MusicMode usual = drawn < minor_share ? MusicMode::kMinor : MusicMode::kMajor;
  return wish.mode.value_or(said.mode.value_or(usual));
}

std::int64_t bars_of(const models::PlanHeader& header, double seconds) {
  const double quarters = models::bar_units(header) / static_cast<double>(models::kUnitsPerQuarter);
  const double bars = seconds * header.tempo_bpm / 60 / quarters;
  return std::max<std::int64_t>(1, std::llround(bars));
}

/// Those whom the wish or the text names, as choices: a family is one.
std::vector<models::ProgramSet> named_players(const CompositionWish& wish,
                                              const CaptionAttributes& said) {
  models::ProgramSet single;
  for (const int program : wish.programs.empty() ? said.programs : wish.programs) {
    single.set(static_cast<std::size_t>(program));
  }
  std::vector<models::ProgramSet> named;
  for (int family = 0; family < 16; ++family) {
    const models::ProgramSet all = models::family_programs(family);
    const bool in_text =
        wish.programs.empty() && std::ranges::find(said.families, family) != said.families.end();
    if (in_text || (single & all) == all) {
      named.push_back(all);
      single &= ~all;
    }
    for (int program = family * 8; program < family * 8 + 8; ++program) {
      if (single[static_cast<std::size_t>(program)]) {
        named.push_back(models::ProgramSet().set(static_cast<std::size_t>(program)));
      }
    }
  }
  return named;
}

/// Who may, who must and how many may play. Named instruments play alone, unless the text speaks of
/// more players, or of a style, which brings its own.
void settle_players(const CompositionWish& wish,
                    const CaptionAttributes& said,
                    Draw& draw,
                    models::PlanRules& rules) {
  struct Ensemble {
    std::string_view name;
    int players;
  };
  constexpr std::array<Ensemble, 6> kEnsembles{
      {{"solo", 1}, {"duo", 2}, {"trio", 3}, {"quartet", 4}, {"band", 5}, {"orchestra", 10}}};
  const int drawn = 3 + static_cast<int>(draw.unit() * 3);
  rules.wanted = named_players(wish, said);
  const int named = static_cast<int>(rules.wanted.size());
  const auto ensemble =
      std::ranges::find(kEnsembles, std::string_view(said.ensemble.value_or("")), &Ensemble::name);
  const int size = ensemble != kEnsembles.end() ? ensemble->players
                   : named == 0 || said.style   ? drawn
                                                : named;
  const bool others = wish.programs.empty() && size > named;
  if (!others) {
    rules.programs.reset();
    for (const models::ProgramSet& choice : rules.wanted) {
      rules.programs |= choice;
    }
  }
  for (const int program : said.excluded_programs) {
    rules.programs.reset(static_cast<std::size_t>(program));
  }
  for (const int family : said.excluded_families) {
    rules.programs &= ~models::family_programs(family);
  }
  for (models::ProgramSet& choice : rules.wanted) {
    choice &= rules.programs;
  }
  std::erase_if(rules.wanted, [](const models::ProgramSet& choice) { return choice.none(); });
  if (rules.programs.none()) {
    throw ConfigError(
        "the text excludes every instrument. Leave one in, or name some with --instruments.");
  }
  rules.most_programs = others ? size : std::max(named, 1);
  rules.drums = wish.drums.value_or(said.drums.value_or(others));
  rules.drums_wanted = wish.drums.value_or(said.drums.value_or(false));
}

std::vector<std::int32_t> tokens_of(const CompositionWish& wish,
                                    const models::ParsedCaption& caption,
                                    const models::PlanRules& rules,
                                    MusicMode mode) {
  std::vector<std::int32_t> tokens;
  for (const int token : caption.tokens) {
    const bool instrument = token >= models::kInstrumentTokens && token < models::kStyleTokens;
    const bool drums = token == models::kDrumsToken || token == models::kNoDrumsToken;
    const bool replaced = (instrument && !wish.programs.empty()) || (drums && wish.drums);
    if (!replaced) {
      tokens.push_back(token);
    }
  }
  for (const int program : wish.programs) {
    tokens.push_back(models::kInstrumentTokens + program);
  }
  if (wish.drums) {
    tokens.push_back(*wish.drums ? models::kDrumsToken : models::kNoDrumsToken);
  }
  const models::PlanHeader& header = rules.header;
  models::CaptionAttributes settled;
  settled.tempo_bpm = header.tempo_bpm;
  settled.tonic = header.tonic;
  settled.mode = mode;
  settled.metre = {header.numerator, header.denominator};
  return models::with_settled_words(tokens, settled);
}

}  // namespace

CompositionBrief settle(const CompositionWish& wish) {
  const models::ParsedCaption caption = MusicVocabulary::instance().parse(wish.prompt);
  const CaptionAttributes& said = caption.attributes;
  Draw draw(wish.seed);
  CompositionBrief brief;
  brief.unknown_words = caption.unknown_words;
  models::PlanHeader& header = brief.rules.header;
  header.tempo_bpm = settle_tempo(wish, said, draw);
  const MusicMode mode = settle_mode(wish, said, draw);
  header.minor = mode == MusicMode::kMinor || mode == MusicMode::kDorian;
  const int drawn_tonic = static_cast<int>(draw.unit() * 12);
  header.tonic = wish.tonic.value_or(said.tonic.value_or(drawn_tonic));
  const models::Metre metre =
      wish.metre.value_or(said.metre.value_or(models::style_habits(said.style).metre));
  header.numerator = metre.numerator;
  header.denominator = metre.denominator;
  models::validate(header);
  const double seconds = wish.duration_s.value_or(said.duration_s.value_or(kDefaultSeconds));
  if (!(seconds >= kLeastSeconds && seconds <= kMostSeconds)) {
    throw ConfigError("the duration is " + std::to_string(seconds) + " s; wanted 1 to 3600.");
  }
  brief.rules.bars = bars_of(header, seconds);
  // Dorian and mixolydian leave the plain scale on purpose.
  brief.rules.scale_only = mode == MusicMode::kMajor || mode == MusicMode::kMinor;
  settle_players(wish, said, draw, brief.rules);
  brief.tokens = tokens_of(wish, caption, brief.rules, mode);
  return brief;
}

std::pair<int, MusicMode> parse_key(const std::string& text) {
  const bool mode_said = text.find(' ') != std::string::npos;
  const auto caption =
      MusicVocabulary::instance().parse("in " + text + (mode_said ? "" : " major"));
  if (!caption.attributes.tonic || !caption.unknown_words.empty()) {
    throw ConfigError(
        "the key is \"" + text +
        "\"; wanted a tonic and a mode, such as \"A minor\", \"F# major\" or \"D dorian\".");
  }
  return {*caption.attributes.tonic, caption.attributes.mode.value_or(MusicMode::kMajor)};
}

models::Metre parse_metre(const std::string& text) {
  for (int value = 0; value < 3; ++value) {
    const models::Metre metre = models::metre_of(value);
    if (text == std::to_string(metre.numerator) + "/" + std::to_string(metre.denominator)) {
      return metre;
    }
  }
  throw ConfigError("the metre is \"" + text + "\"; wanted 3/4, 4/4 or 6/8.");
}

Instruments parse_instruments(const std::string& text) {
  const MusicVocabulary& vocabulary = MusicVocabulary::instance();
  const auto caption = vocabulary.parse(text);
  Instruments instruments{caption.attributes.programs, caption.attributes.drums.value_or(false)};
  for (const int family : caption.attributes.families) {
    for (int program = family * 8; program < family * 8 + 8; ++program) {
      instruments.programs.push_back(program);
    }
  }
  if (!caption.unknown_words.empty() || (instruments.programs.empty() && !instruments.drums)) {
    std::string message = "--instruments: found \"" + text +
                          "\", wanted instrument names, such as \"piano, violin, drums\".";
    for (const std::string& word : caption.unknown_words) {
      for (const std::string& near : vocabulary.nearest_words(word)) {
        message += " Did you mean " + near + "?";
      }
    }
    throw ConfigError(message);
  }
  return instruments;
}

}  // namespace melisma::synth
