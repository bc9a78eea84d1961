#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/nn/linear.h"

namespace melisma::codec {

/// Residual vector quantizer (Zeghidour et al. 2021, arXiv 2107.03312, section III.C): codebook k
/// codes what the books before it left. Full dimension, squared Euclidean distance, ties to the
/// lower index. Immutable, thread-safe.
class ResidualVectorQuantizer {
 public:
  /// `codebooks`: [K, V, D], row-major. Throws ShapeError.
  ResidualVectorQuantizer(std::vector<float> codebooks, int books, int size, int width);

  [[nodiscard]] int codebooks() const noexcept { return books_; }
  [[nodiscard]] int codebook_size() const noexcept { return size_; }
  [[nodiscard]] int width() const noexcept { return width_; }

  /// latent [D] -> codes [K]. `scratch` [D + V] is overwritten; no allocation.
  void encode(std::span<const float> latent,
              std::span<std::int32_t> codes,
              std::span<float> scratch) const;
  [[nodiscard]] std::size_t scratch_size() const {
    return static_cast<std::size_t>(width_) + static_cast<std::size_t>(size_);
  }
  /// codes [1..K] -> latent [D]: the sum of the codes' vectors. Codes outside [0, V) throw
  /// ShapeError.
  void decode(std::span<const std::int32_t> codes, std::span<float> latent) const;

 private:
  [[nodiscard]] std::span<const float> vector_of(int book, std::int32_t code) const;

  std::vector<float> codebooks_;         // [K, V, D]
  std::vector<models::Linear> scorers_;  // one a book: x.c - |c|^2 / 2, largest for the nearest c
  int books_;
  int size_;
  int width_;
};

}  // namespace melisma::codec
