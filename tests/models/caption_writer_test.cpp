#include "models/corpus/caption_writer.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/crop_random.h"
#include "models/text/music_vocabulary.h"

namespace melisma::models {
namespace {

std::string any_name(std::span<const MusicWord> words, CropRandom& random) {
  const auto count = static_cast<std::int64_t>(words.size());
  return std::string(words[static_cast<std::size_t>(random.below(count))].name);
}

CaptionAttributes random_facts(std::uint64_t item) {
  CropRandom random{99, item};
  CaptionAttributes facts;
  facts.tempo_bpm = 45 + 160 * random.uniform();
  facts.tonic = static_cast<int>(random.below(12));
  facts.mode = static_cast<MusicMode>(random.below(kMusicModes));
  facts.metre = metre_of(static_cast<int>(random.below(3)));
  facts.drums = random.chance(0.5);
  for (std::int64_t i = random.below(5); i >= 0; --i) {
    facts.programs.push_back(static_cast<int>(random.below(120)));
  }
  facts.style = any_name(style_words(), random);
  facts.moods = {any_name(mood_words(), random), any_name(mood_words(), random)};
  facts.textures = {any_name(texture_words(), random)};
  facts.forms = {any_name(form_words(), random)};
  if (random.chance(0.7)) {
    facts.dynamics = any_name(dynamics_words(), random);
  }
  if (random.chance(0.7)) {
    facts.ensemble = any_name(ensemble_words().subspan(2), random);
  }
  return facts;
}

/// Every one of `said` is among `facts`.
template <typename List>
bool among(const List& said, const List& facts) {
  return std::all_of(said.begin(), said.end(), [&](const auto& each) {
    return std::find(facts.begin(), facts.end(), each) != facts.end();
  });
}

template <typename T>
bool agrees(const std::optional<T>& said, const std::optional<T>& fact) {
  return !said || said == fact;
}

void expect_true(const CaptionAttributes& said, const CaptionAttributes& facts) {
  EXPECT_TRUE(!said.tempo_bpm || std::abs(*said.tempo_bpm - *facts.tempo_bpm) <= 0.5);
  EXPECT_TRUE(!said.tempo_range || (said.tempo_range->low_bpm <= *facts.tempo_bpm &&
                                    *facts.tempo_bpm <= said.tempo_range->high_bpm));
  EXPECT_TRUE(agrees(said.tonic, facts.tonic));
  EXPECT_TRUE(agrees(said.mode, facts.mode));
  EXPECT_TRUE(agrees(said.metre, facts.metre));
  EXPECT_TRUE(agrees(said.drums, facts.drums));
  EXPECT_TRUE(agrees(said.style, facts.style));
  EXPECT_TRUE(agrees(said.dynamics, facts.dynamics));
  EXPECT_TRUE(agrees(said.ensemble, facts.ensemble));
  EXPECT_TRUE(among(said.moods, facts.moods));
  EXPECT_TRUE(among(said.textures, facts.textures));
  EXPECT_TRUE(among(said.forms, facts.forms));
  EXPECT_TRUE(among(said.programs, facts.programs));
  for (const int family : said.families) {
    EXPECT_TRUE(std::any_of(facts.programs.begin(), facts.programs.end(), [&](int program) {
      return program / 8 == family;
    }));
  }
  EXPECT_TRUE(said.excluded_programs.empty() && said.excluded_families.empty());
  EXPECT_FALSE(said.duration_s);
}

TEST(CaptionWriter, CaptionsOfRandomFactsAreTrueAndWhollyUnderstood) {
  for (std::uint64_t item = 0; item < 1500; ++item) {
    const CaptionAttributes facts = random_facts(item);
    for (const auto& caption : write_captions(facts, 1, static_cast<std::int64_t>(item), 6)) {
      SCOPED_TRACE("item " + std::to_string(item) + ": " + caption);
      const ParsedCaption read = MusicVocabulary::instance().parse(caption);
      EXPECT_TRUE(read.unknown_words.empty());
      EXPECT_NE(read.tokens, std::vector<int>{kNoneToken});
      EXPECT_EQ(caption.find("  "), std::string::npos);
      EXPECT_NE(caption.front(), ' ');
      expect_true(read.attributes, facts);
      if (HasFailure()) {
        return;
      }
    }
  }
}

TEST(CaptionWriter, SaysEverythingNowAndThen) {
  CaptionAttributes all;
  std::set<int> tokens;
  for (std::uint64_t item = 0; item < 1500; ++item) {
    for (const auto& caption :
         write_captions(random_facts(item), 1, static_cast<std::int64_t>(item), 6)) {
      const auto read = MusicVocabulary::instance().parse(caption).tokens;
      tokens.insert(read.begin(), read.end());
    }
  }
  for (const auto words : {style_words(),
                           mood_words(),
                           texture_words(),
                           dynamics_words(),
                           tempo_words(),
                           mode_words(),
                           metre_words(),
                           form_words(),
                           ensemble_words(),
                           instrument_words().first(112)}) {
    for (const MusicWord& word : words) {
      EXPECT_TRUE(tokens.contains(word.token)) << word.name;
    }
  }
  for (int tonic = 0; tonic < 12; ++tonic) {
    EXPECT_TRUE(tokens.contains(kKeyTokens + tonic)) << tonic;
  }
}

TEST(CaptionWriter, SameItemGivesSameCaptionsAndOthersDiffer) {
  const CaptionAttributes facts = random_facts(5);
  EXPECT_EQ(write_captions(facts, 1, 2, 6), write_captions(facts, 1, 2, 6));
  EXPECT_NE(write_captions(facts, 1, 2, 6), write_captions(facts, 1, 3, 6));
  EXPECT_NE(write_captions(facts, 1, 2, 6), write_captions(facts, 2, 2, 6));
}

TEST(CaptionWriter, AFewFactsAreEnough) {
  CaptionAttributes facts;
  facts.style = "waltz";
  for (const auto& caption : write_captions(facts, 1, 0, 12)) {
    EXPECT_EQ(MusicVocabulary::instance().parse(caption).attributes.style, "waltz") << caption;
  }
}

TEST(CaptionWriter, AHarpIsNoBowedString) {
  CaptionAttributes facts;
  facts.programs = {46};
  for (const auto& caption : write_captions(facts, 1, 0, 200)) {
    EXPECT_TRUE(MusicVocabulary::instance().parse(caption).attributes.families.empty()) << caption;
  }
}

TEST(CaptionWriter, NothingToSayIsAnError) {
  EXPECT_THROW(write_captions({}, 1, 0, 6), InputError);
}

}  // namespace
}  // namespace melisma::models
