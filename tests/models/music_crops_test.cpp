#include "models/corpus/music_crops.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/conditioning/score_feature_layout.h"
#include "tests/models/tiny_music_corpus.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

class MusicCropsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    melisma::testing::write_tiny_music_corpus(folder_.path(), 3);
    std::filesystem::create_directories(folder_ / "codes");
    melisma::testing::write_tiny_codes(folder_ / "codes", 3);
    options_.frames = 64;
    options_.held_out_crops = 5;
  }
  MusicCrops crops() { return {folder_.path(), folder_ / "codes", 2, options_}; }

  melisma::testing::TemporaryFolder folder_;
  MusicCropOptions options_;
};

TEST_F(MusicCropsTest, ACropIsAFunctionOfItsKey) {
  MusicCrops first = crops();
  MusicCrops second = crops();
  second.training_crop(1, 0, 0);
  const Crop a = first.training_crop(1, 7, 2);
  const Crop b = second.training_crop(1, 7, 2);
  EXPECT_EQ(a.codes, b.codes);
  EXPECT_EQ(a.previous, b.previous);
  EXPECT_EQ(a.features.features, b.features.features);
  EXPECT_EQ(a.text, b.text);
}

TEST_F(MusicCropsTest, CodesFeaturesAndTheFrameBeforeLieTogether) {
  MusicCrops source = crops();
  std::set<bool> starts;
  for (std::int64_t step = 0; step < 40; ++step) {
    const Crop crop = source.training_crop(1, step, 0);
    ASSERT_EQ(crop.codes.size(), 128U);
    EXPECT_EQ(crop.features.frame_count(), 64);
    EXPECT_NE(crop.codes[1], 0) << "item 0 is held out";
    starts.insert(crop.previous.empty());
    if (!crop.previous.empty()) {
      EXPECT_EQ((crop.previous[0] + 1) % 100, crop.codes[0]);
      EXPECT_EQ(crop.previous[1], crop.codes[1]);
    } else {
      EXPECT_EQ(crop.codes[0], 0);
    }
  }
  EXPECT_EQ(starts.size(), 2U) << "some crops begin the piece, some do not";
}

TEST_F(MusicCropsTest, HeldOutCropsAreOfHeldOutItemsAndHideNothing) {
  MusicCrops source = crops();
  ASSERT_EQ(source.held_out_count(), 5);
  for (std::int64_t i = 0; i < 5; ++i) {
    const Crop crop = source.held_out_crop(i);
    EXPECT_EQ(crop.codes[1], 0);
    for (const Feature& feature : crop.features.features) {
      EXPECT_FALSE(feature.index >= kFreeFamilyFeatures && feature.index <= kFreeDrumsFeature);
    }
  }
}

TEST_F(MusicCropsTest, NothingOfAFreeFamilyIsTold) {
  options_.all_free = 0;
  options_.some_free = 1;
  options_.free_family = 1;
  options_.name_free_programs = 0;
  MusicCrops source = crops();
  for (const Feature& feature : source.training_crop(1, 0, 0).features.features) {
    EXPECT_FALSE(feature.index >= kProgramFeatures && feature.index < kDrumOnsetFeatures);
  }
}

TEST_F(MusicCropsTest, NeedsCodes) {
  std::filesystem::remove_all(folder_ / "codes");
  EXPECT_THROW(crops(), InputError);
}

}  // namespace
}  // namespace melisma::models
