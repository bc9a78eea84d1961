#pragma once

#include <vector>

#include <torch/torch.h>

#include "models/torch_reference.h"

namespace melisma::models {

/// The weights of a DelayLanguageModel, float32, and one generation of `columns` columns.
class DelayDecoder {
 public:
  /// `capacity`: most steps. Throws CheckpointError.
  DelayDecoder(const DelayReferenceRun& run, std::int64_t capacity);

  /// memory [S, D], for every column.
  void set_memory(const at::Tensor& memory);
  /// As if `steps` steps had been taken whose keys and values are random.
  void pretend_steps(std::int64_t steps);
  /// ids [K] -> logits [K, columns, V].
  at::Tensor step(const std::vector<std::int64_t>& ids);

 private:
  struct Layer {
    at::Tensor attention_norm[2];  // weight, bias
    at::Tensor cross_norm[2];
    at::Tensor feed_forward_norm[2];
    at::Tensor qkv;
    at::Tensor out;
    at::Tensor cross_query;
    at::Tensor cross_key_value;
    at::Tensor cross_out;
    at::Tensor in;
    at::Tensor down;
    at::Tensor keys;  // [columns, H, capacity, D / H]
    at::Tensor values;
    at::Tensor cross_keys;  // [columns, H, S, D / H]
    at::Tensor cross_values;
  };

  [[nodiscard]] at::Tensor norm(const at::Tensor& x, const at::Tensor (&weights)[2]) const;
  /// x [columns, D] -> [columns, H, 1, D / H].
  [[nodiscard]] at::Tensor heads(const at::Tensor& x) const;
  [[nodiscard]] at::Tensor attend(const at::Tensor& query,
                                  const at::Tensor& keys,
                                  const at::Tensor& values) const;
  [[nodiscard]] at::Tensor position_vector() const;

  TransformerConfig config_;
  std::int64_t columns_;
  std::int64_t position_ = 0;
  std::vector<at::Tensor> codes_;
  std::vector<at::Tensor> code_heads_;
  std::vector<Layer> layers_;
  at::Tensor final_norm_[2];
};

}  // namespace melisma::models
