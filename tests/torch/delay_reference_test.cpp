#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "models/published/checkpoint_folder.h"
#include "models/published/musicgen_config.h"
#include "models/published/musicgen_decoder.h"
#include "models/run_time_module.h"
#include "models/torch_reference.h"
#include "tests/support/golden_data.h"

namespace melisma::models {
namespace {

TEST(DelayReference, NativeLogitsAreLibTorchs) {
  DelayReferenceRun run;
  run.config = read_musicgen_config(ConfigJson(testing::golden("musicgen/config.json"))).decoder;
  run.columns = 2;
  const TensorSet all = open_published_tensors(testing::golden("musicgen"));
  run.tensors = musicgen_decoder_tensors(part_of(all, "decoder."), run.config, WeightType::kF32);
  const auto codes = static_cast<unsigned>(run.config.code_size) + 1;
  std::mt19937 random(3);
  std::vector<std::int32_t> ids(40 * 4);
  for (std::int32_t& id : ids) {
    id = static_cast<std::int32_t>(random() % codes);
  }
  std::vector<float> memory(5 * static_cast<std::size_t>(run.config.main.width));
  for (float& value : memory) {
    value = static_cast<float>(random() % 1000U) / 500 - 1;
  }
  auto& reference = torch_interface<DelayReference>(kDelayReferenceSymbol);
  const auto wanted = reference.logits(run, ids, memory);
  TensorReader reader(run.tensors);
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
