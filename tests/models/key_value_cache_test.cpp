#include "models/transformer/key_value_cache.h"

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/instruction_sets.h"

namespace melisma::models {
namespace {

std::vector<float> random_values(std::size_t count, std::mt19937& engine) {
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) {
    value = normal(engine);
  }
  return values;
}

struct Case {
  CacheType type;
  double tolerance;
};
constexpr Case kCases[] = {
    {CacheType::kF32, 1e-5}, {CacheType::kF16, 2e-3}, {CacheType::kI8, 4e-2}};

class KeyValueCacheTest : public InstructionSetTest {};

/// Attention over what was stored, against the formula in double precision, past the window's end.
TEST_P(KeyValueCacheTest, AttentionAgreesWithTheDefinitionInEveryType) {
  constexpr std::size_t kHeads = 3;
  constexpr std::size_t kColumns = 2;
  for (const Case& one : kCases) {
    for (const std::size_t head_width : {4U, 40U, 64U}) {
      for (const std::size_t window : {0U, 7U}) {
        KeyValueCache cache({kColumns, kHeads, head_width, window, one.type});
        std::mt19937 engine(7);
        std::vector<std::vector<float>> keys;
        std::vector<std::vector<float>> values;
        for (int step = 0; step < 40; ++step) {
          cache.advance();
          for (std::size_t c = 0; c < kColumns; ++c) {
            keys.push_back(random_values(kHeads * head_width, engine));
            values.push_back(random_values(kHeads * head_width, engine));
            cache.store(c, keys.back(), values.back());
          }
        }
        const std::size_t held = window == 0 ? 40 : window;
        ASSERT_EQ(cache.size(), held);
        const auto query = random_values(head_width, engine);
        for (std::size_t c = 0; c < kColumns; ++c) {
          for (std::size_t h = 0; h < kHeads; ++h) {
            std::vector<double> weights;
            std::vector<double> wanted(head_width);
            const auto at = [&](const auto& store, std::size_t s, std::size_t i) {
              return static_cast<double>(store[(40 - held + s) * kColumns + c][h * head_width + i]);
            };
            for (std::size_t s = 0; s < held; ++s) {
              double product = 0;
              for (std::size_t i = 0; i < head_width; ++i) {
                product += query[i] * at(keys, s, i);
              }
              weights.push_back(std::exp(product / std::sqrt(static_cast<double>(head_width))));
            }
            const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
            for (std::size_t i = 0; i < head_width; ++i) {
              for (std::size_t s = 0; s < held; ++s) {
                wanted[i] += weights[s] / sum * at(values, s, i);
              }
            }
            std::vector<float> scores(held);
            std::vector<float> y(head_width);
            attend_head(one.type, query, cache.runs(c, h), scores, y);
            for (std::size_t i = 0; i < head_width; ++i) {
              EXPECT_NEAR(y[i], wanted[i], one.tolerance);
            }
          }
        }
      }
    }
  }
}

MELISMA_FOR_EVERY_INSTRUCTION_SET(KeyValueCacheTest);

TEST(KeyValueCache, AWindowCostsNoMoreMemoryHoweverLong) {
  KeyValueCache cache({1, 2, 8, 16, CacheType::kI8});
  const std::size_t before = cache.memory_bytes();
  const std::vector<float> value(16, 1.0F);
  for (int step = 0; step < 1000; ++step) {
    cache.advance();
    cache.store(0, value, value);
  }
  EXPECT_EQ(cache.memory_bytes(), before);
  EXPECT_EQ(cache.size(), 16U);
}

}  // namespace
}  // namespace melisma::models
