#include "models/sampling/philox.h"

namespace melisma::models {
namespace {

// Multipliers and Weyl increments of Philox4x32 (Salmon et al. 2011, section 4.3).
constexpr std::uint32_t kMultiplier0 = 0xD2511F53;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

}  // namespace

Philox::Block Philox::block(Block counter) const noexcept {
  std::uint32_t key0 = key_[0];
  std::uint32_t key1 = key_[1];
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32U) ^ counter[1] ^ key0,
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32U) ^ counter[3] ^ key1,
               static_cast<std::uint32_t>(product0)};
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return counter;
}

double Philox::uniform(std::int64_t frame,
                       std::uint32_t codebook,
                       std::uint32_t stream) const noexcept {
  const auto place = static_cast<std::uint64_t>(frame);
  const Block words = block({static_cast<std::uint32_t>(place),
                             static_cast<std::uint32_t>(place >> 32U),
                             codebook,
                             stream});
  const std::uint64_t bits = (std::uint64_t{words[1]} << 32U) | words[0];
  return static_cast<double>(bits >> 11U) * 0x1p-53;
}

}  // namespace melisma::models
