#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/corpus/composer/harmony.h"
#include "models/corpus/composition.h"
#include "models/planner/score_events.h"
#include "models/planner/section_names.h"
#include "models/text/music_words.h"
#include "models/text/style_habits.h"

namespace melisma::models {
namespace {

using audio::Note;
using audio::Score;

constexpr std::uint64_t kSeed = 1;
constexpr int kPieces = 300;
constexpr int kUnit = 40;  // ticks

/// The same pieces for all tests: they are written once.
const std::vector<Composition>& pieces() {
  static const std::vector<Composition> all = [] {
    std::vector<Composition> out;
    for (int item = 0; item < kPieces; ++item) {
      out.push_back(compose_piece(kSeed, item));
    }
    return out;
  }();
  return all;
}

int bar_units_of(const Composition& piece) {
  return 48 * piece.facts.metre->numerator / piece.facts.metre->denominator;
}

MusicalKey key_of(const Composition& piece) {
  return {*piece.facts.tonic, *piece.facts.mode};
}

/// Notes of the leading program, one at a time: the highest of each onset.
std::vector<Note> melody_of(const Composition& piece) {
  std::map<std::int64_t, Note> highest;
  for (const Note& note : piece.score.notes) {
    if (!note.is_drum() && note.program == piece.facts.programs.front()) {
      const auto [place, is_new] = highest.try_emplace(note.start_tick, note);
      if (!is_new && place->second.pitch < note.pitch) {
        place->second = note;
      }
    }
  }
  std::vector<Note> out;
  for (const auto& [tick, note] : highest) {
    out.push_back(note);
  }
  return out;
}

bool uses(const std::span<const MusicWord>& words, const std::string& name) {
  return std::ranges::find(words, std::string_view(name), &MusicWord::name) != words.end();
}

TEST(Composer, DependsOnSeedAndItemAlone) {
  EXPECT_EQ(compose_piece(3, 14).score, compose_piece(3, 14).score);
  EXPECT_NE(compose_piece(3, 14).score, compose_piece(3, 15).score);
  EXPECT_NE(compose_piece(3, 14).score, compose_piece(4, 14).score);
}

TEST(Composer, PiecesAreTwentyToNinetySecondsOfWholeBars) {
  for (const Composition& piece : pieces()) {
    const double seconds = audio::duration_seconds(piece.score);
    EXPECT_GE(seconds, 18) << *piece.facts.style;
    EXPECT_LE(seconds, 90) << *piece.facts.style;
    EXPECT_EQ(piece.score.end_tick() % (bar_units_of(piece) * kUnit), 0) << *piece.facts.style;
    EXPECT_TRUE(piece.score.title.empty());
  }
}

TEST(Composer, EveryPieceEndsOnTheTonicChord) {
  for (int item = 0; item < kPieces; ++item) {
    const Composition& piece = pieces()[static_cast<std::size_t>(item)];
    const int bar = bar_units_of(piece) * kUnit;
    const std::int64_t last = (piece.score.end_tick() - 1) / bar * bar;
    int lowest = 128;
    double inside = 0;
    double all = 0;
    const auto tonic = static_cast<std::size_t>(*piece.facts.tonic);
    for (const Note& note : piece.score.notes) {
      if (!note.is_drum() && note.end_tick() > last && note.start_tick >= last) {
        const auto above = (note.pitch + 12 - tonic) % 12;
        const bool chord = above == 0 || above == 7 || above == (key_of(piece).minor() ? 3U : 4U);
        inside += chord ? static_cast<double>(note.duration_ticks) : 0;
        all += static_cast<double>(note.duration_ticks);
        lowest = std::min<int>(lowest, note.pitch);
      }
    }
    EXPECT_GT(inside, .6 * all) << "item " << item << " " << *piece.facts.style;
    const bool bass = piece.facts.programs.size() > 2;
    EXPECT_TRUE(!bass || lowest % 12 == *piece.facts.tonic)
        << "item " << item << " " << *piece.facts.style;
  }
}

TEST(Composer, NearlyAllNotesAreInTheKey) {
  double inside = 0;
  double all = 0;
  for (const Composition& piece : pieces()) {
    PitchSet scale = scale_of(key_of(piece));
    if (key_of(piece).minor()) {
      scale.set(pitch_class(*piece.facts.tonic + 11));
    }
    for (const Note& note : piece.score.notes) {
      if (!note.is_drum()) {
        inside += scale[pitch_class(note.pitch)] ? 1 : 0;
        ++all;
      }
    }
  }
  EXPECT_GE(inside / all, .95);
}

TEST(Composer, FactsAreTrueOfTheScore) {
  for (int item = 0; item < kPieces; ++item) {
    const auto& [score, facts] = pieces()[static_cast<std::size_t>(item)];
    SCOPED_TRACE("item " + std::to_string(item));
    std::set<int> programs;
    bool drums = false;
    for (const Note& note : score.notes) {
      drums = drums || note.is_drum();
      if (!note.is_drum()) {
        programs.insert(note.program);
      }
    }
    EXPECT_EQ(std::set<int>(facts.programs.begin(), facts.programs.end()), programs);
    EXPECT_EQ(facts.programs.size(), programs.size());
    EXPECT_EQ(facts.drums, drums);
    const HeaderOfScore header = header_of_score(score);
    EXPECT_NEAR(header.header.tempo_bpm, *facts.tempo_bpm, .01);
    EXPECT_EQ(header.header.tonic, *facts.tonic);
    EXPECT_EQ(header.header.minor,
              facts.mode == MusicMode::kMinor || facts.mode == MusicMode::kDorian);
    EXPECT_EQ((Metre{header.header.numerator, header.header.denominator}), *facts.metre);
    const std::size_t players = programs.size() + (drums ? 1 : 0);
    const std::map<std::string, std::size_t> sizes{
        {"solo", 1}, {"duo", 2}, {"trio", 3}, {"quartet", 4}};
    const auto size = sizes.find(*facts.ensemble);
    EXPECT_TRUE(size == sizes.end() ? players >= 5 : players == size->second) << *facts.ensemble;
    const StyleHabits habits = style_habits(facts.style);
    EXPECT_GE(*facts.tempo_bpm, habits.tempo.low_bpm - 1);
    EXPECT_LE(*facts.tempo_bpm, habits.tempo.high_bpm + 1);
  }
}

TEST(Composer, FactsSpeakInCanonicalNames) {
  for (const auto& [score, facts] : pieces()) {
    EXPECT_TRUE(uses(style_words(), *facts.style)) << *facts.style;
    EXPECT_TRUE(uses(dynamics_words(), *facts.dynamics)) << *facts.dynamics;
    EXPECT_TRUE(uses(ensemble_words(), *facts.ensemble)) << *facts.ensemble;
    EXPECT_THAT(facts.moods.size(), ::testing::AllOf(::testing::Ge(1U), ::testing::Le(2U)));
    EXPECT_LE(facts.textures.size(), 2U);
    EXPECT_LE(facts.forms.size(), 1U);
    for (const std::string& mood : facts.moods) {
      EXPECT_TRUE(uses(mood_words(), mood)) << mood;
    }
    for (const std::string& texture : facts.textures) {
      EXPECT_TRUE(uses(texture_words(), texture)) << texture;
    }
    for (const std::string& form : facts.forms) {
      EXPECT_TRUE(uses(form_words(), form)) << form;
    }
    for (const audio::Marker& marker : score.markers) {
      const auto section = section_of_marker(marker.text);
      ASSERT_TRUE(section) << marker.text;
      EXPECT_EQ(section_name(*section), marker.text);
    }
  }
}

/// Mean velocity of the notes in a part of the piece, which is given as shares of its length.
double loudness(const Score& score, double from, double to) {
  double sum = 0;
  double count = 0;
  for (const Note& note : score.notes) {
    const double place =
        static_cast<double>(note.start_tick) / static_cast<double>(score.end_tick());
    if (place >= from && place < to) {
      sum += note.velocity;
      ++count;
    }
  }
  return count > 0 ? sum / count : 0;
}

TEST(Composer, PiecesAreAsLoudAsTheFactsSay) {
  for (const auto& [score, facts] : pieces()) {
    const double mean = loudness(score, 0, 1);
    const double change = loudness(score, .7, 1) - loudness(score, 0, .3);
    if (facts.dynamics == "soft") {
      EXPECT_LT(mean, 64);
    } else if (facts.dynamics == "loud") {
      EXPECT_GT(mean, 84);
    } else if (facts.dynamics == "medium loud") {
      EXPECT_GT(mean, 56);
      EXPECT_LT(mean, 92);
    } else {
      EXPECT_GT(facts.dynamics == "crescendo" ? change : -change, 12) << *facts.dynamics;
    }
  }
}

TEST(Composer, ThePlannerCanWriteEveryPiece) {
  for (int item = 0; item < kPieces; ++item) {
    const Score& score = pieces()[static_cast<std::size_t>(item)].score;
    const ScorePlan plan = events_from_score(score);
    EXPECT_EQ(score_from_events(plan.header(), plan.events), score) << "item " << item;
  }
}

TEST(Composer, VoicesAndBarsAreNotOverfull) {
  for (const Composition& piece : pieces()) {
    const int bar = bar_units_of(piece) * kUnit;
    std::map<std::int64_t, int> bars;
    std::map<std::int64_t, int> changes;
    for (const Note& note : piece.score.notes) {
      ++bars[note.start_tick / bar];
      if (!note.is_drum()) {
        EXPECT_GE(note.pitch, 21);
        EXPECT_LE(note.pitch, 108);
        ++changes[note.start_tick];
        --changes[note.end_tick()];
      }
    }
    int sounding = 0;
    for (const auto& [tick, change] : changes) {
      sounding += change;
      EXPECT_LE(sounding, 12);
    }
    for (const auto& [index, notes] : bars) {
      EXPECT_LT(notes, 120) << *piece.facts.style;
    }
  }
}

TEST(Composer, NoPitchOfAProgramSoundsTwiceAtATime) {
  for (const Composition& piece : pieces()) {
    std::map<std::pair<int, int>, std::int64_t> ends;
    for (const Note& note : piece.score.notes) {
      std::int64_t& end = ends[{note.is_drum() ? 128 : note.program, note.pitch}];
      EXPECT_GE(note.start_tick, end);
      end = note.end_tick();
    }
  }
}

/// Whether the leading program plays a melody and nothing else.
bool leads_alone(const Composition& piece) {
  std::set<std::int64_t> onsets;
  return std::ranges::all_of(piece.score.notes, [&](const Note& note) {
    return note.is_drum() || note.program != piece.facts.programs.front() ||
           onsets.insert(note.start_tick).second;
  });
}

TEST(Composer, MelodiesMoveByStep) {
  double leaps = 0;
  double steps = 0;
  double all = 0;
  for (const Composition& piece : pieces()) {
    const std::vector<Note> melody = leads_alone(piece) ? melody_of(piece) : std::vector<Note>{};
    for (std::size_t i = 1; i < melody.size(); ++i) {
      const int interval = std::abs(melody[i].pitch - melody[i - 1].pitch);
      leaps += interval > 12 ? 1 : 0;
      steps += interval <= 2 ? 1 : 0;
      ++all;
    }
  }
  EXPECT_LT(leaps / all, .05);
  EXPECT_GT(steps / all, .4);
}

TEST(Composer, RhythmsComeBack) {
  double recurring = 0;
  double all = 0;
  for (const Composition& piece : pieces()) {
    const int bar = bar_units_of(piece) * kUnit;
    std::map<std::int64_t, std::vector<std::int64_t>> bars;
    for (const Note& note : melody_of(piece)) {
      bars[note.start_tick / bar].push_back(note.start_tick % bar);
    }
    std::map<std::vector<std::int64_t>, int> count;
    for (const auto& [index, rhythm] : bars) {
      ++count[rhythm];
    }
    for (const auto& [index, rhythm] : bars) {
      recurring += count[rhythm] > 1 ? 1 : 0;
      ++all;
    }
  }
  EXPECT_GT(recurring / all, .3);
}

TEST(Composer, EveryStyleMetreModeKeyFamilyAndInstrumentOccurs) {
  std::map<std::string, int> styles;
  std::map<std::string, int> ensembles;
  std::map<int, int> programs;
  std::map<int, int> modes;
  std::map<int, int> metres;
  std::set<int> tonics;
  int solo_pianos = 0;
  constexpr int kMany = 3000;
  const auto begin = std::chrono::steady_clock::now();
  for (int item = 0; item < kMany; ++item) {
    const CaptionAttributes facts = compose_piece(7, item).facts;
    ++styles[*facts.style];
    ++ensembles[*facts.ensemble];
    ++modes[static_cast<int>(*facts.mode)];
    ++metres[facts.metre->numerator];
    tonics.insert(*facts.tonic);
    solo_pianos += facts.programs == std::vector<int>{0} && !*facts.drums ? 1 : 0;
    for (const int program : facts.programs) {
      ++programs[program];
    }
  }
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(spent.count() / kMany, 50);  // 0.4 ms; loose, for sanitizers and busy machines
  EXPECT_EQ(styles.size(), style_words().size());
  EXPECT_EQ(ensembles.size(), 6U);
  EXPECT_EQ(modes.size(), 4U);
  EXPECT_EQ(metres.size(), 3U);
  EXPECT_EQ(tonics.size(), 12U);
  EXPECT_GT(solo_pianos, kMany * 7 / 100);
  EXPECT_GT(ensembles["solo"] + ensembles["duo"], kMany / 4);
  for (int program = 0; program < 120; ++program) {
    EXPECT_GT(programs[program], 3) << "program " << program;
  }
  for (const int numerator : {3, 6}) {
    EXPECT_GT(metres[numerator], kMany / 20);
  }
  EXPECT_TRUE(
      std::ranges::any_of(programs, [](const auto& program) { return program.first >= 120; }));
}

}  // namespace
}  // namespace melisma::models
