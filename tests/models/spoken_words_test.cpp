#include <gtest/gtest.h>

#include "models/text/phonemizer.h"

namespace melisma::models {
namespace {

TEST(SpokenWords, WritesNumbersOut) {
  EXPECT_EQ(spoken_words("There are 38 squirrels."), "there are thirty eight squirrels");
}

TEST(SpokenWords, KeepsPossessivesInOneWord) {
  EXPECT_EQ(spoken_words("Leo's sister left."), "leo's sister left");
}

TEST(SpokenWords, OfNothingAreNone) {
  EXPECT_EQ(spoken_words(""), "");
}

}  // namespace
}  // namespace melisma::models
