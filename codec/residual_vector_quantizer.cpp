#include "codec/residual_vector_quantizer.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>

#include "audio/error.h"

namespace melisma::codec {
namespace {

std::size_t index(int value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

ResidualVectorQuantizer::ResidualVectorQuantizer(std::vector<float> codebooks,
                                                 int books,
                                                 int size,
                                                 int width)
    : codebooks_(std::move(codebooks)), books_(books), size_(size), width_(width) {
  if (books < 1 || books > kMostBooks || size < 1 || width < 1 ||
      codebooks_.size() != index(books) * index(size) * index(width)) {
    throw ShapeError("codebooks: found " + std::to_string(codebooks_.size()) + " values, wanted [" +
                     std::to_string(books) + ", " + std::to_string(size) + ", " +
                     std::to_string(width) + "].");
  }
  for (int book = 0; book < books; ++book) {
    std::vector<float> offsets(index(size));
    for (int code = 0; code < size; ++code) {
      const auto vector = vector_of(book, code);
      offsets[index(code)] =
          -.5F * std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F);
    }
    const auto vectors =
        std::span<const float>(codebooks_)
            .subspan(index(book) * index(size) * index(width), index(size) * index(width));
    scorers_.emplace_back(models::WeightMatrix(vectors, index(size), index(width)),
                          std::move(offsets));
  }
}

std::span<const float> ResidualVectorQuantizer::vector_of(int book, std::int32_t code) const {
  const std::size_t row = index(book) * index(size_) + index(code);
  return std::span<const float>(codebooks_).subspan(row * index(width_), index(width_));
}

ResidualVectorQuantizer::Scratch ResidualVectorQuantizer::make_scratch() const {
  return {std::vector<float>(index(kPaths) * (2 * index(width_) + index(size_))), {}};
}

void ResidualVectorQuantizer::encode(std::span<const float> latent,
                                     std::span<std::int32_t> codes,
                                     Scratch& scratch) const {
  MELISMA_ASSERT(latent.size() == index(width_) && codes.size() == index(books_));
  const std::span<float> values(scratch.values);
  std::span<float> residuals = values.first(index(kPaths) * latent.size());
  std::span<float> next_residuals = values.subspan(residuals.size(), residuals.size());
  const std::span<float> scores = values.subspan(2 * residuals.size());
  // history[book][i]: what the i-th best path took there.
  std::array<std::array<Choice, kPaths>, kMostBooks> history;
  std::array<float, kPaths> gains{};
  std::size_t paths = 1;
  std::copy(latent.begin(), latent.end(), residuals.begin());
  for (std::size_t book = 0; book < codes.size(); ++book) {
    scorers_[book].apply(residuals.first(paths * latent.size()),
                         scores.first(paths * index(size_)),
                         scratch.workspace);
    auto& best = history[book];
    paths = choose_best(scores.first(paths * index(size_)), std::span(gains).first(paths), best);
    for (std::size_t i = 0; i < paths; ++i) {
      gains[i] = best[i].gain;
      const auto residual = residuals.subspan(best[i].path * latent.size(), latent.size());
      const auto vector = vector_of(static_cast<int>(book), best[i].code);
      std::transform(residual.begin(),
                     residual.end(),
                     vector.begin(),
                     next_residuals.begin() + static_cast<std::ptrdiff_t>(i * latent.size()),
                     std::minus<>());
    }
    std::swap(residuals, next_residuals);
  }
  std::size_t path = 0;
  for (std::size_t book = codes.size(); book-- > 0;) {
    codes[book] = history[book][path].code;
    path = history[book][path].path;
  }
}

std::size_t ResidualVectorQuantizer::choose_best(std::span<const float> scores,
                                                 std::span<const float> gains,
                                                 std::array<Choice, kPaths>& best) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const std::size_t path = i / index(size_);
    const float gain = gains[path] + scores[i];
    if (count == kPaths && !(gain > best[kPaths - 1].gain)) {
      continue;
    }
    count = std::min<std::size_t>(count + 1, kPaths);
    std::size_t place = count - 1;
    for (; place > 0 && gain > best[place - 1].gain; --place) {
      best[place] = best[place - 1];
    }
    best[place] = {
        gain, static_cast<std::uint32_t>(path), static_cast<std::int32_t>(i % index(size_))};
  }
  return count;
}

void ResidualVectorQuantizer::decode(std::span<const std::int32_t> codes,
                                     std::span<float> latent) const {
  MELISMA_ASSERT(latent.size() == index(width_));
  if (codes.empty() || codes.size() > index(books_)) {
    throw ShapeError("decode: found " + std::to_string(codes.size()) +
                     " codes a frame, wanted 1 to " + std::to_string(books_) + ".");
  }
  std::fill(latent.begin(), latent.end(), 0.0F);
  for (std::size_t book = 0; book < codes.size(); ++book) {
    if (codes[book] < 0 || codes[book] >= size_) {
      throw ShapeError("decode: found code " + std::to_string(codes[book]) + " in codebook " +
                       std::to_string(book) + ", wanted 0 to " + std::to_string(size_ - 1) + ".");
    }
    const auto vector = vector_of(static_cast<int>(book), codes[book]);
    for (std::size_t i = 0; i < latent.size(); ++i) {
      latent[i] += vector[i];
    }
  }
}

}  // namespace melisma::codec
