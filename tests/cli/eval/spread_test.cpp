#include "cli/eval/spread.h"

#include <limits>

#include <gtest/gtest.h>

namespace melisma::cli {
namespace {

TEST(Spread, OfNothingIsNothing) {
  const Spread none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.mean(), 0);
  EXPECT_EQ(none.deviation(), 0);
  EXPECT_EQ(none.quantile(.5), 0);
  EXPECT_EQ(none.share_within(-1, 1), 0);
}

TEST(Spread, TellsWhereFiguresLie) {
  Spread spread;
  for (const double figure : {4.0, 1.0, 3.0, 2.0, 5.0}) {
    spread.add(figure);
  }
  spread.add(-std::numeric_limits<double>::infinity());  // the loudness of silence
  spread.add(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(spread.mean(), 3);
  EXPECT_DOUBLE_EQ(spread.deviation(), std::sqrt(2.0));
  EXPECT_EQ(spread.quantile(0), 1);
  EXPECT_EQ(spread.quantile(.5), 3);
  EXPECT_EQ(spread.quantile(1), 5);
  EXPECT_DOUBLE_EQ(spread.share_within(2, 4), .6);
}

}  // namespace
}  // namespace melisma::cli
