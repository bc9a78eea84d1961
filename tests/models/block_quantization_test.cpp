#include "models/checkpoint/block_quantization.h"

#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

std::vector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 0.2F);
  std::vector<float> values(count);
  for (float& value : values) {
    value = normal(random);
  }
  return values;
}

SafetensorsFile in_memory(const std::map<std::string, OwnedTensor>& tensors) {
  return {format_safetensors(tensors, {}), "quantized"};
}

TEST(BlockQuantization, ErrorIsWithinHalfAStepOfEachBlock) {
  const std::vector<std::int64_t> shape{70, 75};  // the last block of a row has 11 values
  const auto values = random_values(70 * 75, 3);
  auto quantized = quantize(values, shape, WeightType::kI8);
  EXPECT_EQ(quantized.codes.shape, shape);
  EXPECT_EQ(quantized.scales.shape, (std::vector<std::int64_t>{70, 3}));
  const auto file = in_memory({{"w", quantized.codes}, {"w.scales", quantized.scales}});
  const auto back = dequantize(file.tensor("w"), file.tensor("w.scales"), 75);
  for (std::size_t row = 0; row < 70; ++row) {
    for (std::size_t begin = 0; begin < 75; begin += 32) {
      const std::size_t end = std::min<std::size_t>(begin + 32, 75);
      float largest = 0;
      for (std::size_t i = row * 75 + begin; i < row * 75 + end; ++i) {
        largest = std::max(largest, std::abs(values[i]));
      }
      for (std::size_t i = row * 75 + begin; i < row * 75 + end; ++i) {
        EXPECT_NEAR(back[i], values[i], largest / 254 * 1.15F);  // and the scale's own rounding
      }
    }
  }
}

TEST(BlockQuantization, FourBitsLoseAboutATwentiethAndPackInHalves) {
  const std::vector<std::int64_t> shape{70, 75};
  const auto values = random_values(70 * 75, 3);
  auto quantized = quantize(values, shape, WeightType::kI4);
  EXPECT_EQ(quantized.codes.type, DataType::kU8);
  EXPECT_EQ(quantized.codes.shape, (std::vector<std::int64_t>{70, 48}));
  const auto file = in_memory({{"w", quantized.codes}, {"w.scales", quantized.scales}});
  TensorReader reader(file);
  const auto back = reader.floats("w", shape);
  EXPECT_EQ(reader.weights("w", 70, 75).matrix().type, WeightType::kI4);
  reader.finish();
  double error = 0;
  double energy = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    error += std::pow(back[i] - values[i], 2);
    energy += std::pow(values[i], 2);
  }
  EXPECT_LT(std::sqrt(error / energy), 0.09);
  EXPECT_GT(std::sqrt(error / energy), 0.03);  // there are only sixteen codes
}

TEST(BlockQuantization, OnlyLayersGetFourBits) {
  const auto matrix = random_values(64 * 96, 6);
  const auto file =
      in_memory({{"main.layers.0.attention.out.weight", OwnedTensor::from_floats(matrix, {64, 96})},
                 {"heads.0.weight", OwnedTensor::from_floats(matrix, {64, 96})}});
  const auto quantized = in_memory(quantize_all(file, WeightType::kI4));
  EXPECT_EQ(quantized.tensor("main.layers.0.attention.out.weight").type, DataType::kU8);
  EXPECT_EQ(quantized.tensor("heads.0.weight").type, DataType::kI8);
}

TEST(BlockQuantization, ZerosStayZeros) {
  auto quantized = quantize(std::vector<float>(64 * 64), {64, 64}, WeightType::kI8);
  const auto file = in_memory({{"w", quantized.codes}, {"w.scales", quantized.scales}});
  EXPECT_THAT(dequantize(file.tensor("w"), file.tensor("w.scales"), 64), ::testing::Each(0.0F));
}

TEST(BlockQuantization, ValuesThatAreNotFiniteAreRefused) {
  auto values = random_values(64 * 64, 5);
  values[77] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(quantize(values, {64, 64}, WeightType::kI8), CheckpointError);
  values[77] = 1e9F;
  EXPECT_THROW(quantize(values, {64, 64}, WeightType::kI8), CheckpointError);
}

TEST(BlockQuantization, EightBitsOfLayersBecomeFour) {
  const auto matrix = random_values(64 * 96, 9);
  const std::string name = "main.layers.0.w";
  const auto file = in_memory({{name, OwnedTensor::from_floats(matrix, {64, 96})},
                               {"heads.w", OwnedTensor::from_floats(matrix, {64, 96})}});
  const auto bytes = in_memory(quantize_all(file, WeightType::kI8));
  const auto nibbles = in_memory(quantize_all(bytes, WeightType::kI4));
  EXPECT_EQ(nibbles.tensor("heads.w").type, DataType::kI8);
  EXPECT_EQ(nibbles.tensor(name).type, DataType::kU8);
  TensorReader reader(nibbles);
  EXPECT_EQ(reader.weights("heads.w", 64, 96).matrix().type, WeightType::kI8);
  const auto back = reader.floats(name, {64, 96});
  reader.finish();
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_NEAR(back[i], matrix[i], 0.1F);
  }
}

TEST(BlockQuantization, WholeFilesKeepSmallTensorsAndReadAlike) {
  const auto matrix = random_values(64 * 96, 6);
  const auto bias = random_values(96, 7);
  const auto file = in_memory({{"m", OwnedTensor::from_floats(matrix, {64, 96}, DataType::kF16)},
                               {"b", OwnedTensor::from_floats(bias, {96}, DataType::kF16)}});
  const auto quantized = in_memory(quantize_all(file, WeightType::kI8));
  EXPECT_EQ(quantized.tensor("m").type, DataType::kI8);
  EXPECT_EQ(quantized.tensor("b").type, DataType::kF16);
  EXPECT_EQ(in_memory(quantize_all(quantized, WeightType::kI8)).content_hash(),
            quantized.content_hash());
  TensorReader reader(quantized);
  const auto back = reader.floats("m", {64, 96});
  reader.floats("b", {96});
  reader.finish();
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_NEAR(back[i], matrix[i], 0.005F);
  }
}

TEST(BlockQuantization, ScalesThatDoNotFitAreRefused) {
  auto quantized = quantize(random_values(64 * 64, 8), {64, 64}, WeightType::kI8);
  const auto narrow = OwnedTensor::from_floats(std::vector<float>(64), {64, 1}, DataType::kF16);
  for (const auto& tensors : {std::map<std::string, OwnedTensor>{{"w", quantized.codes}},
                              {{"w", quantized.codes}, {"w.scales", narrow}}}) {
    const auto file = in_memory(tensors);
    TensorReader reader(file);
    reader.floats("w", {64, 64});
    EXPECT_THROW(reader.finish(), CheckpointError);
  }
}

}  // namespace
}  // namespace melisma::models
