#include "audio/metrics/codebook_perplexity.h"

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

TEST(CodebookPerplexity, IsTheNumberOfEquallyUsedCodes) {
  std::vector<std::int32_t> codes;
  for (std::int32_t t = 0; t < 64; ++t) {
    codes.push_back(t % 16);  // codebook 0: 16 codes
    codes.push_back(5);       // codebook 1: one
  }
  const auto result = codebook_perplexities(codes, 2, 1024);
  ASSERT_EQ(result.size(), 2U);
  EXPECT_NEAR(result[0], 16.0, 1e-9);
  EXPECT_NEAR(result[1], 1.0, 1e-9);
}

TEST(CodebookPerplexity, OfNothingIsOne) {
  EXPECT_EQ(codebook_perplexities({}, 2, 4), (std::vector<double>{1.0, 1.0}));
}

TEST(CodebookPerplexity, RefusesCodesOutsideTheBook) {
  EXPECT_THROW(codebook_perplexities(std::vector<std::int32_t>{4}, 1, 4), InputError);
  EXPECT_THROW(codebook_perplexities(std::vector<std::int32_t>{-1}, 1, 4), InputError);
  EXPECT_THROW(codebook_perplexities(std::vector<std::int32_t>{1, 2, 3}, 2, 4), InputError);
}

}  // namespace
}  // namespace melisma::audio
