#include "models/corpus/prefetched_crops.h"

#include <memory>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

/// Crops that say where they are from; of step 3 there are none.
class NumberedCrops : public CropSource {
 public:
  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override {
    if (step == 3) {
      throw InputError("no crop of step 3");
    }
    Crop crop;
    crop.codes = {static_cast<std::int32_t>(seed),
                  static_cast<std::int32_t>(step),
                  static_cast<std::int32_t>(slot)};
    return crop;
  }
  [[nodiscard]] std::int64_t held_out_count() const override { return 2; }
  Crop held_out_crop(std::int64_t index) override { return training_crop(0, 0, index); }
};

std::unique_ptr<CropSource> open() {
  return std::make_unique<NumberedCrops>();
}

TEST(PrefetchedCrops, AreThoseOfASingleSource) {
  PrefetchedCrops source(open, 3, 4);
  NumberedCrops single;
  const auto expect_step = [&](std::uint64_t seed, std::int64_t step) {
    for (std::int64_t slot = 4; slot < 8; ++slot) {  // of the second process
      EXPECT_EQ(source.training_crop(seed, step, slot).codes,
                single.training_crop(seed, step, slot).codes);
    }
  };
  expect_step(1, 0);
  expect_step(1, 1);
  expect_step(1, 17);  // a resumed run begins anywhere
  expect_step(1, 18);
  expect_step(2, 18);
  EXPECT_EQ(source.held_out_count(), 2);
  EXPECT_EQ(source.held_out_crop(1).codes, single.held_out_crop(1).codes);
}

TEST(PrefetchedCrops, ThrowWhatTheSourceThrowsWhereItThrowsIt) {
  PrefetchedCrops source(open, 2, 2);
  for (std::int64_t step = 0; step < 3; ++step) {
    source.training_crop(1, step, 0);
    source.training_crop(1, step, 1);
  }
  EXPECT_THROW(source.training_crop(1, 3, 0), InputError);
}

TEST(PrefetchedCrops, NeedAThreadAndARow) {
  EXPECT_THROW(PrefetchedCrops(open, 0, 4), ConfigError);
  EXPECT_THROW(PrefetchedCrops(open, 1, 0), ConfigError);
}

}  // namespace
}  // namespace melisma::models
