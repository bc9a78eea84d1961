#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/t5_config.h"
#include "models/run_time_module.h"
#include "models/torch_text.h"
#include "tests/support/golden_data.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

class T5Golden : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const {
    return testing::golden(std::string(GetParam()) + "/" + name);
  }
  [[nodiscard]] std::unique_ptr<T5Model> open(const T5Config& config) const {
    return torch_interface<T5Torch>(kT5TorchSymbol)
        .open(SafetensorsFile(at("model.safetensors")).tensor_set(), config);
  }
};

void expect_near(const std::vector<float>& found, const std::vector<float>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], wanted[i], 1e-4) << i;
  }
}

TEST_P(T5Golden, StatesAreTheReferences) {
  const SafetensorsFile io(at("io.safetensors"));
  const T5Config config = read_t5_config(ConfigJson(at("config.json")));
  const TensorView& ids = io.tensor("input_ids");
  const TokenBatch batch{ids.shape[0], ids.to_ints(), io.tensor("attention_mask").to_ints()};
  const auto model = open(config);
  expect_near(model->encode(batch), io.tensor("last_hidden_state").to_floats());
  const auto length = static_cast<std::size_t>(ids.shape[1]);
  const TokenBatch alone{1,
                         {batch.ids.begin(), batch.ids.begin() + static_cast<long>(length)},
                         std::vector<std::int32_t>(length, 1)};
  expect_near(model->encode(alone), io.tensor("last_hidden_state_row0_no_mask").to_floats());
}

TEST_P(T5Golden, WrongShapesAndIdsAreRefused) {
  T5Config config = read_t5_config(ConfigJson(at("config.json")));
  const TokenBatch batch{1, {config.vocabulary}, {1}};
  EXPECT_THROW(open(config)->encode(batch), InputError);
  config.feed_forward += 1;
  EXPECT_THROW(open(config), CheckpointError);
}

INSTANTIATE_TEST_SUITE_P(Published,
                         T5Golden,
                         ::testing::Values("t5_relu", "t5_gated_gelu"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace melisma::models
