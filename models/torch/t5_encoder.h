#pragma once

#include <vector>

#include <torch/torch.h>

#include "models/checkpoint/safetensors.h"
#include "models/published/t5_config.h"

namespace melisma::models {

/// Pre-norm blocks with relative positions, which the first block's table gives to all; attention
/// is not scaled. Published tensor names.
class T5Encoder {
 public:
  /// Faults gather in `reader`.
  T5Encoder(TensorReader& reader, const T5Config& config);

  /// ids and marks [B, L] -> [B, L, width].
  [[nodiscard]] at::Tensor encode(const at::Tensor& ids, const at::Tensor& marks) const;

 private:
  struct Block {
    at::Tensor attention_norm;
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
    at::Tensor out;
    at::Tensor feed_forward_norm;
    at::Tensor in;  // ReLU, or the gate
    at::Tensor up;  // of gated GELU
    at::Tensor down;
  };

  [[nodiscard]] at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) const;
  [[nodiscard]] at::Tensor position_bias(std::int64_t length) const;
  [[nodiscard]] at::Tensor attend(const Block& block,
                                  const at::Tensor& x,
                                  const at::Tensor& bias) const;
  [[nodiscard]] at::Tensor feed_forward(const Block& block, const at::Tensor& x) const;

  T5Config config_;
  at::Tensor embedding_;
  at::Tensor distance_bias_;  // [buckets, H]
  std::vector<Block> blocks_;
  at::Tensor final_norm_;
};

/// The bucket of every offset (key position - query position), as the published models count them.
at::Tensor t5_buckets(const at::Tensor& offsets, int buckets, int most_distance);

}  // namespace melisma::models
