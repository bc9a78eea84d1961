#include "codec/encodec/stream_upsampling.h"

#include <algorithm>
#include <cmath>

#include "models/published/weight_norm.h"

namespace melisma::codec {
namespace {

std::size_t trim_left(const models::EncodecConfig& config, std::size_t stride) {
  const auto right = config.causal ? static_cast<std::size_t>(std::ceil(
                                         static_cast<double>(stride) * config.trim_right_ratio))
                                   : stride / 2;
  return stride - right;
}

/// [in, out, 2 stride] to rows [stride, out] of what the row before and the row itself give.
std::vector<float> phase_major(const std::vector<float>& weights,
                               std::size_t in,
                               std::size_t out,
                               std::size_t stride) {
  std::vector<float> result(weights.size());
  for (std::size_t j = 0; j < stride; ++j) {
    for (std::size_t o = 0; o < out; ++o) {
      float* row = result.data() + (j * out + o) * 2 * in;
      for (std::size_t i = 0; i < in; ++i) {
        const float* taps = weights.data() + (i * out + o) * 2 * stride;
        row[i] = taps[j + stride];
        row[in + i] = taps[j];
      }
    }
  }
  return result;
}

RowProduct read(models::TensorReader& reader,
                const std::string& name,
                std::size_t in,
                std::size_t out,
                std::size_t stride,
                models::WeightType type) {
  const auto weights = models::read_weight_norm(reader,
                                                name,
                                                {static_cast<std::int64_t>(in),
                                                 static_cast<std::int64_t>(out),
                                                 static_cast<std::int64_t>(2 * stride)});
  const auto bias = reader.floats(name + ".bias", {static_cast<std::int64_t>(out)});
  std::vector<float> biases;
  for (std::size_t j = 0; j < stride; ++j) {
    biases.insert(biases.end(), bias.begin(), bias.end());
  }
  return {phase_major(weights, in, out, stride), std::move(biases), 2 * in, type};
}

}  // namespace

StreamUpsampling::StreamUpsampling(models::TensorReader& reader,
                                   const std::string& name,
                                   const models::EncodecConfig& config,
                                   std::size_t in,
                                   std::size_t out,
                                   std::size_t stride,
                                   models::WeightType type)
    : in_(in),
      out_(out),
      stride_(stride),
      trim_left_(trim_left(config, stride)),
      product_(read(reader, name + ".conv", in, out, stride, type)) {}

StreamUpsampling::State StreamUpsampling::make_state() const {
  return {std::vector<float>(in_), trim_left_, {}, {}};
}

void StreamUpsampling::push(State& state,
                            std::span<const float> x,
                            std::vector<float>& y,
                            models::Workspace& workspace) const {
  const std::size_t rows = x.size() / in_;
  if (rows == 0) {
    return;
  }
  state.windows.resize(rows * 2 * in_);
  for (std::size_t t = 0; t < rows; ++t) {
    float* window = state.windows.data() + t * 2 * in_;
    std::copy_n(state.before.begin(), in_, window);
    std::copy_n(x.data() + t * in_, in_, window + in_);
    std::copy_n(x.data() + t * in_, in_, state.before.begin());
  }
  state.wide.resize(rows * stride_ * out_);
  product_.apply(state.windows, state.wide, workspace);
  const std::size_t skipped = std::min(state.skip, rows * stride_);
  state.skip -= skipped;
  y.insert(
      y.end(), state.wide.begin() + static_cast<std::ptrdiff_t>(skipped * out_), state.wide.end());
}

void StreamUpsampling::finish(State& state,
                              std::vector<float>& y,
                              models::Workspace& workspace) const {
  const std::size_t before = y.size();
  push(state, std::vector<float>(in_), y, workspace);
  // Behind the signal as many rows are dropped as it takes to give stride rows for each.
  y.resize(before + std::min(y.size() - before, trim_left_ * out_));
}

}  // namespace melisma::codec
