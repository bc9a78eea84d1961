#include "codec/phase_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/phase_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace melisma::codec::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

constexpr float kNoEnergy = 1e-20F;  // squared magnitude below which a bin has no phase

// Every loop ends with single lanes of the same operations, so that its result does not depend on
// where a value stands.
template <typename Body>
HWY_INLINE void for_lanes(std::size_t count, const Body& body) {
  const Floats all;
  const hn::CappedTag<float, 1> one;
  std::size_t i = 0;
  for (; i + hn::Lanes(all) <= count; i += hn::Lanes(all)) {
    body(all, i);
  }
  for (; i < count; ++i) {
    body(one, i);
  }
}

void multiply_lanes(const float* a, const float* b, float* y, std::size_t count) {
  for_lanes(count, [&](auto tag, std::size_t i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::LoadU(tag, a + i), hn::LoadU(tag, b + i)), tag, y + i);
  });
}

void extrapolate_lanes(float* spectrum, float* before, float momentum, std::size_t count) {
  for_lanes(count, [&](auto tag, std::size_t i) HWY_ATTR {
    const auto current = hn::LoadU(tag, spectrum + i);
    const auto change = hn::Sub(current, hn::LoadU(tag, before + i));
    hn::StoreU(hn::Add(current, hn::Mul(hn::Set(tag, momentum), change)), tag, spectrum + i);
    hn::StoreU(current, tag, before + i);
  });
}

void impose_lanes(float* spectrum, const float* magnitudes, std::size_t count) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  HWY_ALIGN float alternating[hn::MaxLanes(Floats())];
  for (std::size_t i = 0; i < lanes; ++i) {
    alternating[i] = i % 2 == 0 ? 1.0F : -1.0F;
  }
  std::size_t k = 0;
  for (; lanes > 1 && k + lanes <= count; k += lanes) {
    Vector re;
    Vector im;
    hn::LoadInterleaved2(tag, spectrum + 2 * k, re, im);
    const Vector magnitude = hn::LoadU(tag, magnitudes + k);
    const Vector energy = hn::Add(hn::Mul(re, re), hn::Mul(im, im));
    const auto has_phase = hn::Gt(energy, hn::Set(tag, kNoEnergy));
    const Vector scale = hn::Div(magnitude, hn::Sqrt(energy));
    const Vector impulse = hn::Mul(magnitude, hn::Load(tag, alternating));
    hn::StoreInterleaved2(hn::IfThenElse(has_phase, hn::Mul(re, scale), impulse),
                          hn::IfThenElseZero(has_phase, hn::Mul(im, scale)),
                          tag,
                          spectrum + 2 * k);
  }
  for (; k < count; ++k) {
    float& re = spectrum[2 * k];
    float& im = spectrum[2 * k + 1];
    const float energy = re * re + im * im;
    const float scale = magnitudes[k] / std::sqrt(energy);
    const bool has_phase = energy > kNoEnergy;
    re = has_phase ? re * scale : k % 2 == 0 ? magnitudes[k] : -magnitudes[k];
    im = has_phase ? im * scale : 0.0F;
  }
}

void replace_lanes(const float* window,
                   const float* time,
                   float scale,
                   float* share,
                   float* overlap,
                   std::size_t count) {
  for_lanes(count, [&](auto tag, std::size_t i) HWY_ATTR {
    const auto scaled = hn::Mul(hn::LoadU(tag, time + i), hn::Set(tag, scale));
    const auto fresh = hn::Mul(hn::LoadU(tag, window + i), scaled);
    const auto change = hn::Sub(fresh, hn::LoadU(tag, share + i));
    hn::StoreU(hn::Add(hn::LoadU(tag, overlap + i), change), tag, overlap + i);
    hn::StoreU(fresh, tag, share + i);
  });
}

}  // namespace
}  // namespace melisma::codec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::codec {

HWY_EXPORT(multiply_lanes);
HWY_EXPORT(extrapolate_lanes);
HWY_EXPORT(impose_lanes);
HWY_EXPORT(replace_lanes);

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> y) {
  HWY_DYNAMIC_DISPATCH(multiply_lanes)(a.data(), b.data(), y.data(), y.size());
}

void extrapolate(std::span<std::complex<float>> spectrum,
                 std::span<std::complex<float>> before,
                 float momentum) {
  HWY_DYNAMIC_DISPATCH(extrapolate_lanes)
  (reinterpret_cast<float*>(spectrum.data()),
   reinterpret_cast<float*>(before.data()),
   momentum,
   2 * spectrum.size());
}

void impose_magnitudes(std::span<std::complex<float>> spectrum, std::span<const float> magnitudes) {
  HWY_DYNAMIC_DISPATCH(impose_lanes)
  (reinterpret_cast<float*>(spectrum.data()), magnitudes.data(), spectrum.size());
}

void replace_share(std::span<const float> window,
                   std::span<const float> time,
                   float scale,
                   std::span<float> share,
                   std::span<float> overlap) {
  HWY_DYNAMIC_DISPATCH(replace_lanes)
  (window.data(), time.data(), scale, share.data(), overlap.data(), share.size());
}

}  // namespace melisma::codec
#endif
