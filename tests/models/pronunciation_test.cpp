#include "models/text/pronunciation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/text/lexicon.h"
#include "models/text/phonemizer.h"
#include "models/text/spoken_markup.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::ThrowsMessage;

std::string names(const std::vector<Phoneme>& phonemes) {
  std::string text;
  for (const Phoneme& phoneme : phonemes) {
    text.append(text.empty() ? "" : " ")
        .append(kPhonemeNames.at(static_cast<std::size_t>(phoneme.id)));
  }
  return text;
}

std::string stresses(const Pronunciation& pronunciation) {
  std::string text;
  for (const SpokenPhoneme& phoneme : pronunciation) {
    text += phoneme.stressed ? '1' : '0';
  }
  return text;
}

TEST(Pronunciation, ReadsPhonemesAndSpreadsStressOverSyllables) {
  const auto hello = parse_pronunciation(" HH AH0 l OW1 ");
  ASSERT_EQ(hello.size(), 4U);
  EXPECT_EQ(hello[1].id, *phoneme_id("ax"));
  EXPECT_EQ(stresses(hello), "0011");
  EXPECT_EQ(stresses(parse_pronunciation("K AE1 T S")), "1111");
  EXPECT_EQ(stresses(parse_pronunciation("K AE T")), "111");  // no digit at all: stressed
  EXPECT_EQ(stresses(parse_pronunciation("S")), "0");
}

TEST(Pronunciation, SaysWhatIsNoPhoneme) {
  for (const char* wrong : {"XX", "HH0", "pau", "AH3", "", "0"}) {
    EXPECT_THROW(parse_pronunciation(wrong), InputError) << wrong;
  }
  std::string many;
  for (int i = 0; i < 65; ++i) {
    many += "K ";
  }
  EXPECT_THROW(parse_pronunciation(many), InputError);
}

TEST(Pronunciation, ReplacesAWordOfASentence) {
  const auto usual = phonemize("We say zhuquaaoaoao here.");
  const auto given =
      phonemize("We say zhuquaaoaoao here.", {{"zhuquaaoaoao", parse_pronunciation("T IY1")}});
  EXPECT_NE(names(usual), names(given));
  EXPECT_THAT(names(given), HasSubstr("s ey t iy hh ih r"));
  int words = 0;
  for (const Phoneme& phoneme : given) {
    words += phoneme.word_start ? 1 : 0;
  }
  EXPECT_EQ(words, 4);
}

TEST(Lexicon, ReadsWordsWhateverTheirCase) {
  const Lexicon lexicon(
      ";;; a comment\n# another\n\nMelisma  M AH0 L IH1 Z M AH0\r\n  don't D OW1 N T\nGIF G IH1 "
      "F\ngif JH IH1 F\n",
      "mine.txt");
  EXPECT_EQ(lexicon.size(), 3U);
  EXPECT_EQ(*lexicon.find("GIF"), parse_pronunciation("JH IH1 F"));
  EXPECT_NE(lexicon.find("mELISMA"), nullptr);
  EXPECT_EQ(lexicon.find("other"), nullptr);
}

TEST(Lexicon, NamesTheLineThatIsWrong) {
  const auto fault = [](const std::string& text) {
    return [text] { const Lexicon lexicon(text, "mine.txt"); };
  };
  EXPECT_THAT(fault("cat K AE1 T\ndog D AO1 GG\n"),
              ThrowsMessage<InputError>(HasSubstr("mine.txt, line 2: found the phoneme \"GG\"")));
  EXPECT_THAT(fault("cat"), ThrowsMessage<InputError>(HasSubstr("line 1: found 0 phonemes")));
  EXPECT_THAT(fault("c4t K AE1 T"),
              ThrowsMessage<InputError>(HasSubstr("wanted a word of letters")));
  EXPECT_THAT(fault(std::string("\x00\xFF", 2)), ThrowsMessage<InputError>(HasSubstr("line 1")));
  EXPECT_THROW(Lexicon::read("/nowhere/lexicon.txt"), InputError);
}

TEST(SpokenMarkup, LeavesPlainTextAlone) {
  for (const char* text :
       {"Hello there.", "[sic] and [pausing]", "[[open", "a [pause", "it's [pause]"}) {
    const auto parts = read_markup(text, {});
    ASSERT_EQ(parts.size(), 1U) << text;
    EXPECT_EQ(parts[0].text, text);
    EXPECT_TRUE(parts[0].pronunciations.empty());
    EXPECT_EQ(parts[0].pause_after_s, 0);
  }
}

TEST(SpokenMarkup, TakesPhonemesPausesAndWordsOfTheLexicon) {
  const Lexicon lexicon("gif JH IH1 F\n", "mine.txt");
  const auto parts = read_markup("A GIF, [[T IY1]].[pause 0.25] Gifts.", lexicon);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].pronunciations.size(), 2U);
  EXPECT_DOUBLE_EQ(parts[0].pause_after_s, 0.25);
  EXPECT_EQ(parts[1].text, " Gifts.");
  for (const auto& [word, said] : parts[0].pronunciations) {
    EXPECT_THAT(parts[0].text, HasSubstr(word));
  }
  EXPECT_THROW(read_markup("[pause -1]", {}), InputError);
  EXPECT_THROW(read_markup("[pause 10.5]", {}), InputError);
  EXPECT_THROW(read_markup("[pause nan]", {}), InputError);
  EXPECT_THROW(read_markup("[pause 1e999]", {}), InputError);
  EXPECT_THROW(read_markup("[pause one]", {}), InputError);
  EXPECT_THROW(read_markup("[[Q]]", {}), InputError);
}

}  // namespace
}  // namespace melisma::models
