#include "models/published/config_json.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/published/t5_config.h"
#include "tests/support/golden_data.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;

std::string fault_of(const std::string& json) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "config.json") << json;
  try {
    read_t5_config(ConfigJson(folder / "config.json"));
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "";
}

TEST(T5Config, ReadsPublishedFiles) {
  const T5Config relu = read_t5_config(ConfigJson(testing::golden("t5_relu/config.json")));
  EXPECT_EQ(relu.heads, 3);
  EXPECT_EQ(relu.head_width, 8);
  EXPECT_FALSE(relu.gated_gelu);
  EXPECT_TRUE(read_t5_config(ConfigJson(testing::golden("t5_gated_gelu/config.json"))).gated_gelu);
}

TEST(T5Config, FaultsNameTheMember) {
  EXPECT_THAT(fault_of("{}"), HasSubstr("\"d_model\""));
  EXPECT_THAT(fault_of("{\"d_model\": 1e30}"), HasSubstr("1e+30"));
  EXPECT_THAT(fault_of("{\"d_model\": \"32\"}"), HasSubstr("whole number"));
  EXPECT_THAT(fault_of("{\"d_model\": -1}"), HasSubstr("-1"));
  EXPECT_THAT(fault_of("[1]"), HasSubstr("object"));
  EXPECT_THAT(fault_of("{"), HasSubstr("no JSON"));
  EXPECT_THAT(fault_of(std::string(100000, '[')), HasSubstr("deep"));
  EXPECT_THAT(fault_of(std::string(2'000'000, ' ')), HasSubstr("megabyte"));
}

}  // namespace
}  // namespace melisma::models
