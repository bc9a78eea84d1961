#include "models/kernels/head_attention.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "models/kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/head_attention.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

constexpr std::size_t kAhead = 32;  // steps that memory is asked for before they are used

HWY_INLINE Vector load(const float* from) {
  return hn::LoadU(Floats(), from);
}
HWY_INLINE Vector load(const hwy::float16_t* from) {
  return hn::PromoteTo(Floats(), hn::LoadU(hn::Rebind<hwy::float16_t, Floats>(), from));
}
HWY_INLINE Vector load(const std::int8_t* from) {
  const hn::RebindToSigned<Floats> ints;
  return hn::ConvertTo(Floats(),
                       hn::PromoteTo(ints, hn::LoadU(hn::Rebind<std::int8_t, Floats>(), from)));
}
template <typename T>
HWY_INLINE Vector load_first(const T* from, std::size_t count) {
  HWY_ALIGN T padded[hn::MaxLanes(Floats())] = {};
  std::memcpy(padded, from, count * sizeof(T));
  return load(padded);
}

template <typename T>
HWY_INLINE float dot(const float* a, const T* b, std::size_t count) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  Vector sum = hn::Zero(tag);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    sum = hn::MulAdd(load(a + i), load(b + i), sum);
  }
  if (i < count) {
    sum = hn::MulAdd(load_first(a + i, count - i), load_first(b + i, count - i), sum);
  }
  return hn::GetLane(hn::SumOfLanes(tag, sum));
}

template <typename T>
HWY_INLINE void score_keys(const float* query,
                           std::size_t width,
                           const CachedSteps& run,
                           float* scores) {
  const auto* keys = reinterpret_cast<const T*>(run.keys);
  for (std::size_t s = 0; s < run.steps; ++s) {
    hwy::Prefetch(keys + (s + kAhead) * width);
    const float product = dot(query, keys + s * width, width);
    scores[s] = run.key_scales == nullptr ? product : product * run.key_scales[s];
  }
}

/// y[0 .. kVectors * lanes) of the head, kept in registers over all steps.
template <typename T, std::size_t vectors>
HWY_INLINE void add_values(
    const CachedSteps& run, std::size_t width, std::size_t at, const float* weights, float* y) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  const auto* values = reinterpret_cast<const T*>(run.values) + at;
  Vector sums[vectors];
  for (std::size_t v = 0; v < vectors; ++v) {
    sums[v] = hn::LoadU(tag, y + at + v * lanes);
  }
  for (std::size_t s = 0; s < run.steps; ++s) {
    hwy::Prefetch(values + (s + kAhead) * width);
    const float weight =
        run.value_scales == nullptr ? weights[s] : weights[s] * run.value_scales[s];
    const Vector spread = hn::Set(tag, weight);
    for (std::size_t v = 0; v < vectors; ++v) {
      sums[v] = hn::MulAdd(spread, load(values + s * width + v * lanes), sums[v]);
    }
  }
  for (std::size_t v = 0; v < vectors; ++v) {
    hn::StoreU(sums[v], tag, y + at + v * lanes);
  }
}

template <typename T>
HWY_INLINE void add_last_values(
    const CachedSteps& run, std::size_t width, std::size_t at, const float* weights, float* y) {
  const Floats tag;
  const std::size_t count = width - at;
  const auto* values = reinterpret_cast<const T*>(run.values) + at;
  Vector sum = load_first(y + at, count);
  for (std::size_t s = 0; s < run.steps; ++s) {
    const float weight =
        run.value_scales == nullptr ? weights[s] : weights[s] * run.value_scales[s];
    sum = hn::MulAdd(hn::Set(tag, weight), load_first(values + s * width, count), sum);
  }
  HWY_ALIGN float result[hn::MaxLanes(Floats())];
  hn::Store(sum, tag, result);
  std::memcpy(y + at, result, count * sizeof(float));
}

template <typename T>
void attend(const float* query,
            std::size_t width,
            const std::array<CachedSteps, 2>& runs,
            float* scores,
            float* y) {
  for (std::size_t s = 0; s < std::min(kAhead, runs[0].steps); ++s) {
    hwy::Prefetch(reinterpret_cast<const T*>(runs[0].values) + s * width);
  }
  score_keys<T>(query, width, runs[0], scores);
  score_keys<T>(query, width, runs[1], scores + runs[0].steps);
  softmax({scores, runs[0].steps + runs[1].steps}, 1.0F / std::sqrt(static_cast<float>(width)));
  std::fill_n(y, width, 0.0F);
  const std::size_t lanes = hn::Lanes(Floats());
  for (const CachedSteps& run : runs) {
    std::size_t at = 0;
    for (; at + 4 * lanes <= width; at += 4 * lanes) {
      add_values<T, 4>(run, width, at, scores, y);
    }
    for (; at + lanes <= width; at += lanes) {
      add_values<T, 1>(run, width, at, scores, y);
    }
    if (at < width) {
      add_last_values<T>(run, width, at, scores, y);
    }
    scores += run.steps;
  }
}

void attend_any(CacheType type,
                const float* query,
                std::size_t width,
                const std::array<CachedSteps, 2>& runs,
                float* scores,
                float* y) {
  switch (type) {
    case CacheType::kF32:
      return attend<float>(query, width, runs, scores, y);
    case CacheType::kF16:
      return attend<hwy::float16_t>(query, width, runs, scores, y);
    case CacheType::kI8:
      return attend<std::int8_t>(query, width, runs, scores, y);
  }
}

void store_halves(const float* values, std::size_t count, std::byte* codes) {
  const hn::CappedTag<float, 4> tag;
  const hn::Rebind<hwy::float16_t, decltype(tag)> halves;
  const std::size_t lanes = hn::Lanes(tag);
  for (std::size_t i = 0; i < count; i += lanes) {
    const std::size_t rest = std::min(lanes, count - i);
    HWY_ALIGN float padded[4] = {};
    HWY_ALIGN hwy::float16_t result[4];
    std::memcpy(padded, values + i, rest * sizeof(float));
    hn::Store(hn::DemoteTo(halves, hn::Load(tag, padded)), halves, result);
    std::memcpy(codes + 2 * i, result, 2 * rest);
  }
}

/// Returns the scale.
float store_codes(const float* values, std::size_t count, std::int8_t* codes) {
  const Floats tag;
  const hn::Rebind<std::int8_t, Floats> bytes;
  const std::size_t lanes = hn::Lanes(tag);
  const std::size_t whole = count / lanes * lanes;
  Vector largest = hn::Zero(tag);
  for (std::size_t i = 0; i < whole; i += lanes) {
    largest = hn::Max(largest, hn::Abs(load(values + i)));
  }
  if (whole < count) {
    largest = hn::Max(largest, hn::Abs(load_first(values + whole, count - whole)));
  }
  const float top = hn::GetLane(hn::MaxOfLanes(tag, largest));
  const Vector inverse = hn::Set(tag, top > 0 ? 127 / top : 0);
  const auto code = [&](Vector x) HWY_ATTR {
    return hn::DemoteTo(bytes, hn::NearestInt(hn::Mul(x, inverse)));
  };
  for (std::size_t i = 0; i < whole; i += lanes) {
    hn::StoreU(code(load(values + i)), bytes, codes + i);
  }
  if (whole < count) {
    HWY_ALIGN std::int8_t last[hn::MaxLanes(Floats())];
    hn::Store(code(load_first(values + whole, count - whole)), bytes, last);
    std::memcpy(codes + whole, last, count - whole);
  }
  return top / 127;
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(attend_any);
HWY_EXPORT(store_halves);
HWY_EXPORT(store_codes);

void attend_head(CacheType type,
                 std::span<const float> query,
                 const std::array<CachedSteps, 2>& runs,
                 std::span<float> scores,
                 std::span<float> y) {
  HWY_DYNAMIC_DISPATCH(attend_any)
  (type, query.data(), query.size(), runs, scores.data(), y.data());
}

void store_head(CacheType type, std::span<const float> values, std::byte* codes, float* scale) {
  if (type == CacheType::kF32) {
    std::memcpy(codes, values.data(), values.size_bytes());
  } else if (type == CacheType::kF16) {
    HWY_DYNAMIC_DISPATCH(store_halves)(values.data(), values.size(), codes);
  } else {
    *scale = HWY_DYNAMIC_DISPATCH(store_codes)(
        values.data(), values.size(), reinterpret_cast<std::int8_t*>(codes));
  }
}

}  // namespace melisma::models
#endif
