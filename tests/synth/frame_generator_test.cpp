#include "synth/frame_generator.h"

#include <optional>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"

namespace melisma::synth {
namespace {

using Codes = std::vector<std::int32_t>;

class FrameGeneratorTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kBooks = 3;

  void SetUp() override {
    testing::write_random_language_model(
        folder_ / "model.safetensors", testing::tiny_language_model_config(), 5);
    model_.emplace(models::LanguageModel::load(folder_ / "model.safetensors"));
  }
  DrawSettings settings(float guidance, std::uint64_t seed = 3) const {
    return {{.temperature = 1, .top_k = 8, .top_p = 1, .guidance = guidance}, seed};
  }
  static models::FeatureRow row(std::int64_t frame) {
    static const std::vector<models::Feature> features{{3, 1.0F}, {5, .5F}, {9, 2.0F}};
    return std::span(features).subspan(static_cast<std::size_t>(frame % 3), 1);
  }
  Codes run(FrameGenerator& generator, int frames) const {
    Codes all;
    Codes frame(kBooks);
    for (int t = 0; t < frames; ++t) {
      generator.next(frame, row(generator.frames()));
      all.insert(all.end(), frame.begin(), frame.end());
    }
    return all;
  }

  testing::TemporaryFolder folder_;
  std::optional<models::LanguageModel> model_;
  const Codes text_{4, 7};
};

TEST_F(FrameGeneratorTest, TheSameSeedGivesTheSameCodesAndAnotherSeedOthers) {
  FrameGenerator first(*model_, settings(2), text_);
  FrameGenerator same(*model_, settings(2), text_);
  FrameGenerator other(*model_, settings(2, 4), text_);
  const Codes codes = run(first, 40);
  EXPECT_EQ(run(same, 40), codes);
  EXPECT_NE(run(other, 40), codes);
  FrameGenerator stream(*model_, settings(2), text_);
  stream.set_stream(1);
  EXPECT_NE(run(stream, 40), codes);
}

TEST_F(FrameGeneratorTest, GuidanceOfOneNeedsOneColumn) {
  EXPECT_EQ(FrameGenerator(*model_, settings(1), text_).columns(), 1U);
  EXPECT_EQ(FrameGenerator(*model_, settings(2), text_).columns(), 2U);
}

// A guided draw equals logits that are put together by hand from two models run on their own.
TEST_F(FrameGeneratorTest, GuidanceComparesWithNoTextAndNoFeatures) {
  DrawSettings greedy = settings(3);
  greedy.sampling = {.temperature = 0, .top_k = 0, .top_p = 1, .guidance = 3};
  FrameGenerator guided(*model_, greedy, text_);
  const Codes codes = run(guided, 12);
  auto with = model_->make_state(1);
  auto without = model_->make_state(1);
  model_->set_text(with, 0, text_);
  const models::FeatureRow unconditional(&models::kUnconditionalFeature, 1);
  Codes previous;
  for (std::size_t t = 0; t < 12; ++t) {
    const models::FeatureRow features = row(static_cast<std::int64_t>(t));
    model_->step(with, previous, std::span(&features, 1));
    model_->step(without, previous, std::span(&unconditional, 1));
    auto depth_with = model_->begin_frame(with);
    auto depth_without = model_->begin_frame(without);
    previous.assign(codes.begin() + static_cast<std::ptrdiff_t>(t * kBooks),
                    codes.begin() + static_cast<std::ptrdiff_t>((t + 1) * kBooks));
    for (std::size_t k = 0; k < kBooks; ++k) {
      const auto conditional = depth_with.logits();
      models::apply_guidance(conditional, depth_without.logits(), 3);
      const auto best = std::max_element(conditional.begin(), conditional.end());
      ASSERT_EQ(best - conditional.begin(), previous[k]) << "frame " << t << " codebook " << k;
      depth_with.push(previous[k]);
      depth_without.push(previous[k]);
    }
  }
}

TEST_F(FrameGeneratorTest, APlainColumnThatIsToldAsMuchGuidesNowhereAndShowsNothing) {
  DrawSettings guided = settings(3);
  guided.evidence = true;
  FrameGenerator same(*model_, guided, text_, text_);
  FrameGenerator unguided(*model_, settings(1), text_);
  Codes drawn(kBooks);
  Codes wanted(kBooks);
  for (int t = 0; t < 20; ++t) {
    same.next(drawn, row(t), {}, row(t));
    unguided.next(wanted, row(t));
    ASSERT_EQ(drawn, wanted) << t;
  }
  EXPECT_NEAR(same.evidence(), 0, 1e-6);
}

// What was drawn is asked for again in two models, one of which is told the plain text.
TEST_F(FrameGeneratorTest, EvidenceIsWhatTheWordsMakeLikelier) {
  DrawSettings unguided = settings(1);
  unguided.evidence = true;
  const Codes plain{4};
  FrameGenerator generator(*model_, unguided, text_, plain);
  auto told = model_->make_state(1);
  auto untold = model_->make_state(1);
  model_->set_text(told, 0, text_);
  model_->set_text(untold, 0, plain);
  double evidence = 0;
  Codes frame(kBooks);
  for (int t = 0; t < 10; ++t) {
    const Codes previous = t == 0 ? Codes() : frame;
    const models::FeatureRow features = row(t);
    const models::FeatureRow plain_features = row(t + 1);
    generator.next(frame, features, {}, plain_features);
    model_->step(told, previous, std::span(&features, 1));
    model_->step(untold, previous, std::span(&plain_features, 1));
    auto depth_told = model_->begin_frame(told);
    auto depth_untold = model_->begin_frame(untold);
    for (const std::int32_t code : frame) {
      evidence += models::negative_log_probability(depth_untold.logits(), code) -
                  models::negative_log_probability(depth_told.logits(), code);
      depth_told.push(code);
      depth_untold.push(code);
    }
  }
  EXPECT_NE(evidence, 0);
  EXPECT_NEAR(generator.evidence(), evidence, 1e-4);
}

TEST_F(FrameGeneratorTest, GivenFramesAreContinuedAsIfTheyHadBeenDrawn) {
  FrameGenerator whole(*model_, settings(2), text_);
  const Codes codes = run(whole, 50);
  for (const int given : {1, 7, 30}) {
    FrameGenerator continued(*model_, settings(2), text_);
    for (int t = 0; t < given; ++t) {
      continued.feed(std::span(codes).subspan(static_cast<std::size_t>(t) * kBooks, kBooks),
                     row(t));
    }
    const Codes rest = run(continued, 50 - given);
    EXPECT_TRUE(std::equal(
        rest.begin(), rest.end(), codes.begin() + static_cast<std::ptrdiff_t>(kBooks) * given))
        << given;
  }
}

TEST_F(FrameGeneratorTest, GoingBackRepeatsExactly) {
  FrameGenerator generator(*model_, settings(2), text_);
  run(generator, 20);
  const GeneratorState place = generator.state();
  const Codes codes = run(generator, 15);
  generator.go_back(place);
  EXPECT_EQ(generator.frames(), 20);
  EXPECT_EQ(run(generator, 15), codes);
}

TEST_F(FrameGeneratorTest, OnlyLegalCodesAreDrawn) {
  FrameGenerator generator(*model_, settings(2), text_);
  Codes frame(kBooks);
  for (int t = 0; t < 30; ++t) {
    generator.next(frame, row(t), [](int codebook, auto so_far, auto& legal) {
      EXPECT_EQ(so_far.size(), static_cast<std::size_t>(codebook));
      const std::array<std::size_t, 3> sizes{11, 13, 7};
      legal.assign(sizes[static_cast<std::size_t>(codebook)], 0);
      legal[2] = 1;
      legal[static_cast<std::size_t>(3 + codebook)] = 1;
    });
    for (int k = 0; k < 3; ++k) {
      const auto code = frame[static_cast<std::size_t>(k)];
      EXPECT_TRUE(code == 2 || code == 3 + k) << code;
    }
  }
}

TEST_F(FrameGeneratorTest, NeitherAllocatesNorGrowsOnceWarm) {
  FrameGenerator generator(*model_, settings(2), text_);
  Codes frame(kBooks);
  for (int t = 0; t < 20; ++t) {
    generator.next(frame, row(t));
  }
  const test_support::AllocationGuard guard;
  for (int t = 0; t < 200; ++t) {
    generator.next(frame, row(t));
  }
  EXPECT_EQ(guard.count(), 0);
}

TEST_F(FrameGeneratorTest, RefusesSettingsOutOfRangeAndModelsOfAnotherKind) {
  EXPECT_THROW(FrameGenerator(*model_, settings(-1), text_), ConfigError);
  EXPECT_THROW(FrameGenerator(*model_, settings(1), Codes{99}), InputError);
  EXPECT_NO_THROW(require_kind(*model_, "music", "model"));
  try {
    require_kind(*model_, "planner", "tiny");
    FAIL();
  } catch (const CheckpointError& error) {
    EXPECT_STREQ(error.what(),
                 "tiny is a music model, wanted a planner model. See what there is with: melisma "
                 "models list");
  }
}

}  // namespace
}  // namespace melisma::synth
