#include "models/text/figure_words.h"

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

TEST(FigureWords, InNames) {
  EXPECT_EQ(word_figures("MP3 and H2O"), "M-P-three and H-two-O");
  EXPECT_EQ(word_figures("iPhone15"), "iPhone fifteen");
  EXPECT_EQ(word_figures("747s"), "seven forty sevens");
  EXPECT_EQ(word_figures("4x4"), "four by four");
  EXPECT_EQ(word_figures("10x"), "ten times");
}

TEST(FigureWords, InCompounds) {
  EXPECT_EQ(word_figures("COVID-19"), "COVID nineteen");
  EXPECT_EQ(word_figures("10-year-old"), "ten year-old");
  EXPECT_EQ(word_figures("mid-1990s"), "mid nineteen nineties");
  EXPECT_EQ(word_figures("5-km"), "five kilometer");
  EXPECT_EQ(word_figures("3rd-4th"), "third to fourth");
  EXPECT_EQ(word_figures("1990-95"), "nineteen ninety to ninety five");
}

TEST(FigureWords, KeepPossessivesAndMarks) {
  EXPECT_EQ(word_figures("1964's"), "nineteen sixty four's");
  EXPECT_EQ(word_figures("a5!"), "a five!");
}

TEST(FigureWords, LeaveOtherWords) {
  EXPECT_EQ(word_figures("well-known don't"), "well-known don't");
  EXPECT_EQ(word_figures(""), "");
}

TEST(FigureWords, LeaveNoFigures) {
  for (const char* word : {"-5-", "5-", "1:2:3", "1,2", "5.", "a1b2c3", "1-2-3-4", "3'4", "1e9"}) {
    EXPECT_EQ(word_figures(word).find_first_of("0123456789"), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace melisma::models
