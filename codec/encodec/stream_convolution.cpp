#include "codec/encodec/stream_convolution.h"

#include <algorithm>

#include "models/published/weight_norm.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kMostColumns = 256;  // gathered at once: what a cache holds

/// [out, in, kernel] to rows [kernel, in].
std::vector<float> tap_major(const std::vector<float>& weights, const ConvolutionSizes& sizes) {
  std::vector<float> result(weights.size());
  for (std::size_t o = 0; o < sizes.out; ++o) {
    for (std::size_t i = 0; i < sizes.in; ++i) {
      for (std::size_t k = 0; k < sizes.kernel; ++k) {
        result[(o * sizes.kernel + k) * sizes.in + i] =
            weights[(o * sizes.in + i) * sizes.kernel + k];
      }
    }
  }
  return result;
}

RowProduct read(models::TensorReader& reader,
                const std::string& name,
                const ConvolutionSizes& sizes,
                models::WeightType type) {
  const auto out = static_cast<std::int64_t>(sizes.out);
  const auto weights = models::read_weight_norm(
      reader,
      name,
      {out, static_cast<std::int64_t>(sizes.in), static_cast<std::int64_t>(sizes.kernel)});
  return {tap_major(weights, sizes),
          reader.floats(name + ".bias", {out}),
          sizes.kernel * sizes.in,
          type};
}

}  // namespace

StreamConvolution::StreamConvolution(models::TensorReader& reader,
                                     const std::string& name,
                                     const models::EncodecConfig& config,
                                     const ConvolutionSizes& sizes,
                                     models::WeightType type)
    : sizes_(sizes),
      left_(sizes.span() - sizes.stride),
      right_(config.causal ? 0 : left_ / 2),
      reflect_(config.reflect),
      product_(read(reader, name + ".conv", sizes, type)) {
  left_ -= right_;
}

void StreamConvolution::push(State& state,
                             std::span<const float> x,
                             std::vector<float>& y,
                             models::Workspace& workspace) const {
  state.rows.insert(state.rows.end(), x.begin(), x.end());
  state.taken += x.size() / sizes_.in;
  if (!state.begun) {
    // A reflection needs the rows that it reflects.
    if (reflect_ && state.taken < left_ + 1) {
      return;
    }
    begin(state);
  }
  apply(state, y, workspace);
}

void StreamConvolution::finish(State& state,
                               std::vector<float>& y,
                               models::Workspace& workspace) const {
  const std::size_t extra = (sizes_.stride - state.taken % sizes_.stride) % sizes_.stride;
  const std::size_t right = right_ + extra;  // the last output is completed
  // A signal too short to be reflected is lengthened by zeros, which are cut off again.
  const std::size_t longest = std::max(left_, right);
  const std::size_t missing = reflect_ && state.taken <= longest ? longest - state.taken + 1 : 0;
  state.rows.resize(state.rows.size() + missing * sizes_.in);
  if (!state.begun) {
    begin(state);
  }
  const std::size_t end = state.rows.size() / sizes_.in;
  state.rows.resize((end + right) * sizes_.in);
  for (std::size_t i = 0; i < right && reflect_; ++i) {
    std::copy_n(state.rows.data() + (end - 2 - i) * sizes_.in,
                sizes_.in,
                state.rows.data() + (end + i) * sizes_.in);
  }
  state.rows.resize(state.rows.size() - missing * sizes_.in);
  apply(state, y, workspace);
}

/// Puts what lies before the signal in front of it.
void StreamConvolution::begin(State& state) const {
  std::vector<float> before(left_ * sizes_.in);
  for (std::size_t i = 0; reflect_ && i < left_; ++i) {
    std::copy_n(
        state.rows.data() + (left_ - i) * sizes_.in, sizes_.in, before.data() + i * sizes_.in);
  }
  state.rows.insert(state.rows.begin(), before.begin(), before.end());
  state.begun = true;
}

void StreamConvolution::apply(State& state,
                              std::vector<float>& y,
                              models::Workspace& workspace) const {
  const std::size_t in = sizes_.in;
  const std::size_t rows = state.rows.size() / in;
  const std::size_t left = rows - state.next;  // rows that no output has begun with
  const std::size_t count = left < sizes_.span() ? 0 : (left - sizes_.span()) / sizes_.stride + 1;
  const std::size_t written = y.size();
  y.resize(written + count * sizes_.out);
  const std::size_t inner = sizes_.kernel * in;
  for (std::size_t first = 0; first < count; first += kMostColumns) {
    const std::size_t columns = std::min(kMostColumns, count - first);
    state.windows.resize(columns * inner);
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t begin = state.next + (first + c) * sizes_.stride;
      for (std::size_t k = 0; k < sizes_.kernel; ++k) {
        std::copy_n(state.rows.data() + (begin + k * sizes_.dilation) * in,
                    in,
                    state.windows.data() + c * inner + k * in);
      }
    }
    product_.apply(state.windows,
                   std::span(y).subspan(written + first * sizes_.out, columns * sizes_.out),
                   workspace);
  }
  state.next += count * sizes_.stride;
  // The end of the stream may reflect some rows more than the next output sees.
  const std::size_t kept = std::max(rows - state.next, right_ + sizes_.stride + 1);
  if (rows > kept) {
    const std::size_t dropped = rows - kept;
    state.rows.erase(state.rows.begin(),
                     state.rows.begin() + static_cast<std::ptrdiff_t>(dropped * in));
    state.next -= dropped;
  }
}

}  // namespace melisma::codec
