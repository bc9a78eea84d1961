#include "models/text/time_reading.h"

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

TEST(TimeReading, Times) {
  EXPECT_EQ(read_time("10:05", false), "ten oh five");
  EXPECT_EQ(read_time("7:00", false), "seven o'clock");
  EXPECT_EQ(read_time("7:00", true), "seven");
  EXPECT_EQ(read_time("09:30", false), "nine thirty");
  EXPECT_EQ(read_time("15:00", false), "fifteen hundred");
  EXPECT_EQ(read_time("10:30:15", false), "ten thirty and fifteen seconds");
  EXPECT_EQ(read_time("9am-5pm", false), "nine A-M to five pm");
  EXPECT_EQ(read_time("10:30-11", false), "ten thirty to eleven");
}

TEST(TimeReading, WhatIsNoTimeIsLeft) {
  for (const char* word : {"7", "25:30", "10:60", "10:5", "am", "5-6", "10:30:15:00", ":30", ""}) {
    EXPECT_EQ(read_time(word, false), std::nullopt) << word;
  }
}

TEST(TimeReading, Dates) {
  EXPECT_EQ(read_date("3/4/2021"), "March fourth, twenty twenty one");
  EXPECT_EQ(read_date("31/12/1999"), "December thirty first, nineteen ninety nine");
  EXPECT_EQ(read_date("2021-03-04"), "March fourth, twenty twenty one");
  EXPECT_EQ(read_date("4.3.2021"), "March fourth, twenty twenty one");
  EXPECT_EQ(read_date("3/4/69"), "March fourth, twenty sixty nine");
  EXPECT_EQ(read_date("3/4/70"), "March fourth, nineteen seventy");
}

TEST(TimeReading, WhatIsNoDateIsLeft) {
  for (const char* word : {"13/13/2021", "1.2.3", "3/4", "555-12-1234", "1-2-3", "0/1/2020"}) {
    EXPECT_EQ(read_date(word), std::nullopt) << word;
  }
}

TEST(TimeReading, Decades) {
  EXPECT_EQ(read_decade("1990s"), "nineteen nineties");
  EXPECT_EQ(read_decade("1990's"), "nineteen nineties");
  EXPECT_EQ(read_decade("'80s"), "eighties");
  EXPECT_EQ(read_decade("2000s"), "two thousands");
  EXPECT_EQ(read_decade("1800s"), "eighteen hundreds");
  EXPECT_EQ(read_decade("10s"), std::nullopt);
  EXPECT_EQ(read_decade("747s"), std::nullopt);
}

}  // namespace
}  // namespace melisma::models
