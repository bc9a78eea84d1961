#include "models/kernels/memory_read.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/memory_read.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

std::uint64_t read(const std::byte* from, std::size_t bytes) {
  constexpr std::size_t kStep = 256;
  const hn::ScalableTag<std::uint64_t> tag;
  const auto* words = reinterpret_cast<const std::uint64_t*>(from);
  auto mixed = hn::Zero(tag);
  for (std::size_t at = 0; at < bytes; at += kStep) {
    for (std::size_t i = 0; i < kStep / 8; i += hn::Lanes(tag)) {
      mixed = hn::Xor(mixed, hn::LoadU(tag, words + at / 8 + i));
    }
  }
  return hn::GetLane(hn::SumOfLanes(tag, mixed));
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(read);

std::uint64_t read_memory(const std::byte* from, std::size_t bytes) {
  return HWY_DYNAMIC_DISPATCH(read)(from, bytes);
}

}  // namespace melisma::models
#endif
