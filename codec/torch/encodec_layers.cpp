#include "codec/torch/encodec_layers.h"

#include <algorithm>
#include <cmath>

#include "models/published/weight_norm.h"
#include "models/torch/tensor_reading.h"

namespace melisma::codec {
namespace {

constexpr double kGroupNormEpsilon = 1e-5;

at::Tensor read_weight(const EncodecSource& source,
                       const std::string& name,
                       const std::vector<std::int64_t>& shape) {
  if (source.config.group_norm) {
    return models::read_tensor(source.reader, name + ".weight", shape);
  }
  auto values = models::read_weight_norm(source.reader, name, shape);
  return torch::from_blob(values.data(), shape).clone();
}

EncodecNorm read_norm(const EncodecSource& source, const std::string& name, std::int64_t width) {
  if (!source.config.group_norm) {
    return {};
  }
  return {models::read_tensor(source.reader, name + ".norm.weight", {width}),
          models::read_tensor(source.reader, name + ".norm.bias", {width})};
}

/// Reflection needs more samples than it reflects; a shorter signal is lengthened by zeros first.
at::Tensor reflected(const at::Tensor& x, std::int64_t left, std::int64_t right) {
  const std::int64_t longest = std::max(left, right);
  const std::int64_t missing = std::max<std::int64_t>(0, longest - x.size(-1) + 1);
  const at::Tensor enough = at::constant_pad_nd(x, {0, missing});
  const at::Tensor padded = at::reflection_pad1d(enough, {left, right});
  return padded.narrow(-1, 0, padded.size(-1) - missing);
}

}  // namespace

at::Tensor EncodecNorm::operator()(const at::Tensor& x) const {
  return weight.defined() ? at::group_norm(x, 1, weight, bias, kGroupNormEpsilon) : x;
}

EncodecConvolution::EncodecConvolution(const EncodecSource& source,
                                       const std::string& name,
                                       const ConvolutionShape& shape)
    : shape_(shape), causal_(source.config.causal), reflect_(source.config.reflect) {
  const std::string full = name + ".conv";
  weight_ = read_weight(source, full, {shape.out, shape.in, shape.kernel});
  bias_ = models::read_tensor(source.reader, full + ".bias", {shape.out});
  norm_ = read_norm(source, name, shape.out);
}

at::Tensor EncodecConvolution::operator()(const at::Tensor& x) const {
  const std::int64_t span = (shape_.kernel - 1) * shape_.dilation + 1;
  const std::int64_t total = span - shape_.stride;
  const std::int64_t length = x.size(-1);
  // As many frames as it takes to cover the signal; the last is completed on the right.
  const std::int64_t frames = (length - span + total + shape_.stride - 1) / shape_.stride + 1;
  const std::int64_t extra = (frames - 1) * shape_.stride + span - total - length;
  const std::int64_t right = causal_ ? 0 : total / 2;
  const std::int64_t left = total - right;
  const at::Tensor padded =
      reflect_ ? reflected(x, left, right + extra) : at::constant_pad_nd(x, {left, right + extra});
  return norm_(at::conv1d(padded,
                          weight_,
                          bias_,
                          at::IntArrayRef{shape_.stride},
                          at::IntArrayRef{0},
                          at::IntArrayRef{shape_.dilation}));
}

EncodecUpsampling::EncodecUpsampling(const EncodecSource& source,
                                     const std::string& name,
                                     const ConvolutionShape& shape)
    : stride_(shape.stride) {
  const std::string full = name + ".conv";
  weight_ = read_weight(source, full, {shape.in, shape.out, 2 * shape.stride});
  bias_ = models::read_tensor(source.reader, full + ".bias", {shape.out});
  norm_ = read_norm(source, name, shape.out);
  const auto total = static_cast<double>(shape.stride);
  trim_right_ = source.config.causal
                    ? static_cast<std::int64_t>(std::ceil(total * source.config.trim_right_ratio))
                    : shape.stride / 2;
}

at::Tensor EncodecUpsampling::operator()(const at::Tensor& x) const {
  const at::Tensor wide = norm_(at::conv_transpose1d(x, weight_, bias_, at::IntArrayRef{stride_}));
  return wide.narrow(-1, stride_ - trim_right_, wide.size(-1) - stride_);
}

EncodecRecurrence::EncodecRecurrence(const EncodecSource& source,
                                     const std::string& name,
                                     std::int64_t width)
    : layers_(source.config.lstm_layers), width_(width) {
  for (std::int64_t layer = 0; layer < layers_; ++layer) {
    const std::string full = name + ".lstm.";
    const std::string end = "_l" + std::to_string(layer);
    for (const char* weight : {"weight_ih", "weight_hh"}) {
      weights_.push_back(
          models::read_tensor(source.reader, full + weight + end, {4 * width, width}));
    }
    for (const char* bias : {"bias_ih", "bias_hh"}) {
      weights_.push_back(models::read_tensor(source.reader, full + bias + end, {4 * width}));
    }
  }
}

at::Tensor EncodecRecurrence::operator()(const at::Tensor& x) const {
  if (layers_ == 0) {
    return x;
  }
  const at::Tensor steps = x.permute({2, 0, 1}).contiguous();  // [T, B, C]
  const at::Tensor zeros = at::zeros({layers_, x.size(0), width_});
  const auto result =
      at::lstm(steps, {zeros, zeros}, weights_, true, layers_, 0.0, false, false, false);
  return (std::get<0>(result) + steps).permute({1, 2, 0});
}

EncodecResidual::EncodecResidual(const EncodecSource& source,
                                 const std::string& name,
                                 std::int64_t width,
                                 std::int64_t dilation)
    : wide_(source,
            name + ".block.1",
            {width, width / source.config.compress, source.config.residual_kernel, 1, dilation}),
      narrow_(source, name + ".block.3", {width / source.config.compress, width, 1}) {
  if (source.config.conv_shortcut) {
    shortcut_.emplace_back(source, name + ".shortcut", ConvolutionShape{width, width, 1});
  }
}

at::Tensor EncodecResidual::operator()(const at::Tensor& x) const {
  const at::Tensor change = narrow_(at::elu(wide_(at::elu(x))));
  return (shortcut_.empty() ? x : shortcut_.front()(x)) + change;
}

}  // namespace melisma::codec
