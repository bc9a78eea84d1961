#include "models/sampling/sampler.h"

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/sampling/philox.h"

namespace melisma::models {
namespace {

using Logits = std::vector<float>;

Logits logits_of(std::initializer_list<double> probabilities) {
  Logits out;
  for (const double p : probabilities) {
    out.push_back(static_cast<float>(std::log(p)));
  }
  return out;
}

std::map<std::int32_t, int> histogram(Sampler& sampler, const Logits& logits, int draws) {
  const Philox random(11);
  std::map<std::int32_t, int> counts;
  for (int i = 0; i < draws; ++i) {
    ++counts[sampler.draw(logits, 1, random.uniform(i, 0, 0))];
  }
  return counts;
}

std::set<std::int32_t> drawn(const SamplingConfig& config, const Logits& logits) {
  Sampler sampler(config, static_cast<int>(logits.size()));
  std::set<std::int32_t> codes;
  for (const auto& [code, count] : histogram(sampler, logits, 5000)) {
    codes.insert(code);
  }
  return codes;
}

TEST(NegativeLogProbability, IsTheSoftmaxes) {
  const Logits logits{0.0F, std::log(3.0F), 1000.0F};
  EXPECT_NEAR(negative_log_probability(std::span(logits).first(2), 1), -std::log(0.75), 1e-6);
  EXPECT_NEAR(negative_log_probability(logits, 2), 0, 1e-6);
  EXPECT_NEAR(negative_log_probability(logits, 0), 1000, 1e-3);
}

TEST(Sampler, DrawsFollowTheDistribution) {
  constexpr int kDraws = 20000;
  constexpr std::array<double, 5> kWanted{.4, .3, .15, .1, .05};
  const Logits logits = logits_of({.4, .3, .15, .1, .05});
  // With and without truncation the way through the candidates differs; the result must not.
  for (const SamplingConfig& config : {SamplingConfig{}, SamplingConfig{1, 5, 1, 1}}) {
    Sampler sampler(config, 5);
    auto counts = histogram(sampler, logits, kDraws);
    double chi_square = 0;
    for (std::size_t code = 0; code < kWanted.size(); ++code) {
      const double expected = kWanted[code] * kDraws;
      const double off = counts[static_cast<std::int32_t>(code)] - expected;
      chi_square += off * off / expected;
    }
    EXPECT_LT(chi_square, 13.28);  // 99 % of chi-square with 4 degrees of freedom
  }
}

TEST(Sampler, TemperatureSharpensAndFlattens) {
  const Logits logits = logits_of({.8, .2});
  Sampler half({.5F, 0, 1, 1}, 2);  // 16 : 1
  EXPECT_NEAR(histogram(half, logits, 20000)[1] / 20000.0, 1.0 / 17.0, .006);
  Sampler twice({2, 0, 1, 1}, 2);  // 2 : 1
  EXPECT_NEAR(histogram(twice, logits, 20000)[1] / 20000.0, 1.0 / 3.0, .012);
}

TEST(Sampler, TopKAndTopPKeepTheLikeliestCodes) {
  const Logits logits = logits_of({.05, .4, .1, .3, .15});
  EXPECT_EQ(drawn({1, 2, 1, 1}, logits), (std::set<std::int32_t>{1, 3}));
  EXPECT_EQ(drawn({1, 99, 1, 1}, logits), (std::set<std::int32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(drawn({1, 0, .75F, 1}, logits), (std::set<std::int32_t>{1, 3, 4}));
  EXPECT_EQ(drawn({1, 0, 0, 1}, logits), (std::set<std::int32_t>{1}));
  // Top-p counts the mass of what top-k left: .4 of .7 is not yet .6.
  EXPECT_EQ(drawn({1, 2, .6F, 1}, logits), (std::set<std::int32_t>{1, 3}));
  EXPECT_EQ(drawn({1, 2, .5F, 1}, logits), (std::set<std::int32_t>{1}));
}

TEST(Sampler, GreedyTakesTheFirstOfTheLikeliest) {
  Sampler sampler({0, 0, 1, 1}, 4);
  EXPECT_EQ(sampler.draw(Logits{0, 3, 3, 1}, 1, .99), 1);
  Sampler top_two({1, 2, 1, 1}, 4);
  EXPECT_EQ(top_two.draw(Logits{2, 2, 2, 2}, 1, .999), 1);  // ties at the edge of top-k
}

TEST(Sampler, OnlyLegalCodesAreDrawn) {
  const std::vector<std::uint8_t> legal{0, 1, 0, 1};
  const Logits logits{9, 1, 8, 0};
  const Philox random(3);
  for (const SamplingConfig& config : {SamplingConfig{}, SamplingConfig{1, 2, .9F, 1}}) {
    Sampler sampler(config, 4);
    std::set<std::int32_t> codes;
    for (int i = 0; i < 500; ++i) {
      codes.insert(sampler.draw(logits, 1, random.uniform(i, 0, 0), legal));
    }
    EXPECT_EQ(codes, (std::set<std::int32_t>{1, 3}));
  }
  Sampler greedy({0, 0, 1, 1}, 4);
  EXPECT_EQ(greedy.draw(logits, 1, 0, legal), 1);
  EXPECT_THROW(greedy.draw(logits, 1, 0, std::vector<std::uint8_t>(4, 0)), ConfigError);
}

TEST(Sampler, GuidanceMovesAwayFromTheUnconditionalColumn) {
  Logits conditional{1, 2, 3};
  const Logits unconditional{1, 0, 4};
  apply_guidance(conditional, unconditional, 2);
  EXPECT_EQ(conditional, (Logits{1, 4, 2}));
  Sampler guided({0, 0, 1, 2}, 3);
  EXPECT_EQ(guided.draw(Logits{1, 2, 3, 1, 0, 4}, 2, 0), 1);
  Sampler plain({0, 0, 1, 1}, 3);
  EXPECT_EQ(plain.draw(Logits{1, 2, 3, 1, 0, 4}, 2, 0), 2);
}

TEST(Sampler, ADrawDependsOnItsArgumentsAlone) {
  const Logits a = logits_of({.1, .2, .3, .4});
  const Logits b = logits_of({.4, .3, .2, .1});
  Sampler first({.9F, 3, .9F, 1}, 4);
  Sampler second({.9F, 3, .9F, 1}, 4);
  for (int i = 0; i < 100; ++i) {
    const double uniform = Philox(5).uniform(i, 0, 0);
    const auto of_a = first.draw(a, 1, uniform);
    const auto of_b = first.draw(b, 1, uniform);
    EXPECT_EQ(second.draw(b, 1, uniform), of_b);
    EXPECT_EQ(second.draw(a, 1, uniform), of_a);
  }
}

TEST(Sampler, EdgesOfTheUniformNumberAreSafe) {
  Sampler sampler({1e-4F, 0, 1, 1}, 3);
  EXPECT_EQ(sampler.draw(Logits{0, 5, 0}, 1, 0), 1);
  EXPECT_EQ(sampler.draw(Logits{0, 5, 0}, 1, 0x1.fffffffffffffp-1), 1);
  const float never = -std::numeric_limits<float>::infinity();
  Sampler plain({}, 3);
  EXPECT_EQ(plain.draw(Logits{never, 0, never}, 1, 0), 1);
}

TEST(Sampler, RefusesWhatItCannotUse) {
  Sampler sampler({}, 3);
  EXPECT_THROW(sampler.draw(Logits{0, NAN, 0}, 1, .5), CheckpointError);
  EXPECT_THROW(sampler.draw(Logits{0, INFINITY, 0}, 1, .5), CheckpointError);
  EXPECT_THROW(sampler.draw(Logits{0, 0, 0, 0}, 1, .5), ShapeError);
  EXPECT_THROW(sampler.draw(Logits{0, 0, 0}, 2, .5), ShapeError);
  EXPECT_THROW(sampler.draw(Logits{0, 0, 0}, 1, .5, std::vector<std::uint8_t>{1}), ShapeError);
  EXPECT_THROW(Sampler({-1, 0, 1, 1}, 3), ConfigError);
  EXPECT_THROW(Sampler({NAN, 0, 1, 1}, 3), ConfigError);
  EXPECT_THROW(Sampler({1, -1, 1, 1}, 3), ConfigError);
  EXPECT_THROW(Sampler({1, 0, 1.5F, 1}, 3), ConfigError);
  EXPECT_THROW(sampler.set_config({1, 0, 1, -2}), ConfigError);
  EXPECT_EQ(sampler.config(), SamplingConfig{});
}

}  // namespace
}  // namespace melisma::models
