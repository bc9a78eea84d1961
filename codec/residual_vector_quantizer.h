#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/nn/linear.h"

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

  struct Scratch {
    std::vector<float> values;
    models::Workspace workspace;
  };
  [[nodiscard]] Scratch make_scratch() const;
  /// latent [D] -> codes [K]. No allocation.
  void encode(std::span<const float> latent, std::span<std::int32_t> codes, Scratch& scratch) const;
  /// codes [1..K] -> latent [D]: the sum of the codes' vectors. Codes outside [0, V) throw
  /// ShapeError.
  void decode(std::span<const std::int32_t> codes, std::span<float> latent) const;

 private:
  struct Choice {
    float gain = 0;  // how much nearer than zero the sum is: half the squared distance saved
    std::uint32_t path = 0;  // the beginning it goes on from
    std::int32_t code = 0;
  };
  /// The best of all paths' codes, best first; returns how many there are. scores [P, V].
  std::size_t choose_best(std::span<const float> scores,
                          std::span<const float> gains,
                          std::array<Choice, kPaths>& best) const;
  [[nodiscard]] std::span<const float> vector_of(int book, std::int32_t code) const;

  std::vector<float> codebooks_;         // [K, V, D]
  std::vector<models::Linear> scorers_;  // one a book: x.c - |c|^2 / 2, largest for the nearest c
  int books_;
  int size_;
  int width_;
};

}  // namespace melisma::codec
