#include "models/text/text_normaliser.h"

#include <gtest/gtest.h>

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

INSTANTIATE_TEST_SUITE_P(Money,
                         TextNormaliser,
                         ::testing::Values(Case{"It costs $3.50 today.",
                                                "It costs 3 dollars 50 cents today."},
                                           Case{"$1", "1 dollar"},
                                           Case{"$.99", "99 cents"},
                                           Case{"$1,234.56!", "1234 dollars 56 cents!"},
                                           Case{"$5 million more", "5 million dollars more"},
                                           Case{"$5, million", "5 dollars, million"},
                                           Case{"$100k", "100 thousand dollars"},
                                           Case{"EUR12.50 or 3EUR", "12 euros 50 cents or 3 euros"},
                                           Case{"GBP 5.01", "5 pounds 1 penny"},
                                           Case{"-$2", "minus 2 dollars"}));

INSTANTIATE_TEST_SUITE_P(
    TimesAndDates,
    TextNormaliser,
    ::testing::Values(Case{"at 10:30am", "at 10:30 am"},
                      Case{"10:30:01", "10:30 and 1 second"},
                      Case{"at 7pm.", "at 7 pm."},
                      Case{"25:30", "25:30"},
                      Case{"on 5/12/2021", "on May 12, 2021"},
                      Case{"on 25/12/2021", "on December 25, 2021"},
                      Case{"2021-05-12", "May 12, 2021"},
                      Case{"Jan. 5", "January 5"},
                      Case{"1905 and 1900 and 1984", "19 oh 5 and 19 hundred and 19 84"},
                      Case{"2003", "2003"},
                      Case{"the 1990s and '80s", "the 19 nineties and eighties"}));

INSTANTIATE_TEST_SUITE_P(Quantities,
                         TextNormaliser,
                         ::testing::Values(Case{"60 km/h", "60 kilometers per hour"},
                                           Case{"1 kg, 5kg", "1 kilogram, 5 kilograms"},
                                           Case{"50% of it", "50 percent of it"},
                                           Case{"20 degrees C", "20 degrees Celsius"},
                                           Case{"1/2 or 3/4 or 7/16",
                                                "one half or 3 quarters or 7 over 16"},
                                           Case{"2 1/2 cups", "2 and a half cups"},
                                           Case{"1,234 people", "1,234 people"},
                                           Case{"the 3rd", "the 3rd"},
                                           Case{"v1.2.3", "version 1 point 2 point 3"},
                                           Case{"5'10\"", "5 foot 10"}));

INSTANTIATE_TEST_SUITE_P(
    Words,
    TextNormaliser,
    ::testing::Values(Case{"e.g. this, i.e. that", "for example this, that is that"},
                      Case{"cats etc.", "cats et cetera."},
                      Case{"See No. 5.", "See number 5."},
                      Case{"He said no.", "He said no."},
                      Case{"Dr. Smith on Elm St. now", "Dr. Smith on Elm St. now"},
                      Case{"write to a.b@example.com.", "write to a dot b at example dot com."},
                      Case{"https://example.org/x/", "example dot org slash x"},
                      Case{"and/or R&D", "and or R and D"},
                      Case{"C# is #5", "C sharp is number 5"},
                      Case{"a + b = c", "a plus b equals c"},
                      Case{"don't stop", "don't stop"}));

INSTANTIATE_TEST_SUITE_P(Signs,
                         TextNormaliser,
                         ::testing::Values(Case{"\"Where?\" she asked.", "Where? she asked."},
                                           Case{"the note (of 3) is", "the note, of 3, is"},
                                           Case{"this -- that", "this, that"},
                                           Case{"**bold** _word_", "bold word"},
                                           Case{"Well... yes", "Well, yes"},
                                           Case{"What ?!", "What?"},
                                           Case{"----", ""},
                                           Case{"", ""}));

}  // namespace
}  // namespace melisma::models
