#include "cli/eval/figure_table.h"

#include <limits>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::cli {
namespace {

FigureTable table_of_two() {
  FigureTable table("system", {{"rate", "kbit/s", 1}, {"wer", "WER", 3}});
  table.add_row("ours", {4.0, 0.12345});
  table.add_row("a long name", {std::nullopt, std::numeric_limits<double>::quiet_NaN()});
  return table;
}

TEST(FigureTable, AlignsItsColumns) {
  EXPECT_EQ(table_of_two().text(),
            "system       kbit/s    WER\n"
            "ours            4.0  0.123\n"
            "a long name       -      -\n");
}

TEST(FigureTable, GivesUnroundedFiguresAndNullsAsJson) {
  const auto json = table_of_two().json();
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[0]["system"], "ours");
  EXPECT_DOUBLE_EQ(json[0]["wer"].get<double>(), 0.12345);
  EXPECT_TRUE(json[1]["rate"].is_null());
  EXPECT_TRUE(json[1]["wer"].is_null());
}

TEST(FigureTable, RefusesARowOfOtherLength) {
  FigureTable table("system", {{"rate", "kbit/s", 1}});
  EXPECT_THROW(table.add_row("short", {}), ShapeError);
}

}  // namespace
}  // namespace melisma::cli
