#include "codec/residual_vector_quantizer.h"

#include <algorithm>
#include <cmath>
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
    scorers_.emplace_back(vectors, offsets, index(width));
  }
}

std::span<const float> ResidualVectorQuantizer::vector_of(int book, std::int32_t code) const {
  const std::size_t row = index(book) * index(size_) + index(code);
  return std::span<const float>(codebooks_).subspan(row * index(width_), index(width_));
}

ResidualVectorQuantizer::Scratch ResidualVectorQuantizer::make_scratch(std::size_t most) const {
  Scratch scratch;
  const std::size_t rows = most * index(kPaths);
  scratch.residuals.reserve(rows * index(width_));
  scratch.next.reserve(rows * index(width_));
  scratch.scores.reserve(rows * scorers_.front().stride());
  scratch.beams.reserve(most);
  return scratch;
}

void ResidualVectorQuantizer::encode(std::span<const float> latents,
                                     std::span<std::int32_t> codes,
                                     Scratch& scratch) const {
  const std::size_t width = index(width_);
  const std::size_t count = latents.size() / width;
  const std::size_t books = codes.size() / count;
  MELISMA_ASSERT(latents.size() == count * width && codes.size() == count * index(books_));
  scratch.beams.resize(count);
  for (Beam& beam : scratch.beams) {
    beam.paths = 1;
  }
  scratch.residuals.assign(latents.begin(), latents.end());
  std::size_t paths = 1;  // of every latent: they have equally many
  for (std::size_t book = 0; book < books; ++book) {
    const std::size_t stride = scorers_[book].stride();
    scratch.scores.resize(count * paths * stride);
    scorers_[book].multiply(scratch.residuals, scratch.scores);
    for (std::size_t t = 0; t < count; ++t) {
      advance(scratch.beams[t],
              book,
              std::span<const float>(scratch.scores).subspan(t * paths * stride, paths * stride));
    }
    const std::size_t next_paths = scratch.beams.front().paths;
    scratch.next.resize(count * next_paths * width);
    for (std::size_t i = 0; i < count * next_paths; ++i) {
      const std::size_t t = i / next_paths;
      const Choice& choice = scratch.beams[t].history[book][i % next_paths];
      const auto residual = scratch.residuals.begin() +
                            static_cast<std::ptrdiff_t>((t * paths + choice.path) * width);
      const auto vector = vector_of(static_cast<int>(book), choice.code);
      std::transform(residual,
                     residual + static_cast<std::ptrdiff_t>(width),
                     vector.begin(),
                     scratch.next.begin() + static_cast<std::ptrdiff_t>(i * width),
                     std::minus<>());
    }
    std::swap(scratch.residuals, scratch.next);
    paths = next_paths;
  }
  for (std::size_t t = 0; t < count; ++t) {
    std::size_t path = 0;
    for (std::size_t book = books; book-- > 0;) {
      const Choice& choice = scratch.beams[t].history[book][path];
      codes[t * books + book] = choice.code;
      path = choice.path;
    }
  }
}

/// The best of all paths' codes, best first. scores [paths, stride].
void ResidualVectorQuantizer::advance(Beam& beam,
                                      std::size_t book,
                                      std::span<const float> scores) const {
  constexpr float kSlack = 1e-5F;  // more than what rounding of a sum can take away
  auto& best = beam.history[book];
  const std::size_t stride = scores.size() / beam.paths;
  std::size_t count = 0;
  for (std::size_t path = 0; path < beam.paths; ++path) {
    const float before = book == 0 ? 0 : beam.history[book - 1][path].gain;
    const auto of_path = scores.subspan(path * stride, index(size_));
    for (std::size_t code = 0; code < of_path.size(); ++code) {
      if (count == kPaths) {
        // What cannot be among the best is passed over, many at a time.
        const float last = best[kPaths - 1].gain;
        const float slack = kSlack * (std::abs(last) + std::abs(before));
        code = models::find_above(of_path, code, last - before - slack);
        if (code == of_path.size()) {
          break;
        }
      }
      const float gain = before + of_path[code];
      if (count == kPaths && !(gain > best[kPaths - 1].gain)) {
        continue;
      }
      count = std::min<std::size_t>(count + 1, kPaths);
      std::size_t place = count - 1;
      for (; place > 0 && gain > best[place - 1].gain; --place) {
        best[place] = best[place - 1];
      }
      best[place] = {gain, static_cast<std::uint32_t>(path), static_cast<std::int32_t>(code)};
    }
  }
  beam.paths = count;
}

void ResidualVectorQuantizer::check(std::span<const std::int32_t> codes) const {
  if (codes.empty() || codes.size() > index(books_)) {
    throw ShapeError("decode: found " + std::to_string(codes.size()) +
                     " codes a frame, wanted 1 to " + std::to_string(books_) + ".");
  }
  for (std::size_t book = 0; book < codes.size(); ++book) {
    if (codes[book] < 0 || codes[book] >= size_) {
      throw ShapeError("decode: found code " + std::to_string(codes[book]) + " in codebook " +
                       std::to_string(book) + ", wanted 0 to " + std::to_string(size_ - 1) + ".");
    }
  }
}

void ResidualVectorQuantizer::decode(std::span<const std::int32_t> codes,
                                     std::span<float> latent) const {
  MELISMA_ASSERT(latent.size() == index(width_));
  check(codes);
  std::fill(latent.begin(), latent.end(), 0.0F);
  for (std::size_t book = 0; book < codes.size(); ++book) {
    const auto vector = vector_of(static_cast<int>(book), codes[book]);
    for (std::size_t i = 0; i < latent.size(); ++i) {
      latent[i] += vector[i];
    }
  }
}

}  // namespace melisma::codec
