#pragma once

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <hwy/highway.h>

namespace melisma::models {

/// A test that runs once for every instruction set that this processor has.
class InstructionSetTest : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

inline std::string instruction_set_of(const ::testing::TestParamInfo<std::int64_t>& info) {
  return hwy::TargetName(info.param);
}

#define MELISMA_FOR_EVERY_INSTRUCTION_SET(fixture)                                   \
  INSTANTIATE_TEST_SUITE_P(EverySet,                                                 \
                           fixture,                                                  \
                           ::testing::ValuesIn(hwy::SupportedAndGeneratedTargets()), \
                           instruction_set_of)

}  // namespace melisma::models
