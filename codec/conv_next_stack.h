#pragma once

#include <span>
#include <string>
#include <vector>

#include "codec/spectral_codec_config.h"
#include "models/checkpoint/safetensors.h"
#include "models/nn/causal_depthwise_convolution.h"
#include "models/nn/linear.h"

namespace melisma::codec {

/// input -> width -> ConvNeXt blocks -> output, frame by frame, without look-ahead:
///   h = input x;  h += out(gelu(in(layer_norm(depthwise(h))))) a block;  y = output h.
/// Immutable, thread-safe; state is per stream.
class ConvNextStack {
 public:
  struct State {
    std::vector<models::ConvolutionHistory> histories;  // one a block
    std::vector<float> hidden;                          // [T, width]
    std::vector<float> normed;                          // [T, width]
    std::vector<float> inner;                           // [T, width x expansion or outputs]
    models::Workspace workspace;
  };

  /// Reads tensors PREFIX.input.*, PREFIX.blocks.I.{depthwise,norm,in,out}.*, PREFIX.output.*.
  ConvNextStack(models::TensorReader& reader,
                const std::string& prefix,
                const ConvNextConfig& config,
                int inputs,
                int outputs);

  [[nodiscard]] State make_state() const;
  /// Adds the stack's output for frames x [T, inputs] to y [T, outputs]: the same bits as one by
  /// one. Allocates only when there are more frames than before.
  void add_steps(State& state, std::span<const float> x, std::span<float> y) const;

 private:
  struct Block {
    models::CausalDepthwiseConvolution depthwise;
    std::vector<float> norm_weight;
    std::vector<float> norm_bias;
    models::Linear in;
    models::Linear out;
  };

  void resize(State& state, std::size_t frames) const;

  ConvNextConfig config_;
  std::size_t outputs_;
  models::Linear input_;
  std::vector<Block> blocks_;
  models::Linear output_;
};

/// A linear layer with bias from NAME.weight [outputs, inputs] and NAME.bias.
models::Linear read_linear(models::TensorReader& reader,
                           const std::string& name,
                           int outputs,
                           int inputs);

}  // namespace melisma::codec
