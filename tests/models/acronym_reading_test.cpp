#include "models/text/acronym_reading.h"

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

TEST(AcronymReading, SpellsWhatIsNoWord) {
  EXPECT_EQ(read_acronym("UFO"), "U-F-O");
  EXPECT_EQ(read_acronym("UFOs"), "U-F-O's");
  EXPECT_EQ(read_acronym("DVDs"), "D-V-D's");
  EXPECT_EQ(read_acronym("EU's"), "E-U's");
  EXPECT_EQ(read_acronym("AT&T"), "A-T-and-T");
}

TEST(AcronymReading, LeavesWhatTheFrontEndReads) {
  for (const char* word : {"NASA", "XML", "A", "Is", "As", "it", "us", "R&d", "&", ""}) {
    EXPECT_EQ(read_acronym(word), std::nullopt) << word;
  }
}

TEST(AcronymReading, RomanNumeralsOnlyWhereTheyAreMeant) {
  EXPECT_EQ(read_roman_numeral("Chapter", "IV", false), "four");
  EXPECT_EQ(read_roman_numeral("chapter", "LXXXIX", false), "eighty nine");
  EXPECT_EQ(read_roman_numeral("Henry", "VIII", false), "the eighth");
  EXPECT_EQ(read_roman_numeral("War", "I", false), "one");
  EXPECT_EQ(read_roman_numeral("Part", "I", true), "one");
  EXPECT_EQ(read_roman_numeral("Chapter", "I", false), "i");
  EXPECT_EQ(read_roman_numeral("Chapter", "IIII", true), std::nullopt);
  EXPECT_EQ(read_roman_numeral("vitamin", "V", true), std::nullopt);
  EXPECT_EQ(read_roman_numeral("", "I", false), std::nullopt);
}

}  // namespace
}  // namespace melisma::models
