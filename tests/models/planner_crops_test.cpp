#include "models/corpus/planner_crops.h"

#include <set>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/planner/plan_features.h"
#include "models/planner/settled_words.h"
#include "models/text/music_vocabulary.h"
#include "tests/models/tiny_music_corpus.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

TEST(PlannerCrops, BeginAtABarAndEndWithTheEndWhoseFieldsAreNotTrained) {
  const melisma::testing::TemporaryFolder folder;
  melisma::testing::write_tiny_music_corpus(folder.path(), 3);
  PlannerCrops source(folder.path(), {.events = 768, .at_start = 0.5, .held_out_crops = 2});
  EXPECT_EQ(source.training_events(), 2 * (4 + 16 + 1));  // two pieces: bars, notes, end
  bool middle = false;
  CaptionAttributes facts;  // that the corpus tells of all its pieces
  facts.tempo_bpm = 120;
  facts.tonic = 0;
  facts.mode = MusicMode::kMajor;
  facts.metre = {4, 4};
  std::set<std::vector<std::int32_t>> texts;  // those of its captions
  for (const char* caption : {"slow violin", "calm violin in C major"}) {
    const auto tokens = MusicVocabulary::instance().parse(caption).tokens;
    EXPECT_GT(tokens.size(), 1U);
    texts.insert(with_settled_words({tokens.begin(), tokens.end()}, facts));
  }
  for (std::int64_t step = 0; step < 20; ++step) {
    const Crop crop = source.training_crop(1, step, 0);
    ASSERT_EQ(crop.codes.size() % kScoreEventFields, 0U);
    EXPECT_EQ(crop.codes[0], kBarEvent);
    EXPECT_TRUE(texts.contains(crop.text));
    middle |= !crop.previous.empty();
    ASSERT_EQ(crop.targets.size(), crop.codes.size());
    const std::size_t last = crop.codes.size() - kScoreEventFields;
    EXPECT_EQ(crop.targets[last], kEndEvent);
    for (std::size_t field = 1; field < kScoreEventFields; ++field) {
      EXPECT_EQ(crop.targets[last + field], -1);
    }
  }
  EXPECT_TRUE(middle);
}

TEST(PlannerCrops, WeighTheBeginningsOfBars) {
  ComposedPlannerCrops source(
      2, {.events = 64, .at_start = 0.5, .bar_weight = 4, .held_out_crops = 1});
  const Crop crop = source.training_crop(1, 0, 0);
  ASSERT_EQ(crop.weights.size() * kScoreEventFields, crop.codes.size());
  EXPECT_EQ(crop.weights[0], 4);
  for (std::size_t i = 0; i < crop.weights.size(); ++i) {
    EXPECT_EQ(crop.weights[i], crop.codes[i * kScoreEventFields] == kBarEvent ? 4 : 1);
  }
  EXPECT_TRUE(source.held_out_crop(0).weights.empty());
}

TEST(PlannerCrops, LongPiecesAreCut) {
  const melisma::testing::TemporaryFolder folder;
  melisma::testing::write_tiny_music_corpus(folder.path(), 2);
  PlannerCrops source(folder.path(), {.events = 8, .at_start = 1, .held_out_crops = 2});
  const Crop crop = source.training_crop(1, 0, 0);
  EXPECT_EQ(crop.codes.size(), 8U * kScoreEventFields);
  EXPECT_TRUE(crop.targets.empty());
  EXPECT_EQ(source.held_out_count(), 2);
}

TEST(PlannerCrops, HearTheWholePieceSoFar) {
  const melisma::testing::TemporaryFolder folder;
  melisma::testing::write_tiny_music_corpus(folder.path(), 2);
  PlannerCrops source(folder.path(), {.events = 768, .at_start = 0, .held_out_crops = 1});
  PlannerCrops from_start(folder.path(), {.events = 768, .at_start = 1, .held_out_crops = 1});
  const Crop whole = from_start.training_crop(1, 0, 0);  // of two pieces one is trained on
  for (std::int64_t step = 0; step < 10; ++step) {
    const Crop crop = source.training_crop(1, step, 0);
    const auto events = static_cast<std::int64_t>(crop.codes.size()) / kScoreEventFields;
    ASSERT_EQ(crop.features.frame_count(), events);
    PlanFeatures of_piece(crop.text);
    std::vector<Feature> row;
    const std::int64_t all = whole.features.frame_count();
    for (std::int64_t i = 0; i < all; ++i) {
      if (const std::int64_t in_crop = i - (all - events); in_crop >= 0) {
        of_piece.next(row);
        const auto features = crop.features.frame(in_crop);
        EXPECT_TRUE(std::equal(features.begin(), features.end(), row.begin(), row.end()));
      }
      ScoreEvent event{};
      std::copy_n(whole.codes.begin() + i * kScoreEventFields, kScoreEventFields, event.begin());
      of_piece.push(event);
    }
  }
}

TEST(ComposedPlannerCrops, DependOnSeedStepAndSlotAlone) {
  ComposedPlannerCrops source(2, {.events = 64, .at_start = 0.5, .held_out_crops = 3});
  ComposedPlannerCrops again(2, {.events = 64, .at_start = 0.5, .held_out_crops = 3});
  ComposedPlannerCrops other(3, {.events = 64, .at_start = 0.5, .held_out_crops = 3});
  std::set<std::vector<std::int32_t>> seen;
  for (std::int64_t step = 0; step < 6; ++step) {
    const Crop crop = source.training_crop(1, step, 0);
    EXPECT_EQ(crop.codes[0], kBarEvent);
    EXPECT_LE(crop.codes.size(), 64U * kScoreEventFields);
    EXPECT_GT(crop.text.size(), 1U);
    EXPECT_EQ(crop.codes, again.training_crop(1, step, 0).codes);
    EXPECT_NE(crop.codes, other.training_crop(1, step, 0).codes);
    seen.insert(crop.codes);
  }
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(source.held_out_count(), 3);
  EXPECT_EQ(source.held_out_crop(1).codes, again.held_out_crop(1).codes);
}

TEST(PlannerCrops, RefuseAModeThatThereIsNot) {
  const melisma::testing::TemporaryFolder folder;
  melisma::testing::write_tiny_music_corpus(folder.path(), 2);
  std::ofstream(corpus_item(folder.path(), 1, ".json"))
      << R"({"captions": ["slow violin"],)"
      << R"( "facts": {"tempo_bpm": 120, "tonic": 0, "mode": "blue", "metre": [4, 4]}})";
  EXPECT_THROW(PlannerCrops(folder.path(), {}), InputError);
}

TEST(PlannerCrops, NeedsACorpus) {
  const melisma::testing::TemporaryFolder folder;
  EXPECT_THROW(PlannerCrops(folder.path(), {}), InputError);
}

}  // namespace
}  // namespace melisma::models
