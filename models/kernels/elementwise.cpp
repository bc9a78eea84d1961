#include "models/kernels/elementwise.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/elementwise.cpp"
// The order matters.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

/// y[i] = function(a[i], ...) for all i; the last lanes are padded with zeros, so that a value does
/// not depend on where it stands.
template <typename Function, typename... Inputs>
HWY_INLINE void map(float* y,
                    std::size_t count,
                    const Function& function,
                    const Inputs*... inputs) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(function(hn::LoadU(tag, inputs + i)...), tag, y + i);
  }
  if (i < count) {
    HWY_ALIGN float result[hn::MaxLanes(tag)];
    const auto padded = [&](const float* from) HWY_ATTR {
      HWY_ALIGN float values[hn::MaxLanes(tag)] = {};
      std::memcpy(values, from + i, (count - i) * sizeof(float));
      return hn::Load(tag, values);
    };
    hn::Store(function(padded(inputs)...), tag, result);
    std::memcpy(y + i, result, (count - i) * sizeof(float));
  }
}

/// The sum of term(lanes of x, which of them count).
template <typename Term>
HWY_INLINE float sum_terms(const float* x, std::size_t count, const Term& term) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  Vector even = hn::Zero(tag);  // two sums hide the latency of the additions
  Vector odd = even;
  std::size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    even = hn::Add(even, term(hn::LoadU(tag, x + i)));
    odd = hn::Add(odd, term(hn::LoadU(tag, x + i + lanes)));
  }
  for (; i < count; i += lanes) {
    const std::size_t rest = std::min(lanes, count - i);
    HWY_ALIGN float values[hn::MaxLanes(tag)] = {};
    std::memcpy(values, x + i, rest * sizeof(float));
    even = hn::Add(even, hn::IfThenElseZero(hn::FirstN(tag, rest), term(hn::Load(tag, values))));
  }
  return hn::GetLane(hn::SumOfLanes(tag, hn::Add(even, odd)));
}

void add_to(float* y, const float* x, std::size_t count) {
  map(
      y, count, [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); }, y, x);
}

void add_products(float* y, const float* a, const float* b, std::size_t count) {
  map(
      y,
      count,
      [](Vector sum, Vector left, Vector right) HWY_ATTR { return hn::MulAdd(left, right, sum); },
      y,
      a,
      b);
}

void rms_norm_column(
    const float* x, const float* weight, std::size_t width, float epsilon, float* y) {
  const float square =
      sum_terms(x, width, [](Vector value) HWY_ATTR { return hn::Mul(value, value); });
  const auto scale =
      hn::Set(Floats(), 1.0F / std::sqrt(square / static_cast<float>(width) + epsilon));
  map(
      y,
      width,
      [&](Vector value, Vector factor) HWY_ATTR { return hn::Mul(hn::Mul(value, scale), factor); },
      x,
      weight);
}

void layer_norm_column(const float* x,
                       const float* weight,
                       const float* bias,
                       std::size_t width,
                       float epsilon,
                       float* y) {
  const auto size = static_cast<float>(width);
  const auto mean =
      hn::Set(Floats(), sum_terms(x, width, [](Vector value) HWY_ATTR { return value; }) / size);
  const float variance = sum_terms(x,
                                   width,
                                   [&](Vector value) HWY_ATTR {
                                     const Vector difference = hn::Sub(value, mean);
                                     return hn::Mul(difference, difference);
                                   }) /
                         size;
  const auto scale = hn::Set(Floats(), 1.0F / std::sqrt(variance + epsilon));
  map(
      y,
      width,
      [&](Vector value, Vector factor, Vector offset)
          HWY_ATTR { return hn::MulAdd(hn::Mul(hn::Sub(value, mean), scale), factor, offset); },
      x,
      weight,
      bias);
}

HWY_INLINE Vector error_function(Vector x) {
  const Floats tag;
  const Vector one = hn::Set(tag, 1.0F);
  const Vector magnitude = hn::Abs(x);
  const Vector t = hn::Div(one, hn::MulAdd(hn::Set(tag, 0.3275911F), magnitude, one));
  Vector polynomial = hn::Set(tag, 1.061405429F);
  for (const float coefficient : {-1.453152027F, 1.421413741F, -0.284496736F, 0.254829592F}) {
    polynomial = hn::MulAdd(polynomial, t, hn::Set(tag, coefficient));
  }
  const Vector tail = hn::Mul(hn::Mul(polynomial, t), hn::Exp(tag, hn::Neg(hn::Mul(x, x))));
  return hn::CopySign(hn::Sub(one, tail), x);
}

void gelu(float* x, std::size_t count) {
  map(
      x,
      count,
      [](Vector value) HWY_ATTR {
        const Floats tag;
        constexpr float kInverseSqrt2 = 0.70710678118654752F;
        const Vector half = hn::Mul(value, hn::Set(tag, 0.5F));
        return hn::MulAdd(half, error_function(hn::Mul(value, hn::Set(tag, kInverseSqrt2))), half);
      },
      x);
}

/// 1 / (1 + exp(-x)).
HWY_INLINE Vector sigmoid(Vector x) {
  const Floats tag;
  // Beyond -87 exp(-x) leaves the range of floats; there the sigmoid is 0 anyway.
  const Vector exponent = hn::Min(hn::Neg(x), hn::Set(tag, 87.0F));
  const Vector one = hn::Set(tag, 1.0F);
  return hn::Div(one, hn::Add(one, hn::Exp(tag, exponent)));
}

void elu(float* x, std::size_t count) {
  map(
      x,
      count,
      [](Vector value) HWY_ATTR {
        const Floats tag;
        const Vector below = hn::Min(value, hn::Zero(tag));
        return hn::Add(hn::Max(value, hn::Zero(tag)),
                       hn::Sub(hn::Exp(tag, below), hn::Set(tag, 1.0F)));
      },
      x);
}

void lstm_cell(const float* gates, std::size_t width, float* cell, float* hidden) {
  map(
      cell,
      width,
      [](Vector in, Vector forget, Vector candidate, Vector before) HWY_ATTR {
        return hn::MulAdd(sigmoid(forget),
                          before,
                          hn::Mul(sigmoid(in), hn::Tanh(Floats(), candidate)));
      },
      gates,
      gates + width,
      gates + 2 * width,
      cell);
  map(
      hidden,
      width,
      [](Vector out, Vector now) HWY_ATTR {
        return hn::Mul(sigmoid(out), hn::Tanh(Floats(), now));
      },
      gates + 3 * width,
      cell);
}

void swiglu(const float* gate, const float* up, float* y, std::size_t count) {
  map(
      y,
      count,
      [](Vector value, Vector factor) HWY_ATTR {
        const Floats tag;
        // Beyond -87 exp(-x) leaves the range of floats; there silu(x) is 0 anyway.
        const Vector exponent = hn::Min(hn::Neg(value), hn::Set(tag, 87.0F));
        const Vector silu = hn::Div(value, hn::Add(hn::Set(tag, 1.0F), hn::Exp(tag, exponent)));
        return hn::Mul(silu, factor);
      },
      gate,
      up);
}

void exponentials(float* x, std::size_t count) {
  map(
      x, count, [](Vector value) HWY_ATTR { return hn::Exp(Floats(), value); }, x);
}

void softmax(float* x, std::size_t count, float scale) {
  const Floats tag;
  float top = x[0];
  for (std::size_t i = 1; i < count; ++i) {
    top = std::max(top, x[i]);
  }
  const Vector shift = hn::Set(tag, top);
  const Vector factor = hn::Set(tag, scale);
  map(
      x,
      count,
      [&](Vector value) HWY_ATTR { return hn::Exp(tag, hn::Mul(hn::Sub(value, shift), factor)); },
      x);
  const Vector inverse =
      hn::Set(tag, 1.0F / sum_terms(x, count, [](Vector value) HWY_ATTR { return value; }));
  map(
      x, count, [&](Vector value) HWY_ATTR { return hn::Mul(value, inverse); }, x);
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(add_to);
HWY_EXPORT(add_products);
HWY_EXPORT(rms_norm_column);
HWY_EXPORT(layer_norm_column);
HWY_EXPORT(gelu);
HWY_EXPORT(swiglu);
HWY_EXPORT(elu);
HWY_EXPORT(lstm_cell);
HWY_EXPORT(exponentials);
HWY_EXPORT(softmax);

void add_to(std::span<float> y, std::span<const float> x) {
  HWY_DYNAMIC_DISPATCH(add_to)(y.data(), x.data(), y.size());
}

void add_products(std::span<float> y, std::span<const float> a, std::span<const float> b) {
  HWY_DYNAMIC_DISPATCH(add_products)(y.data(), a.data(), b.data(), y.size());
}

void rms_norm(std::span<const float> x,
              std::span<const float> weight,
              float epsilon,
              std::span<float> y) {
  for (std::size_t at = 0; at < x.size(); at += weight.size()) {
    HWY_DYNAMIC_DISPATCH(rms_norm_column)
    (x.data() + at, weight.data(), weight.size(), epsilon, y.data() + at);
  }
}

void layer_norm(std::span<const float> x,
                std::span<const float> weight,
                std::span<const float> bias,
                float epsilon,
                std::span<float> y) {
  for (std::size_t at = 0; at < x.size(); at += weight.size()) {
    HWY_DYNAMIC_DISPATCH(layer_norm_column)
    (x.data() + at, weight.data(), bias.data(), weight.size(), epsilon, y.data() + at);
  }
}

void gelu(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(gelu)(x.data(), x.size());
}

void swiglu(std::span<const float> gate, std::span<const float> up, std::span<float> y) {
  HWY_DYNAMIC_DISPATCH(swiglu)(gate.data(), up.data(), y.data(), y.size());
}

void elu(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(elu)(x.data(), x.size());
}

void lstm_cell(std::span<const float> gates, std::span<float> cell, std::span<float> hidden) {
  HWY_DYNAMIC_DISPATCH(lstm_cell)(gates.data(), cell.size(), cell.data(), hidden.data());
}

void exponentials(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(exponentials)(x.data(), x.size());
}

void softmax(std::span<float> x, float scale) {
  HWY_DYNAMIC_DISPATCH(softmax)(x.data(), x.size(), scale);
}

}  // namespace melisma::models
#endif
