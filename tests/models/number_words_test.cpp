#include "models/text/number_words.h"

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

TEST(NumberWords, Cardinals) {
  EXPECT_EQ(cardinal_words("0"), "zero");
  EXPECT_EQ(cardinal_words("19"), "nineteen");
  EXPECT_EQ(cardinal_words("40"), "forty");
  EXPECT_EQ(cardinal_words("380"), "three hundred eighty");
  EXPECT_EQ(cardinal_words("1000"), "one thousand");
  EXPECT_EQ(cardinal_words("1000001"), "one million one");
  EXPECT_EQ(cardinal_words("999000000000000"), "nine hundred ninety nine trillion");
}

TEST(NumberWords, TooLongOnesAndThoseWithALeadingNoughtAreReadFigureByFigure) {
  EXPECT_EQ(cardinal_words("007"), "zero zero seven");
  EXPECT_EQ(cardinal_words("1234567890123456"),
            "one two three four five six seven eight nine zero one two three four five six");
}

TEST(NumberWords, Ordinals) {
  EXPECT_EQ(ordinal_words("1"), "first");
  EXPECT_EQ(ordinal_words("12"), "twelfth");
  EXPECT_EQ(ordinal_words("20"), "twentieth");
  EXPECT_EQ(ordinal_words("33"), "thirty third");
  EXPECT_EQ(ordinal_words("108"), "one hundred eighth");
}

TEST(NumberWords, Years) {
  EXPECT_EQ(year_words("1964"), "nineteen sixty four");
  EXPECT_EQ(year_words("1900"), "nineteen hundred");
  EXPECT_EQ(year_words("1905"), "nineteen oh five");
  EXPECT_EQ(year_words("2000"), "two thousand");
  EXPECT_EQ(year_words("2005"), "two thousand five");
  EXPECT_EQ(year_words("2010"), "twenty ten");
  EXPECT_EQ(year_words("1066"), "ten sixty six");
  EXPECT_EQ(year_words("476"), "four hundred seventy six");
}

TEST(NumberWords, InNames) {
  EXPECT_EQ(name_number_words("747"), "seven forty seven");
  EXPECT_EQ(name_number_words("305"), "three oh five");
  EXPECT_EQ(name_number_words("500"), "five hundred");
  EXPECT_EQ(name_number_words("16"), "sixteen");
  EXPECT_EQ(name_number_words("90210"), "nine zero two one zero");
}

TEST(NumberWords, SignsCommasAndDecimals) {
  EXPECT_EQ(number_words("-1,234.05"),
            "minus one thousand two hundred thirty four point zero five");
  EXPECT_EQ(number_words(".5"), "point five");
  EXPECT_EQ(number_words("1,2,34"), "one, two, thirty four");
  EXPECT_EQ(number_words(",5"), "five");
  EXPECT_EQ(number_words("1,234,56"), "one, two hundred thirty four, fifty six");
}

TEST(NumberWords, Plurals) {
  EXPECT_EQ(plural_number("sixty"), "sixties");
  EXPECT_EQ(plural_number("six"), "sixes");
  EXPECT_EQ(plural_number("nineteen hundred"), "nineteen hundreds");
}

}  // namespace
}  // namespace melisma::models
