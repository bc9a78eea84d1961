#include <algorithm>
#include <array>
#include <sstream>

#include <gtest/gtest.h>

#include "models/corpus/sentence_grammar.h"
#include "models/text/phonemizer.h"
#include "models/text/text_normaliser.h"

// What is heard in the end: text through the normaliser and the front end.
namespace melisma::models {
namespace {

std::string heard(const std::string& text) {
  return spoken_words(normalise_text(text));
}

struct Case {
  const char* written;
  const char* heard;
};

class SpokenNumbers : public ::testing::TestWithParam<Case> {};

TEST_P(SpokenNumbers, AreHeard) {
  EXPECT_EQ(heard(GetParam().written), GetParam().heard);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers,
    SpokenNumbers,
    ::testing::Values(
        Case{"There are 45000 of them.", "there are forty five thousand of them"},
        Case{"over 1,234,567 people",
             "over one million two hundred thirty four thousand five hundred sixty seven people"},
        Case{"1500 people", "one thousand five hundred people"},
        Case{"page 1024 of 2048 bytes",
             "page one thousand twenty four of two thousand forty eight bytes"},
        Case{"-4 and 3.14", "minus four and three point one four"},
        Case{"the 21st and 100th", "the twenty first and one hundredth"},
        Case{"the 1000th", "the one thousandth"},
        Case{"Agent 007", "agent zero zero seven"},
        Case{"1/2 or 3/4", "one half or three quarters"},
        Case{"2 1/2 cups", "two and a half cups"},
        Case{"5/12 of it", "five over twelve of it"},
        Case{"10/10", "ten out of ten"},
        Case{"5-10 people", "five to ten people"},
        Case{"10,000-15,000 people", "ten thousand to fifteen thousand people"},
        Case{"1 2 3, 4 5 6 7", "one two three four five six seven"},
        Case{"2+2=4", "two plus two equals four"},
        Case{"5 x 4", "five times four"},
        Case{"5 - 3 = 2", "five minus three equals two"},
        Case{"pages 5 - 10", "pages five to ten"},
        Case{"50/50", "fifty fifty"},
        Case{"an A-1", "an _a one"},
        Case{"a 16:9 screen", "a sixteen to nine screen"},
        Case{"a 10-year-old", "a ten year old"},
        Case{"COVID-19 and F-16", "covid nineteen and f sixteen"},
        Case{"MP3 or A4", "m p three or _a four"},
        Case{"Boeing 747s", "boeing seven forty sevens"},
        Case{"room 305", "room three oh five"},
        Case{"192.168.0.1", "one ninety two dot one sixty eight dot zero dot one"}));

INSTANTIATE_TEST_SUITE_P(
    Years,
    SpokenNumbers,
    ::testing::Values(Case{"In 1964, he left.", "in nineteen sixty four he left"},
                      Case{"In 1964 students left.", "in nineteen sixty four students left"},
                      Case{"in 1900, 2005 and 2021",
                           "in nineteen hundred two thousand five and twenty twenty one"},
                      Case{"in '64", "in sixty four"},
                      Case{"the 1990s", "the nineteen nineties"},
                      Case{"mid-1990s", "mid nineteen nineties"},
                      Case{"1990-95", "nineteen ninety to ninety five"},
                      Case{"1964's best", "nineteen sixty four's best"},
                      Case{"In 1066", "in ten sixty six"}));

INSTANTIATE_TEST_SUITE_P(
    Money,
    SpokenNumbers,
    ::testing::Values(
        Case{"I paid $380.72.", "i paid three hundred eighty dollars seventy two cents"},
        Case{"It costs $766.", "it costs seven hundred sixty six dollars"},
        Case{"$5 million", "five million dollars"},
        Case{"$1.5M and $100k", "one point five million dollars and one hundred thousand dollars"},
        Case{"GBP5.50", "five pounds fifty pence"},
        Case{"20 EUR", "twenty euros"},
        Case{"$5-10", "five to ten dollars"},
        Case{"$5-$10", "five dollars to ten dollars"},
        Case{"$3-million", "three million dollars"},
        Case{"$20/hr", "twenty dollars per hour"},
        Case{"$0.99", "ninety nine cents"}));

INSTANTIATE_TEST_SUITE_P(
    TimesAndDates,
    SpokenNumbers,
    ::testing::Values(Case{"at 10:05 am", "at ten oh five _a m"},
                      Case{"at 3 pm", "at three pm"},
                      Case{"at 3 p.m. today", "at three pm today"},
                      Case{"at 15:45", "at fifteen forty five"},
                      Case{"at 7:00", "at seven oclock"},
                      Case{"9am-5pm", "nine _a m to five pm"},
                      Case{"10:30-11:30", "ten thirty to eleven thirty"},
                      Case{"3/4/2021", "march fourth twenty twenty one"},
                      Case{"2021-03-04", "march fourth twenty twenty one"},
                      Case{"March 3, 2021", "march third twenty twenty one"},
                      Case{"4 July 1776", "the fourth of july seventeen seventy six"},
                      Case{"May 12-15", "may twelfth to fifteenth"},
                      Case{"Jan. 5", "january fifth"},
                      Case{"on 12/25", "on december twenty fifth"},
                      Case{"in 2020/21", "in twenty twenty twenty one"},
                      Case{"9/11 was in 2001.", "nine eleven was in two thousand one"}));

INSTANTIATE_TEST_SUITE_P(
    Quantities,
    SpokenNumbers,
    ::testing::Values(Case{"60 km/h", "sixty kilometers per hour"},
                      Case{"a 3.2GHz chip", "a three point two gigahertz chip"},
                      Case{"5-10 km", "five to ten kilometers"},
                      Case{"a 5-km run", "a five kilometer run"},
                      Case{"3.5 %", "three point five percent"},
                      Case{"20 degrees C", "twenty degrees celsius"},
                      Case{"5 min. later", "five minutes later"},
                      Case{"6 in. long", "six inches long"},
                      Case{"3 1/4 in. wide", "three and a quarter inches wide"},
                      Case{"3/4 in. wide", "three quarters of an inch wide"},
                      Case{"1/2 km", "one half kilometer"},
                      Case{"5'10\"", "five foot ten"}));

INSTANTIATE_TEST_SUITE_P(
    Words,
    SpokenNumbers,
    ::testing::Values(Case{"555-123-4567", "five five five one two three four five six seven"},
                      Case{"555-1234", "five five five one two three four"},
                      Case{"+44 20 7946 0958",
                           "plus forty four two zero seven nine four six zero nine five eight"},
                      Case{"CA 90210", "california nine zero two one zero"},
                      Case{"john99@example.com", "john ninety nine at example dot com"},
                      Case{"www.example.org/page2", "w w w dot example dot org slash page two"},
                      Case{"Dr. Smith, Mr. Jones and Ms. Green",
                           "doctor smith mister jones and miz green"},
                      Case{"e.g. No. 5, approx. 10", "for example number five approximately ten"},
                      Case{"AT&T and Q&A", "_a t and t and q and _a"},
                      Case{"NASA, XML, the EU and UFOs", "nasa x m l the e u and u f o's"},
                      Case{"THIS IS IT FOR US", "this is it for us"},
                      Case{"Henry VIII in World War II", "henry the eighth in world war two"},
                      Case{"In this chapter I think", "in this chapter i think"},
                      Case{"#BlackLives", "hashtag black lives"}));

/// Two single figures one after the other: a number read figure by figure.
bool has_figures_in_a_row(const std::string& words) {
  constexpr std::array kFigures = {
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
  std::istringstream stream(words);
  bool before = false;
  for (std::string word; stream >> word;) {
    const bool figure = std::ranges::find(kFigures, word) != kFigures.end();
    if (figure && before) {
      return true;
    }
    before = figure;
  }
  return false;
}

TEST(SpokenNumbers, OfTheGrammarAreReadAsTheFrontEndDoesAtItsBest) {
  constexpr std::uint64_t kSeed = 77;
  constexpr std::string_view kTelephone = "My number is";
  int numbers = 0;
  for (std::int64_t item = 0; item < 2000; ++item) {
    const std::string sentence = make_sentence(kSeed, item);
    if (sentence.find_first_of("0123456789") == std::string::npos) {
      continue;
    }
    ++numbers;
    const std::string text = normalise_text(sentence);
    EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << text;
    const std::string words = spoken_words(text);
    const std::string plain = spoken_words(sentence);
    if (sentence.starts_with(kTelephone) || !has_figures_in_a_row(plain)) {
      EXPECT_EQ(words, plain);
    } else {
      EXPECT_FALSE(has_figures_in_a_row(words)) << words;
    }
  }
  EXPECT_GE(numbers, 300);
}

TEST(SpokenNumbers, TextWithoutAnyIsLeftAsItIs) {
  int plain = 0;
  for (std::int64_t item = 0; item < 2000; ++item) {
    const std::string sentence = make_sentence(3, item);
    if (sentence.find_first_of("0123456789\"") == std::string::npos) {
      EXPECT_EQ(normalise_text(sentence), sentence);
      ++plain;
    }
  }
  EXPECT_GE(plain, 1000);
}

}  // namespace
}  // namespace melisma::models
