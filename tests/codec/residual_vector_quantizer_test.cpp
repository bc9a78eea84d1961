#include "codec/residual_vector_quantizer.h"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::codec {
namespace {

constexpr int kBooks = 4;
constexpr int kSize = 37;
constexpr int kWidth = 19;

std::vector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) {
    value = normal(random);
  }
  return values;
}

std::vector<std::int32_t> encode(const ResidualVectorQuantizer& quantizer,
                                 std::span<const float> latent) {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(quantizer.codebooks()));
  auto scratch = quantizer.make_scratch();
  quantizer.encode(latent, codes, scratch);
  return codes;
}

struct Beginning {
  std::vector<double> residual;
  std::vector<std::int32_t> codes;
  [[nodiscard]] double distance() const {
    return std::inner_product(residual.begin(), residual.end(), residual.begin(), 0.0);
  }
};

/// Every beginning with every vector of the next book, the `paths` nearest kept, in double.
Beginning brute_force(const std::vector<float>& books,
                      std::span<const float> latent,
                      std::size_t paths) {
  std::vector<Beginning> kept{{{latent.begin(), latent.end()}, {}}};
  for (std::size_t book = 0; book < kBooks; ++book) {
    std::vector<Beginning> all;
    for (const Beginning& beginning : kept) {
      for (std::size_t code = 0; code < kSize; ++code) {
        Beginning longer = beginning;
        longer.codes.push_back(static_cast<std::int32_t>(code));
        for (std::size_t i = 0; i < kWidth; ++i) {
          longer.residual[i] -= static_cast<double>(books[(book * kSize + code) * kWidth + i]);
        }
        all.push_back(longer);
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const Beginning& a, const Beginning& b) {
      return a.distance() < b.distance();
    });
    all.resize(std::min(all.size(), paths));
    kept = all;
  }
  return kept.front();
}

TEST(ResidualVectorQuantizer, FindsWhatBruteForceFinds) {
  const auto books = random_values(std::size_t{kBooks} * kSize * kWidth, 1);
  const ResidualVectorQuantizer quantizer(books, kBooks, kSize, kWidth);
  const auto latents = random_values(std::size_t{200} * kWidth, 2);
  int better_than_greedy = 0;
  for (std::size_t frame = 0; frame < 200; ++frame) {
    const auto latent = std::span<const float>(latents).subspan(frame * kWidth, kWidth);
    const Beginning wanted = brute_force(books, latent, ResidualVectorQuantizer::kPaths);
    EXPECT_EQ(encode(quantizer, latent), wanted.codes) << "frame " << frame;
    better_than_greedy += wanted.distance() < brute_force(books, latent, 1).distance() ? 1 : 0;
  }
  EXPECT_GT(better_than_greedy, 50);
}

TEST(ResidualVectorQuantizer, DecodesTheSumOfTheVectors) {
  const auto books = random_values(std::size_t{kBooks} * kSize * kWidth, 3);
  const ResidualVectorQuantizer quantizer(books, kBooks, kSize, kWidth);
  std::vector<float> latent(kWidth);
  quantizer.decode(std::vector<std::int32_t>{5, 36}, latent);
  for (std::size_t i = 0; i < kWidth; ++i) {
    EXPECT_FLOAT_EQ(latent[i], books[5 * kWidth + i] + books[(kSize + 36) * kWidth + i]);
  }
}

TEST(ResidualVectorQuantizer, EqualVectorsGiveTheLowerIndex) {
  std::vector<float> book(std::size_t{4} * 8, 0.25F);
  const ResidualVectorQuantizer quantizer(book, 1, 4, 8);
  EXPECT_EQ(encode(quantizer, std::vector<float>(8, 1.0F)), std::vector<std::int32_t>{0});
}

TEST(ResidualVectorQuantizer, RefusesCodesAndShapesThatDoNotFit) {
  const ResidualVectorQuantizer quantizer(std::vector<float>(std::size_t{2} * 4 * 3), 2, 4, 3);
  std::vector<float> latent(3);
  EXPECT_THROW(quantizer.decode(std::vector<std::int32_t>{4}, latent), ShapeError);
  EXPECT_THROW(quantizer.decode(std::vector<std::int32_t>{-1}, latent), ShapeError);
  EXPECT_THROW(quantizer.decode(std::vector<std::int32_t>{}, latent), ShapeError);
  EXPECT_THROW(quantizer.decode(std::vector<std::int32_t>{0, 0, 0}, latent), ShapeError);
  EXPECT_THROW(ResidualVectorQuantizer(std::vector<float>(5), 2, 4, 3), ShapeError);
}

}  // namespace
}  // namespace melisma::codec
