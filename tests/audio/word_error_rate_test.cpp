#include "audio/metrics/word_error_rate.h"

#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

TEST(WordErrorRate, CountsEachKindOfEdit) {
  const auto errors = word_errors("the big cat sat on a mat", "the cat sit on a mat now");
  EXPECT_EQ(errors.substitutions, 1U);
  EXPECT_EQ(errors.deletions, 1U);
  EXPECT_EQ(errors.insertions, 1U);
  EXPECT_EQ(errors.reference_words, 7U);
  EXPECT_DOUBLE_EQ(errors.rate(), 3.0 / 7.0);
}

TEST(WordErrorRate, IgnoresCaseAndPunctuation) {
  EXPECT_EQ(word_errors("Hello there, World!", "hello there world").total(), 0U);
  EXPECT_EQ(comparable_words("Don't -- 'quote' rock'n'roll's well-known"),
            (std::vector<std::string>{"don't", "quote", "rock'n'roll's", "well", "known"}));
}

TEST(WordErrorRate, OfAnEmptyHypothesisIsOne) {
  EXPECT_DOUBLE_EQ(word_errors("one two", "").rate(), 1.0);
  EXPECT_EQ(word_errors("one two", "").deletions, 2U);
}

TEST(WordErrorRate, OfAnEmptyReferenceIsDefined) {
  EXPECT_EQ(word_errors("", "").rate(), 0.0);
  EXPECT_EQ(word_errors("", "noise").rate(), 1.0);
}

TEST(WordErrorRate, AddsUpOverSentences) {
  WordErrors sum = word_errors("a b c", "a b c");
  sum += word_errors("d", "e");
  EXPECT_DOUBLE_EQ(sum.rate(), 0.25);
}

}  // namespace
}  // namespace melisma::audio
