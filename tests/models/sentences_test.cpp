#include "models/text/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/text/sentence_ends.h"
#include "models/text/sentence_pieces.h"

namespace melisma::models {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Sentence> read_in_pieces(const std::string& text, std::size_t piece) {
  SentenceReader reader;
  std::vector<Sentence> sentences;
  const auto collect = [&] {
    while (auto sentence = reader.next()) {
      sentences.push_back(*sentence);
    }
  };
  for (std::size_t i = 0; i < text.size(); i += piece) {
    reader.push(std::string_view(text).substr(i, piece));
    collect();
  }
  reader.finish();
  collect();
  return sentences;
}

std::vector<std::string> texts(const std::string& text) {
  std::vector<std::string> all;
  for (const Sentence& sentence : read_in_pieces(text, 1U << 20U)) {
    all.push_back(sentence.text);
  }
  return all;
}

TEST(Sentences, EndAtMarksBeforeASpace) {
  EXPECT_THAT(texts("One. Two? Three! Four"), ElementsAre("One.", "Two?", "Three!", "Four"));
  EXPECT_THAT(texts("He said \"yes.\" She left."), ElementsAre("He said yes.", "She left."));
  EXPECT_THAT(texts("It is 3.5 now. And 1.000.000."),
              ElementsAre("It is three point five now.",
                          "And one point zero zero zero point zero zero zero."));
}

TEST(Sentences, PausesComeBetweenTheirParts) {
  const auto sentences = read_in_pieces("One two [pause 0.5] three? [pause 2] Four.", 1);
  ASSERT_EQ(sentences.size(), 5U);
  EXPECT_EQ(sentences[0].text, "One two");
  EXPECT_TRUE(sentences[0].goes_on);
  EXPECT_EQ(sentences[0].type, SentenceType::kQuestion);
  EXPECT_DOUBLE_EQ(sentences[1].pause_s, 0.5);
  EXPECT_EQ(sentences[1].text, "");
  EXPECT_EQ(sentences[2].before, SentenceBreak::kClause);
  EXPECT_DOUBLE_EQ(sentences[3].pause_s, 2);
  EXPECT_EQ(sentences[4].text, "Four.");
  EXPECT_EQ(sentences, read_in_pieces("One two [pause 0.5] three? [pause 2] Four.", 100));
}

TEST(Sentences, DoNotEndInAbbreviationsInitialsAndNumbersOfLists) {
  EXPECT_THAT(texts("Dr. J. R. Smith met Mr. Jones."),
              ElementsAre("Dr. J. R. Smith met Mr. Jones."));
  EXPECT_THAT(texts("The U.S. Army left."), ElementsAre("The U.S. Army left."));
  EXPECT_THAT(texts("It was in the U.S. They left."),
              ElementsAre("It was in the U.S.", "They left."));
  EXPECT_THAT(texts("Come at 5 p.m. Then we go."), ElementsAre("Come at five pm.", "Then we go."));
  EXPECT_THAT(texts("Fruit, e.g. Apples, is No. 1."),
              ElementsAre("Fruit, for example Apples, is number one."));
  EXPECT_THAT(texts("No. I do not."), ElementsAre("No.", "I do not."));
  EXPECT_THAT(texts("1. Open it. 2. Close it."), ElementsAre("one. Open it.", "two. Close it."));
  EXPECT_THAT(texts("It was you and I. We knew."), ElementsAre("It was you and I.", "We knew."));
}

TEST(Sentences, GoOnAfterAQuotedQuestionOrAnEllipsis) {
  EXPECT_THAT(texts("\"Where?\" she asked. \"Here!\" He left."),
              ElementsAre("Where? she asked.", "Here!", "He left."));
  EXPECT_THAT(texts("It was... odd. Well... Yes."), ElementsAre("It was, odd.", "Well.", "Yes."));
}

TEST(Sentences, LinesEndThemWhereTheyAreShortOrBlankLinesFollow) {
  const auto sentences = read_in_pieces(
      "A heading\n\nThis line of text is long enough to be taken for one that was\nwrapped. "
      "Next one.\n\nLast paragraph of the text, which has no mark at its end\n\nEnd",
      7);
  ASSERT_EQ(sentences.size(), 5U);
  EXPECT_EQ(sentences[0].text, "A heading");
  EXPECT_EQ(sentences[0].before, SentenceBreak::kParagraph);
  EXPECT_EQ(sentences[1].text,
            "This line of text is long enough to be taken for one that was wrapped.");
  EXPECT_EQ(sentences[1].before, SentenceBreak::kParagraph);
  EXPECT_EQ(sentences[2].before, SentenceBreak::kSentence);
  EXPECT_EQ(sentences[3].before, SentenceBreak::kParagraph);
  EXPECT_EQ(sentences[4].text, "End");
}

TEST(Sentences, LongOnesGoOnInPiecesOfTheSameType) {
  std::string text = "Do you know";
  for (int i = 0; i < 40; ++i) {
    text += i % 10 == 9 ? " that, and that" : " this or";
  }
  const auto sentences = read_in_pieces(text + " more?", 1000);
  ASSERT_GE(sentences.size(), 3U);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    EXPECT_LE(sentences[i].text.size(), kMostPieceCharacters);
    EXPECT_EQ(sentences[i].type, SentenceType::kQuestion);
    EXPECT_EQ(sentences[i].goes_on, i + 1 < sentences.size());
    EXPECT_EQ(sentences[i].before, i == 0 ? SentenceBreak::kParagraph : SentenceBreak::kClause);
  }
}

TEST(Sentences, AreTheSameHoweverTheTextIsCut) {
  const std::string text =
      "Dr. Smith\xE2\x80\x99s caf\xC3\xA9 \xE2\x80\x94 \xE2\x80\x9Cnice!\xE2\x80\x9D he said... "
      "at 5 p.m. Then No. 7 came.\nA line\n\n  Another one, which is much longer than forty-five "
      "letters\nand wraps. \"What?\" I asked. Done. \xF0\x9F\x98\x80 Bye";
  const auto whole = read_in_pieces(text, text.size());
  ASSERT_GT(whole.size(), 6U);
  for (std::size_t piece = 1; piece < 40; ++piece) {
    EXPECT_EQ(read_in_pieces(text, piece), whole) << piece;
  }
}

TEST(Sentences, AreGivenOutAsSoonAsTheyAreCertain) {
  SentenceReader reader;
  reader.push("Hello there.");
  EXPECT_FALSE(reader.next());  // might be "there.com"
  reader.push("\n");
  EXPECT_EQ(reader.next()->text, "Hello there.");
  reader.push("No mark here\n");
  EXPECT_EQ(reader.next()->text, "No mark here");
  EXPECT_FALSE(reader.next());
}

TEST(Sentences, ListWhatCannotBeRead) {
  SentenceReader reader;
  reader.push(
      "Na\xC3\xAFve \xE2\x82\xAC\x35 \xE6\x97\xA5 \xF0\x9F\x98\x80 \xF0\x9F\x98\x80 \x07 end.");
  reader.finish();
  EXPECT_EQ(reader.next()->text, "Naive five euros end.");
  const std::string list = describe(reader.unreadable());
  EXPECT_THAT(list, HasSubstr("U+0007"));
  EXPECT_THAT(list, HasSubstr("\xE6\x97\xA5 (U+65E5)"));
  EXPECT_THAT(list, HasSubstr("(U+1F600, 2 times)"));
  EXPECT_EQ(reader.unreadable().size(), 3U);
}

TEST(Sentences, RefuseWhatIsNotUtf8) {
  SentenceReader reader;
  reader.push("Good. ");
  EXPECT_THROW(reader.push("ab\xFF\xFEgh"), InputError);
  SentenceReader cut;
  cut.push("caf\xC3");
  EXPECT_THROW(cut.finish(), InputError);
}

TEST(Sentences, NothingToSayGivesNone) {
  EXPECT_THAT(texts(""), IsEmpty());
  EXPECT_THAT(texts(" \n\n ... \n --- ! "), IsEmpty());
}

TEST(Sentences, HugeWordsAndTextsWithoutEndAreCut) {
  const auto sentences = texts(std::string(100000, 'a'));
  std::size_t letters = 0;
  for (const std::string& sentence : sentences) {
    EXPECT_LE(sentence.size(), kMostPieceCharacters);
    letters += static_cast<std::size_t>(std::count(sentence.begin(), sentence.end(), 'a'));
  }
  EXPECT_EQ(letters, 100000U);
}

TEST(SentencePieces, PauseWhereItHurtsLeast) {
  const std::string clause = "one two three four five six seven eight nine ten";
  EXPECT_THAT(sentence_pieces(clause + ", " + clause + ", " + clause + "."),
              ElementsAre(clause + ", " + clause + ",", clause + "."));
  EXPECT_THAT(sentence_pieces(clause + "; " + clause + ", " + clause + "."),
              ElementsAre(clause + ";", clause + ", " + clause + "."));
  EXPECT_THAT(sentence_pieces(clause + " " + clause + " and " + clause + "."),
              ElementsAre(clause + " " + clause, "and " + clause + "."));
  EXPECT_THAT(sentence_pieces("short enough"), ElementsAre("short enough"));
}

TEST(SentencePieces, EveryFigureCountsAsAWord) {
  const auto pieces = sentence_pieces("12345678901234567890 12345678901234567890");
  EXPECT_EQ(pieces.size(), 2U);
}

}  // namespace
}  // namespace melisma::models
