#include "models/corpus/planner_crops.h"

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/planner/score_event_layout.h"
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
  for (std::int64_t step = 0; step < 20; ++step) {
    const Crop crop = source.training_crop(1, step, 0);
    ASSERT_EQ(crop.codes.size() % kScoreEventFields, 0U);
    EXPECT_EQ(crop.codes[0], kBarEvent);
    EXPECT_EQ(crop.text.empty(), false);
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

TEST(PlannerCrops, LongPiecesAreCut) {
  const melisma::testing::TemporaryFolder folder;
  melisma::testing::write_tiny_music_corpus(folder.path(), 2);
  PlannerCrops source(folder.path(), {.events = 8, .at_start = 1, .held_out_crops = 2});
  const Crop crop = source.training_crop(1, 0, 0);
  EXPECT_EQ(crop.codes.size(), 8U * kScoreEventFields);
  EXPECT_TRUE(crop.targets.empty());
  EXPECT_EQ(source.held_out_count(), 2);
}

TEST(PlannerCrops, NeedsACorpus) {
  const melisma::testing::TemporaryFolder folder;
  EXPECT_THROW(PlannerCrops(folder.path(), {}), InputError);
}

}  // namespace
}  // namespace melisma::models
