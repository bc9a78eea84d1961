#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codec/encodec/row_product.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// Sizes of a convolution over time.
struct ConvolutionSizes {
  std::size_t in = 1;
  std::size_t out = 1;
  std::size_t kernel = 1;
  std::size_t dilation = 1;
  std::size_t stride = 1;

  /// Input rows that an output row sees.
  [[nodiscard]] std::size_t span() const noexcept { return (kernel - 1) * dilation + 1; }
};

/// A weight-normalised convolution of EnCodec (Défossez et al. 2022, arXiv 2210.13438), rows in,
/// rows out: as many as went in, half of its span late where it is not causal. Any split of the
/// rows into calls gives the same bits. Immutable, thread-safe; state is per stream.
class StreamConvolution {
 public:
  struct State {
    std::vector<float> rows;  // [T, in], that outputs to come will see
    std::size_t next = 0;     // row that the next output begins with
    std::size_t taken = 0;    // rows of the signal so far
    bool begun = false;       // what is before the first row is in front of it
    std::vector<float> windows;
  };

  /// "<name>.conv" of a published file; weights are kept as `type`, kF32 or kF16.
  StreamConvolution(models::TensorReader& reader,
                    const std::string& name,
                    const models::EncodecConfig& config,
                    const ConvolutionSizes& sizes,
                    models::WeightType type);

  /// x [T, in]; appends the rows [., out] that are certain to y.
  void push(State& state,
            std::span<const float> x,
            std::vector<float>& y,
            models::Workspace& workspace) const;
  /// The stream ends: appends the rows that are left.
  void finish(State& state, std::vector<float>& y, models::Workspace& workspace) const;

 private:
  void begin(State& state) const;
  void apply(State& state, std::vector<float>& y, models::Workspace& workspace) const;

  ConvolutionSizes sizes_;
  std::size_t left_;
  std::size_t right_;
  bool reflect_;
  RowProduct product_;  // [out, kernel * in]
};

}  // namespace melisma::codec
