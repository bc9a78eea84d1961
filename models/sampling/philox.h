#pragma once

#include <array>
#include <cstdint>

namespace melisma::models {

/// Philox4x32-10, the counter-based random generator of Salmon, Moraes, Dror and Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3" (2011, doi 10.1145/2063384.2063405). A number is a pure
/// function of the seed and of the place where it is used, so what is sampled does not depend on
/// threads, block sizes or the order of calls. Immutable: any thread.
class Philox {
 public:
  using Block = std::array<std::uint32_t, 4>;

  explicit constexpr Philox(std::uint64_t seed) noexcept
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)} {}

  /// The four words that belong to a counter.
  [[nodiscard]] Block block(Block counter) const noexcept;

  /// Uniform in [0, 1), 53 bits, for one choice: codebook (or field) `codebook` of frame (or event)
  /// `frame`. `stream` keeps apart uses that share a seed; see RandomStream.
  [[nodiscard]] double uniform(std::int64_t frame,
                               std::uint32_t codebook,
                               std::uint32_t stream) const noexcept;

 private:
  std::array<std::uint32_t, 2> key_;
};

/// Streams in use. Values are part of "same seed, same bytes": append only, in steps that leave
/// room for repeated attempts (stream + attempt).
namespace random_stream {
inline constexpr std::uint32_t kMusic = 0x00000;
inline constexpr std::uint32_t kSpeech = 0x10000;
inline constexpr std::uint32_t kPlan = 0x20000;
}  // namespace random_stream

}  // namespace melisma::models
