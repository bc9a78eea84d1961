#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "codec/encodec/row_product.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// A weight-normalised transposed convolution of EnCodec with kernel 2 x stride, rows in, stride
/// times as many rows out. Any split gives the same bits. Immutable, thread-safe; state is per
/// stream.
class StreamUpsampling {
 public:
  struct State {
    std::vector<float> before;  // [in], the last row
    std::size_t skip = 0;       // rows of output still to be dropped
    std::vector<float> windows;
    std::vector<float> wide;
  };

  /// "<name>.conv" of a published file; weights are kept as `type`, kF32 or kF16.
  StreamUpsampling(models::TensorReader& reader,
                   const std::string& name,
                   const models::EncodecConfig& config,
                   std::size_t in,
                   std::size_t out,
                   std::size_t stride,
                   models::WeightType type);

  [[nodiscard]] State make_state() const;
  /// x [T, in]; appends rows [., out] to y.
  void push(State& state,
            std::span<const float> x,
            std::vector<float>& y,
            models::Workspace& workspace) const;
  void finish(State& state, std::vector<float>& y, models::Workspace& workspace) const;

 private:
  std::size_t in_;
  std::size_t out_;
  std::size_t stride_;
  std::size_t trim_left_;
  RowProduct product_;  // [stride * out, 2 in], over a row and the one before
};

}  // namespace melisma::codec
