#include "synth/io/name_choice.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

TEST(NameChoice, FindsByIndexNameAndPart) {
  const std::vector<std::string> names{"HDA Intel: ALC", "pulse", "USB pulse box", "7"};
  const std::vector<int> indices{0, 3, 4, 9};
  EXPECT_EQ(choose_by_name(names, indices, "3"), 1U);
  EXPECT_EQ(choose_by_name(names, indices, "pulse"), 1U);
  EXPECT_EQ(choose_by_name(names, indices, "usb"), 2U);
  EXPECT_EQ(choose_by_name(names, indices, "alc"), 0U);
  EXPECT_EQ(choose_by_name(names, indices, "7"), 3U) << "no such index, but such a name";
  EXPECT_EQ(choose_by_name(names, indices, "5"), std::nullopt);
  EXPECT_EQ(choose_by_name(names, indices, "99999999999999"), std::nullopt);
  EXPECT_EQ(choose_by_name({}, {}, "x"), std::nullopt);
}

}  // namespace
}  // namespace melisma::synth
