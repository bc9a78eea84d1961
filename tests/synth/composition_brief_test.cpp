#include "synth/composition_brief.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::synth {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

CompositionBrief brief_of(const std::string& prompt, std::uint64_t seed = 1) {
  CompositionWish wish;
  wish.prompt = prompt;
  wish.seed = seed;
  return settle(wish);
}

TEST(CompositionBrief, WhatTheTextSaysHolds) {
  const auto brief = brief_of("calm piano in A minor, 3/4, 80 bpm, 24 seconds, no drums");
  EXPECT_EQ(brief.rules.header.tempo_bpm, 80);
  EXPECT_EQ(brief.rules.header.tonic, 9);
  EXPECT_TRUE(brief.rules.header.minor);
  EXPECT_EQ(brief.rules.header.numerator, 3);
  EXPECT_EQ(brief.rules.programs.count(), 1U);
  EXPECT_TRUE(brief.rules.programs[0]);
  EXPECT_FALSE(brief.rules.drums);
  EXPECT_EQ(brief.rules.bars, 11);  // 24 s of bars of 2.25 s
  EXPECT_TRUE(brief.unknown_words.empty());
}

TEST(CompositionBrief, SettingsOverrideTheText) {
  CompositionWish wish;
  wish.prompt = "slow violin in C major";
  wish.tempo_bpm = 150;
  wish.tonic = 2;
  wish.mode = models::MusicMode::kMinor;
  wish.programs = {11, 33};
  wish.drums = true;
  const auto brief = settle(wish);
  EXPECT_EQ(brief.rules.header.tempo_bpm, 150);
  EXPECT_EQ(brief.rules.header.tonic, 2);
  EXPECT_TRUE(brief.rules.header.minor);
  EXPECT_EQ(brief.rules.programs.count(), 2U);
  EXPECT_EQ(brief.rules.most_programs, 2);
  EXPECT_TRUE(brief.rules.drums);
}

TEST(CompositionBrief, TheSeedDecidesWhatNobodySaid) {
  std::set<int> tonics;
  std::set<double> tempi;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto brief = brief_of("something nice", seed);
    EXPECT_EQ(brief.rules.header, brief_of("something nice", seed).rules.header);
    EXPECT_GE(brief.rules.most_programs, 3);
    EXPECT_LE(brief.rules.most_programs, 5);
    tonics.insert(brief.rules.header.tonic);
    tempi.insert(brief.rules.header.tempo_bpm);
  }
  EXPECT_GT(tonics.size(), 6U);
  EXPECT_GT(tempi.size(), 10U);
}

TEST(CompositionBrief, MoodsAndStylesBendTempoAndMode) {
  int minor = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    minor += brief_of("sad waltz", seed).rules.header.minor ? 1 : 0;
    EXPECT_EQ(brief_of("sad waltz", seed).rules.header.numerator, 3);
    EXPECT_LT(brief_of("calm march", seed).rules.header.tempo_bpm,
              brief_of("energetic march", seed).rules.header.tempo_bpm);
  }
  EXPECT_GT(minor, 30);
}

TEST(CompositionBrief, AnEnsembleHasItsNumberOfPlayers) {
  EXPECT_EQ(brief_of("jazz trio").rules.most_programs, 3);
  EXPECT_EQ(brief_of("solo").rules.most_programs, 1);
  EXPECT_EQ(brief_of("orchestra").rules.most_programs, 10);
  EXPECT_EQ(brief_of("flute and harp").rules.most_programs, 2);
  EXPECT_EQ(brief_of("solo with flute and harp").rules.most_programs, 2);
}

TEST(CompositionBrief, AStyleBringsItsOwnPlayersToThoseNamed) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto rules = brief_of("techno with saw lead", seed).rules;
    EXPECT_TRUE(rules.programs.all());
    EXPECT_TRUE(rules.drums);
    EXPECT_GE(rules.most_programs, 3);
    ASSERT_EQ(rules.wanted.size(), 1U);
    EXPECT_EQ(rules.wanted[0], models::ProgramSet().set(81));
  }
  const auto duo = brief_of("folk duet, fiddle and guitar").rules;
  EXPECT_EQ(duo.most_programs, 2);
  EXPECT_EQ(duo.wanted.size(), 2U);
  EXPECT_FALSE(duo.programs.all());
  EXPECT_FALSE(duo.drums);
  const auto quartet = brief_of("quartet with oboe, no drums").rules;
  EXPECT_EQ(quartet.most_programs, 4);
  EXPECT_TRUE(quartet.programs.all());
  EXPECT_FALSE(quartet.drums);
}

TEST(CompositionBrief, AFamilyIsAChoice) {
  const auto in_text = brief_of("bowed strings and piano").rules;
  ASSERT_EQ(in_text.wanted.size(), 2U);
  EXPECT_EQ(in_text.wanted[0], models::ProgramSet().set(0));
  EXPECT_EQ(in_text.wanted[1].count(), 8U);
  EXPECT_EQ(in_text.most_programs, 2);
  CompositionWish wish;
  wish.prompt = "jazz";
  wish.programs = parse_instruments("brass").programs;
  const auto asked = settle(wish).rules;
  EXPECT_EQ(asked.programs.count(), 8U);
  EXPECT_EQ(asked.most_programs, 1);
  EXPECT_EQ(asked.wanted.size(), 1U);
}

TEST(CompositionBrief, FaultsSayWhatWasWanted) {
  EXPECT_THAT(brief_of("xylobone trance").unknown_words, Contains("xylobone"));
  CompositionWish fast;
  fast.tempo_bpm = 900;
  EXPECT_THROW(settle(fast), ConfigError);
  EXPECT_THROW(parse_key("H flat"), ConfigError);
  EXPECT_THROW(parse_metre("5/4"), ConfigError);
  try {
    parse_instruments("pianoo");
    FAIL() << "accepted";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("piano"));
  }
}

}  // namespace
}  // namespace melisma::synth
