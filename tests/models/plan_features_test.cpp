#include "models/planner/plan_features.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "models/planner/settled_words.h"

namespace melisma::models {
namespace {

ScoreEvent bar(Section section = Section::kVerse) {
  return {kBarEvent,
          kSectionCodes + static_cast<int>(section),
          kChordRootCodes,
          kChordQualityCodes,
          kBarsLeftCodes};
}

ScoreEvent note(int position, int pitch, int program = 0) {
  return {kNoteEvent + position, program, pitch, 3, 9};
}

/// The events that the echoes name, by their number, without what stands for nothing; and how far
/// they agree.
struct Heard {
  std::map<int, ScoreEvent> events;
  std::map<int, float> agreements;
};

Heard heard(const BarEchoes& echoes) {
  std::vector<Feature> features;
  echoes.features(features);
  EXPECT_TRUE(std::ranges::is_sorted(features, {}, &Feature::index));
  Heard out;
  for (const Feature& feature : features) {
    EXPECT_GE(feature.index, 1);
    EXPECT_LT(feature.index, kEchoFeatureCount);
    const int echo = (feature.index - 1) / kFeaturesOfEcho;
    int code = (feature.index - 1) % kFeaturesOfEcho;
    std::size_t field = 0;
    while (field < kScoreEventSizes.size() && code >= kScoreEventSizes[field]) {
      code -= kScoreEventSizes[field++];
    }
    if (field == kScoreEventSizes.size()) {
      out.agreements[echo] = feature.value;
    } else {
      EXPECT_EQ(feature.value, 1);
      out.events[echo][field] = code;
    }
  }
  return out;
}

void push(BarEchoes& echoes, std::initializer_list<ScoreEvent> events) {
  for (const ScoreEvent& event : events) {
    echoes.push(event);
  }
}

TEST(BarEchoes, NameWhatComesNextIfTheBarComesAgain) {
  BarEchoes echoes;
  EXPECT_TRUE(heard(echoes).events.empty());
  push(echoes, {bar(), note(0, 60), note(12, 64), note(24, 67)});
  EXPECT_TRUE(heard(echoes).events.empty());  // there was no bar before
  push(echoes, {bar()});
  EXPECT_EQ(heard(echoes).events.at(0), note(0, 60));
  push(echoes, {note(0, 60)});
  EXPECT_EQ(heard(echoes).events.at(0), note(12, 64));
  push(echoes, {note(12, 65)});  // another pitch: its echo is behind it
  EXPECT_EQ(heard(echoes).events.at(0), note(24, 67));
  push(echoes, {note(30, 70)});
  EXPECT_EQ(heard(echoes).events.at(0)[0], kBarEvent);
  EXPECT_EQ(heard(echoes).events.at(0)[4], 0);  // how many bars are left does not come again
}

TEST(BarEchoes, ANoteOfTheSameMomentIsNamedAfterTheLowerOnes) {
  BarEchoes echoes;
  push(echoes, {bar(), note(0, 60), note(0, 64), note(0, 40, 33), bar(), note(0, 60)});
  EXPECT_EQ(heard(echoes).events.at(0), note(0, 64));
  push(echoes, {note(0, 64)});
  EXPECT_EQ(heard(echoes).events.at(0), note(0, 40, 33));
}

TEST(BarEchoes, ReachAsFarBackAsTheyAreLong) {
  BarEchoes echoes;
  for (int i = 0; i < 18; ++i) {
    push(echoes, {bar(), note(0, 40 + i)});
  }
  push(echoes, {bar()});  // number 18
  const Heard now = heard(echoes);
  for (std::size_t i = 0; i < kEchoBars.size(); ++i) {
    EXPECT_EQ(now.events.at(static_cast<int>(i)), note(0, 40 + 18 - kEchoBars[i]));
  }
  EXPECT_FALSE(now.events.contains(kEchoes - 1));  // no section has come back
}

TEST(BarEchoes, TheLastOneHearsTheSectionThatCameBack) {
  BarEchoes echoes;
  int pitch = 40;
  for (const Section section : {Section::kIntro,
                                Section::kVerse,
                                Section::kVerse,
                                Section::kChorus,
                                Section::kBridge,
                                Section::kBridge,
                                Section::kBridge}) {
    push(echoes, {bar(section), note(0, pitch++)});
  }
  push(echoes, {bar(Section::kVerse)});
  EXPECT_EQ(heard(echoes).events.at(kEchoes - 1), note(0, 41));
  push(echoes, {note(0, 41), bar(Section::kVerse)});
  EXPECT_EQ(heard(echoes).events.at(kEchoes - 1), note(0, 42));
  push(echoes, {note(0, 42), bar(Section::kSolo)});
  EXPECT_FALSE(heard(echoes).events.contains(kEchoes - 1));
}

TEST(BarEchoes, AgreementRisesWithWhatComesAgain) {
  BarEchoes echoes;
  for (int i = 0; i < 6; ++i) {
    push(echoes, {bar(), note(0, 60), note(6, 62), note(12, i < 3 ? 64 : 60 + i)});
  }
  const Heard now = heard(echoes);
  EXPECT_GT(now.agreements.at(0), .3F);
  EXPECT_LT(now.agreements.at(0), .9F);
  BarEchoes steady;
  for (int i = 0; i < 12; ++i) {
    push(steady, {bar(), note(0, 60), note(6, 62)});
  }
  EXPECT_GT(heard(steady).agreements.at(0), .95F);
}

TEST(BarEchoes, TheEndChangesNothing) {
  BarEchoes echoes;
  push(echoes, {bar(), note(0, 60), bar()});
  const Heard before = heard(echoes);
  push(echoes, {{kEndEvent, 0, 0, 0, 0}});
  EXPECT_EQ(heard(echoes).events, before.events);
}

TEST(PlanFeatures, AreEchoesAndEachWordOfTheCaptionOnce) {
  const std::vector<std::int32_t> tokens{9, 4, 9};
  PlanFeatures of_piece(tokens);
  std::vector<Feature> row;
  of_piece.next(row);
  EXPECT_EQ(row, (std::vector<Feature>{{kWordFeatures + 4, 1}, {kWordFeatures + 9, 1}}));
  BarEchoes echoes;
  for (const ScoreEvent& event : {bar(), note(0, 60), bar()}) {
    of_piece.push(event);
    echoes.push(event);
  }
  std::vector<Feature> heard_row;
  echoes.features(heard_row);
  of_piece.next(row);
  ASSERT_EQ(row.size(), heard_row.size() + 2);
  EXPECT_TRUE(std::equal(heard_row.begin(), heard_row.end(), row.begin()));
}

TEST(PlanFeatures, WithoutOtherWordsAreThoseOfTheWordsOfTheRules) {
  const std::vector<std::int32_t> words{
      kDrumsToken, kInstrumentTokens, kStyleTokens + 3, kKeyTokens};
  PlanFeatures told(words);
  PlanFeatures plain(words_of_rules(words));
  std::vector<Feature> row;
  std::vector<Feature> kept;
  std::vector<Feature> wanted;
  for (const ScoreEvent& event : {bar(), note(0, 60), note(12, 64), bar(), note(0, 60)}) {
    told.next(row);
    plain.next(wanted);
    keep_rule_words(row, kept);
    EXPECT_EQ(kept.size() + 1, row.size());
    EXPECT_TRUE(std::ranges::equal(kept, wanted));
    told.push(event);
    plain.push(event);
  }
}

}  // namespace
}  // namespace melisma::models
