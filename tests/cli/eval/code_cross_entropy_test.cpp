#include "cli/eval/code_cross_entropy.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"

namespace melisma::cli {
namespace {

TEST(CodeCrossEntropy, AveragesOverFramesByCodebook) {
  const testing::TemporaryFolder folder;
  auto config = testing::tiny_language_model_config();
  config.feature_count = 0;
  testing::write_random_language_model(folder / "lm.safetensors", config, 1);
  const auto model = models::LanguageModel::load(folder / "lm.safetensors");
  const auto books = config.code_sizes.size();
  const std::vector<std::int32_t> codes(5 * books, 1);
  CodeCrossEntropy once(static_cast<int>(books));
  EXPECT_TRUE(once.nats().empty());
  once.add(model, codes, {}, {});
  const auto nats = once.nats();
  ASSERT_EQ(nats.size(), books);
  for (std::size_t book = 0; book < books; ++book) {
    EXPECT_GT(nats[book], 0.1);
    EXPECT_LT(nats[book], 4 * std::log(static_cast<double>(config.code_sizes[book])));
  }
  once.add(model, codes, {}, {});
  EXPECT_NEAR(once.nats()[0], nats[0], 1e-9);
}

}  // namespace
}  // namespace melisma::cli
