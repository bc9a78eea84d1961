#include <cmath>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/torch_module.h"
#include "models/torch_reference.h"
#include "tests/support/musicgen_tensors.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

TEST(DelayReference, NativeLogitsAreLibTorchs) {
  const std::string golden = std::string(MELISMA_SOURCE_DIR) + "/tests/golden/data/musicgen/";
  DelayReferenceRun run;
  run.config = musicgen_small();
  run.config.code_size = 512;
  run.config.main.width = 28;
  run.config.main.layers = 2;
  run.config.main.heads = 4;
  run.config.main.feed_forward = 80;
  run.columns = 2;
  const testing::TemporaryFolder folder;
  run.model = folder / "m.safetensors";
  write_safetensors(
      run.model,
      testing::musicgen_decoder_tensors(SafetensorsFile(golden + "model.safetensors"), run.config),
      {});
  std::mt19937 random(3);
  std::vector<std::int32_t> ids(40 * 4);
  for (std::int32_t& id : ids) {
    id = static_cast<std::int32_t>(random() % 513U);
  }
  std::vector<float> memory(5 * 28);
  for (float& value : memory) {
    value = static_cast<float>(random() % 1000U) / 500 - 1;
  }
  auto& reference = torch_interface<DelayReference>(kDelayReferenceSymbol);
  const auto wanted = reference.logits(run, ids, memory);
  const SafetensorsFile file(run.model);
  TensorReader reader(file);
  const DelayLanguageModel model(reader, run.config);
  reader.finish();
  DelayLanguageModelState state = model.make_state(2);
  model.set_memory(state, 0, memory);
  model.set_memory(state, 1, memory);
  std::size_t at = 0;
  for (std::size_t t = 0; t < 40; ++t) {
    for (const float logit : model.step(state, std::span(ids).subspan(4 * t, 4))) {
      ASSERT_NEAR(logit, wanted[at], 1e-3) << "step " << t;
      ++at;
    }
  }
  EXPECT_EQ(at, wanted.size());
  EXPECT_EQ(reference.time_steps(run, 100, 3).size(), 3U);
}

}  // namespace
}  // namespace melisma::models
