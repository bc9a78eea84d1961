#include "models/text/music_vocabulary.h"

#include <ctime>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ParsedCaption parse(std::string_view text) {
  return MusicVocabulary::instance().parse(text);
}

TEST(MusicVocabulary, ReadsThePromptOfTheReadme) {
  const auto caption = parse("calm piano in A minor, 80 bpm");
  EXPECT_THAT(caption.unknown_words, IsEmpty());
  EXPECT_THAT(caption.attributes.programs, ElementsAre(0));
  EXPECT_THAT(caption.attributes.moods, ElementsAre("calm"));
  EXPECT_EQ(caption.attributes.tonic, 9);
  EXPECT_EQ(caption.attributes.mode, MusicMode::kMinor);
  EXPECT_EQ(caption.attributes.tempo_bpm, 80.0);
  EXPECT_THAT(caption.tokens,
              ElementsAre(kMoodTokens + 2,
                          kInstrumentTokens,
                          kKeyTokens + 9,
                          kModeTokens + 1,
                          kTempoBpmTokens + tempo_bucket(80)));
}

TEST(MusicVocabulary, TakesTheLongestPhraseFirst) {
  EXPECT_THAT(parse("electric piano").attributes.programs, ElementsAre(4));
  EXPECT_THAT(parse("bass guitar and guitar").attributes.programs, ElementsAre(33));
  EXPECT_THAT(parse("bass guitar and guitar").attributes.families, ElementsAre(3));
  EXPECT_THAT(parse("solo section").attributes.forms, ElementsAre("solo section"));
}

TEST(MusicVocabulary, SynonymsPluralsAndHyphensGiveOneToken) {
  EXPECT_EQ(parse("bossa nova").tokens, parse("Bossa-Nova").tokens);
  EXPECT_EQ(parse("violins").tokens, parse("violin").tokens);
  EXPECT_EQ(parse("lo-fi").tokens, parse("lofi").tokens);
  EXPECT_EQ(parse("Rock 'n' Roll").attributes.style, "rock");
  EXPECT_EQ(parse("drum & bass").attributes.style, "drum-and-bass");
}

TEST(MusicVocabulary, ReadsKeysInManySpellings) {
  EXPECT_EQ(parse("in F# major").attributes.tonic, 6);
  EXPECT_EQ(parse("B flat minor").attributes.tonic, 10);
  EXPECT_EQ(parse("B\u266d minor").attributes.tonic, 10);
  EXPECT_EQ(parse("key of Eb").attributes.tonic, 3);
  EXPECT_EQ(parse("in Am").attributes.mode, MusicMode::kMinor);
  EXPECT_EQ(parse("D dorian").attributes.mode, MusicMode::kDorian);
  EXPECT_EQ(parse("in C").attributes.tonic, 0);
}

TEST(MusicVocabulary, DoesNotTakeAnArticleForAKey) {
  EXPECT_FALSE(parse("a piano in a slow tempo").attributes.tonic.has_value());
  const auto minor = parse("a minor key").attributes;
  EXPECT_FALSE(minor.tonic.has_value());
  EXPECT_EQ(minor.mode, MusicMode::kMinor);
}

TEST(MusicVocabulary, ReadsTempoMetreAndLength) {
  EXPECT_EQ(parse("at 120").attributes.tempo_bpm, 120.0);
  EXPECT_EQ(parse("tempo 96").attributes.tempo_bpm, 96.0);
  EXPECT_EQ(parse("80bpm").attributes.tempo_bpm, 80.0);
  EXPECT_EQ(parse("140 beats per minute").attributes.tempo_bpm, 140.0);
  EXPECT_EQ(parse("presto").attributes.tempo_range, tempo_word_range(7));
  EXPECT_EQ(parse("in 3/4").attributes.metre, (Metre{3, 4}));
  EXPECT_EQ(parse("six eight time").attributes.metre, (Metre{6, 8}));
  EXPECT_EQ(parse("30 s of calm piano").attributes.duration_s, 30.0);
  EXPECT_EQ(parse("two minutes of jazz").attributes.duration_s, 120.0);
}

TEST(MusicVocabulary, NegationExcludes) {
  EXPECT_EQ(parse("rock without drums").attributes.drums, false);
  EXPECT_THAT(parse("rock, no drums").tokens, Contains(kNoDrumsToken));
  EXPECT_EQ(parse("rock with drums").attributes.drums, true);
  const auto caption = parse("folk without a violin and no brass");
  EXPECT_THAT(caption.attributes.excluded_programs, ElementsAre(40));
  EXPECT_THAT(caption.attributes.excluded_families, ElementsAre(7));
  EXPECT_THAT(caption.attributes.programs, IsEmpty());
}

TEST(MusicVocabulary, ReportsUnknownWordsAndSuggestsNearOnes) {
  const auto caption = parse("calm pinao with zorblax, zorblax");
  EXPECT_THAT(caption.unknown_words, ElementsAre("pinao", "zorblax"));
  EXPECT_THAT(MusicVocabulary::instance().nearest_words("pinao"), Contains("piano"));
  EXPECT_THAT(MusicVocabulary::instance().nearest_words("zorblaxqqq"), IsEmpty());
}

TEST(MusicVocabulary, EveryPhraseParsesToItsOwnToken) {
  int phrases = 0;
  for (int token = 1; token < kMusicVocabularySize; ++token) {
    const MusicWord* word = MusicVocabulary::instance().word(token);
    if (word == nullptr) {
      continue;
    }
    std::string_view rest = word->phrases;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      const auto caption = parse(rest.substr(0, end));
      EXPECT_THAT(caption.tokens, ElementsAre(token)) << rest.substr(0, end);
      EXPECT_THAT(caption.unknown_words, IsEmpty()) << rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      ++phrases;
    }
  }
  EXPECT_GT(phrases, 500);
}

TEST(MusicVocabulary, TheReadmeListsEveryWordButTheInstruments) {
  std::ifstream file(std::string(MELISMA_SOURCE_DIR) + "/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (int token = 1; token < kMusicVocabularySize; ++token) {
    const MusicWord* word = MusicVocabulary::instance().word(token);
    if (word != nullptr && word->kind != MusicWordKind::kInstrument) {
      EXPECT_THAT(readme, ContainsRegex("[|,] " + std::string(word->name) + "( [|]|,)"));
    }
  }
}

TEST(MusicVocabulary, TokensAreUniqueAndNamed) {
  std::set<std::string> names;
  for (int token = 0; token < kMusicVocabularySize; ++token) {
    EXPECT_TRUE(names.insert(MusicVocabulary::instance().token_name(token)).second) << token;
  }
  // Trained models know words by number: these never change.
  EXPECT_EQ(MusicVocabulary::instance().token_name(kInstrumentTokens + 40), "violin");
  EXPECT_EQ(MusicVocabulary::instance().token_name(kStyleTokens + 5), "bossa-nova");
  EXPECT_EQ(MusicVocabulary::instance().token_name(kKeyTokens + 6), "F#");
}

TEST(MusicVocabulary, EmptyTextIsNoCondition) {
  EXPECT_THAT(parse("").tokens, ElementsAre(kNoneToken));
  EXPECT_THAT(parse(" \n\t,;").tokens, ElementsAre(kNoneToken));
}

TEST(MusicVocabulary, RefusesTextThatIsNotUtf8) {
  EXPECT_THROW(parse("piano \xff"), InputError);
  EXPECT_THROW(parse("piano \xc0\x80"), InputError);
  EXPECT_THROW(parse("\xe2\x99"), InputError);
  EXPECT_THROW(parse("\xed\xa0\x80"), InputError);
}

TEST(MusicVocabulary, ReadsAMegabyteAndRefusesMore) {
  std::string text;
  while (text.size() + 12 < MusicVocabulary::kMaxCaptionBytes) {
    text += "piano qx" + std::to_string(text.size() % 977) + " ";
  }
  const auto caption = parse(text);
  EXPECT_THAT(caption.tokens, ElementsAre(kInstrumentTokens));
  EXPECT_EQ(caption.unknown_words.size(), 64U);
  EXPECT_THROW(parse(std::string(MusicVocabulary::kMaxCaptionBytes + 1, 'a')), InputError);
}

TEST(MusicVocabulary, AMegabyteOfTypographicSignsIsReadInASecond) {
  std::string text = "piano ";
  while (text.size() + 12 < MusicVocabulary::kMaxCaptionBytes) {
    text += "\u2019\u201c\u266f ";
  }
  const std::clock_t start = std::clock();  // processor time: the machine may be busy
  const auto caption = parse(text);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_THAT(caption.tokens, ElementsAre(kInstrumentTokens));
  EXPECT_LT(seconds, 3) << "the time must grow with the length, not with its square";
}

TEST(MusicVocabulary, TempoBucketsAreFivePercentWide) {
  for (double bpm = 50; bpm <= 178; bpm += 0.5) {
    const double back = tempo_bucket_bpm(tempo_bucket(bpm));
    EXPECT_NEAR(back / bpm, 1.0, 0.026) << bpm;
  }
  EXPECT_EQ(tempo_bucket(10), 0);
  EXPECT_EQ(tempo_bucket(999), kTempoBuckets - 1);
}

}  // namespace
}  // namespace melisma::models
