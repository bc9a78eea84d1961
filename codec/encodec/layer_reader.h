#pragma once

#include <string>
#include <vector>

#include "codec/encodec/residual_block.h"
#include "codec/encodec/stream_convolution.h"
#include "codec/encodec/stream_upsampling.h"
#include "models/nn/lstm.h"

namespace melisma::codec {

/// Reads layers as they are numbered in published EnCodec files: activations count, although they
/// have no tensors. Faults gather in the reader.
class LayerReader {
 public:
  /// `half`: "encoder" or "decoder".
  LayerReader(models::TensorReader& reader,
              const std::string& half,
              const models::EncodecConfig& config,
              models::WeightType type)
      : reader_(reader), half_(half + ".layers."), config_(config), type_(type) {}

  void activation() { ++index_; }
  StreamConvolution convolution(int in, int out, int kernel, int stride = 1);
  models::Lstm lstm(int width);
  StreamUpsampling upsampling(int in, int ratio);
  std::vector<ResidualBlock> residuals(int width);

 private:
  std::string next() { return half_ + std::to_string(index_++); }

  models::TensorReader& reader_;
  std::string half_;
  const models::EncodecConfig& config_;
  models::WeightType type_;
  int index_ = 0;
};

/// Vectors [V, D] of every codebook.
std::vector<std::vector<float>> read_encodec_codebooks(models::TensorReader& reader,
                                                       const models::EncodecConfig& config);

}  // namespace melisma::codec
