#include "models/text/text_normaliser.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "models/text/ascii_folding.h"
#include "models/text/phonemizer.h"

namespace melisma::models {
namespace {

struct Case {
  const char* written;
  const char* read;
};

class TextNormaliser : public ::testing::TestWithParam<Case> {};

TEST_P(TextNormaliser, Reads) {
  EXPECT_EQ(normalise_text(GetParam().written), GetParam().read);
}

INSTANTIATE_TEST_SUITE_P(
    Money,
    TextNormaliser,
    ::testing::Values(Case{"It costs $3.50 today.", "It costs three dollars fifty cents today."},
                      Case{"$1", "one dollar"},
                      Case{"$.99", "ninety nine cents"},
                      Case{"$1,234.56!",
                           "one thousand two hundred thirty four dollars fifty six cents!"},
                      Case{"$5 million more", "five million dollars more"},
                      Case{"$5, million", "five dollars, million"},
                      Case{"$100k", "one hundred thousand dollars"},
                      Case{"EUR12.50 or 3EUR", "twelve euros fifty cents or three euros"},
                      Case{"GBP 5.01", "five pounds one penny"},
                      Case{"-$2", "minus two dollars"}));

INSTANTIATE_TEST_SUITE_P(
    TimesAndDates,
    TextNormaliser,
    ::testing::Values(Case{"at 10:30am", "at ten thirty A-M"},
                      Case{"10:30:01", "ten thirty and one second"},
                      Case{"at 7pm.", "at seven pm."},
                      Case{"25:30", "twenty five thirty"},
                      Case{"on 5/12/2021", "on May twelfth, twenty twenty one"},
                      Case{"on 25/12/2021", "on December twenty fifth, twenty twenty one"},
                      Case{"2021-05-12", "May twelfth, twenty twenty one"},
                      Case{"Jan. 5", "January fifth"},
                      Case{"1905 and 1900 and 1984",
                           "nineteen oh five and nineteen hundred and nineteen eighty four"},
                      Case{"2003", "two thousand three"},
                      Case{"the 1990s and '80s", "the nineteen nineties and eighties"}));

INSTANTIATE_TEST_SUITE_P(
    Quantities,
    TextNormaliser,
    ::testing::Values(Case{"60 km/h", "sixty kilometers per hour"},
                      Case{"1 kg, 5kg", "one kilogram, five kilograms"},
                      Case{"50% of it", "fifty percent of it"},
                      Case{"20 degrees C", "twenty degrees Celsius"},
                      Case{"1/2 or 3/4 or 7/16", "one half or three quarters or seven sixteenths"},
                      Case{"2 1/2 cups", "two and a half cups"},
                      Case{"1,234 people", "one thousand two hundred thirty four people"},
                      Case{"the 3rd", "the third"},
                      Case{"v1.2.3", "version one point two point three"},
                      Case{"5'10\"", "five foot ten"}));

INSTANTIATE_TEST_SUITE_P(
    Words,
    TextNormaliser,
    ::testing::Values(Case{"e.g. this, i.e. that", "for example this, that is that"},
                      Case{"cats etc.", "cats et cetera."},
                      Case{"See No. 5.", "See number five."},
                      Case{"He said no.", "He said no."},
                      Case{"Dr. Smith on Elm St. now", "Dr. Smith on Elm St. now"},
                      Case{"write to a.b@example.com.", "write to a dot b at example dot com."},
                      Case{"https://example.org/x/", "example dot org slash x"},
                      Case{"and/or R&D", "and or R-and-D"},
                      Case{"C# is #5", "C sharp is number five"},
                      Case{"a + b = c", "a plus b equals c"},
                      Case{"don't stop", "don't stop"}));

TEST(TextNormaliserSigns, WritesOutFiguresAmongSigns) {
  for (const char* text :
       {"$22/48", "1/2=.+.5", "5km2", "$1/2 <2h^", "on 5", "5'", "1.2$", "12:3:4"}) {
    const std::string read = normalise_text(text);
    EXPECT_EQ(read.find_first_of("0123456789"), std::string::npos) << text << ": " << read;
  }
}

INSTANTIATE_TEST_SUITE_P(Signs,
                         TextNormaliser,
                         ::testing::Values(Case{"\"Where?\" she asked.", "Where? she asked."},
                                           Case{"the note (of 3) is", "the note, of three, is"},
                                           Case{"this -- that", "this, that"},
                                           Case{"**bold** _word_", "bold word"},
                                           Case{"Well... yes", "Well, yes"},
                                           Case{"What ?!", "What?"},
                                           Case{"----", ""},
                                           Case{"", ""}));

/// Numbers, money, dates, units, abbreviations, addresses, acronyms, Roman numerals, punctuation.
TEST(HardTexts, AreReadAsTheyAreMeant) {
  std::ifstream lines(std::string(MELISMA_SOURCE_DIR) + "/tests/speech/hard_texts.tsv");
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos);
    UnreadableCharacters unreadable;
    std::string read = spoken_words(normalise_text(fold_to_ascii(line.substr(0, tab), unreadable)));
    std::erase(read, '_');  // how the front end marks the letter a
    EXPECT_EQ(read, spoken_words(line.substr(tab + 1))) << line;
  }
  EXPECT_EQ(count, 100);
}

}  // namespace
}  // namespace melisma::models
