// Included by kernels once for each instruction set; see their HWY_TARGET_INCLUDE.

#if defined(MELISMA_ROW_SUMS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MELISMA_ROW_SUMS_INL
#undef MELISMA_ROW_SUMS_INL
#else
#define MELISMA_ROW_SUMS_INL
#endif

#include <cstddef>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

inline constexpr std::size_t kRowTile = 4;

#if HWY_TARGET == HWY_SCALAR

template <std::size_t rows, typename Tag>
HWY_INLINE void store_row_sums(Tag /*tag*/, const hn::Vec<Tag>* sums, float* y) {
  for (std::size_t r = 0; r < rows; ++r) {
    y[r] = hn::GetLane(sums[r]);
  }
}

#else

/// Adds the halves of a vector until four lanes are left.
template <typename Tag>
HWY_INLINE auto fold_to_four(Tag tag, hn::Vec<Tag> sums) {
  if constexpr (hn::MaxLanes(tag) <= kRowTile) {
    return sums;
  } else {
    const hn::Half<Tag> half;
    return fold_to_four(half, hn::Add(hn::LowerHalf(half, sums), hn::UpperHalf(half, sums)));
  }
}

/// y[r] = the sum of all lanes of sums[r], for `rows` rows, 1 or kRowTile. The order of additions
/// is that of one row alone.
template <std::size_t rows, typename Tag>
HWY_INLINE void store_row_sums(Tag tag, const hn::Vec<Tag>* sums, float* y) {
  const hn::Repartition<std::uint64_t, Tag> pairs;
  // [a0 + a2, b0 + b2, a1 + a3, b1 + b3] in every group of four lanes, then all four rows.
  const auto two_rows = [&](std::size_t a, std::size_t b) HWY_ATTR {
    return hn::BitCast(pairs,
                       hn::Add(hn::InterleaveLower(tag, sums[a], sums[b]),
                               hn::InterleaveUpper(tag, sums[a], sums[b])));
  };
  constexpr bool kAll = rows == kRowTile;
  const auto low = two_rows(0, kAll ? 1 : 0);
  const auto high = two_rows(kAll ? 2 : 0, kAll ? 3 : 0);
  const auto each = hn::Add(hn::BitCast(tag, hn::InterleaveLower(pairs, low, high)),
                            hn::BitCast(tag, hn::InterleaveUpper(pairs, low, high)));
  const hn::CappedTag<float, kRowTile> four;
  const auto result = fold_to_four(tag, each);
  if constexpr (kAll) {
    hn::StoreU(result, four, y);
  } else {
    *y = hn::GetLane(result);
  }
}

#endif

}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // MELISMA_ROW_SUMS_INL
