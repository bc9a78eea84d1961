#pragma once

#include <span>
#include <string>
#include <vector>

#include "codec/encodec/stream_convolution.h"

namespace melisma::codec {

/// A residual block of EnCodec: x + narrow(elu(wide(elu(x)))), or a convolution of x instead of x.
/// Immutable, thread-safe; state is per stream.
class ResidualBlock {
 public:
  struct State {
    StreamConvolution::State wide;
    StreamConvolution::State narrow;
    StreamConvolution::State shortcut;
    std::vector<float> waiting;  // rows that the block has taken and not yet given
    std::vector<float> active;
    std::vector<float> inner;
    std::vector<float> skip;
  };

  /// "<name>.block.1", ".block.3", ".shortcut" of a published file.
  ResidualBlock(models::TensorReader& reader,
                const std::string& name,
                const models::EncodecConfig& config,
                std::size_t width,
                std::size_t dilation,
                models::WeightType type);

  /// x [T, width]; appends the rows that are certain to y, at the `end` of the stream all that are
  /// left.
  void push(State& state,
            std::span<const float> x,
            bool end,
            std::vector<float>& y,
            models::Workspace& workspace) const;

 private:
  StreamConvolution wide_;
  StreamConvolution narrow_;
  std::vector<StreamConvolution> shortcut_;  // one, or none
};

}  // namespace melisma::codec
