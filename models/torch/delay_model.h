#pragma once

#include <vector>

#include <torch/torch.h>

#include "models/checkpoint/tensor_set.h"
#include "models/transformer/delay_model.h"

namespace melisma::models {

/// The weights of a DelayLanguageModel in LibTorch, float32, on one device.
class TorchDelayModel final : public DelayModel {
 public:
  /// Throws CheckpointError.
  TorchDelayModel(const TensorSet& tensors,
                  const DelayLanguageModelConfig& config,
                  torch::Device device);

  [[nodiscard]] const DelayLanguageModelConfig& config() const override { return config_; }
  [[nodiscard]] std::unique_ptr<DelayStream> open(const DelayStreamShape& shape) const override;

  struct Norm {
    at::Tensor weight;
    at::Tensor bias;
  };
  struct Layer {
    Norm attention_norm;
    Norm cross_norm;  // it and the matrices of cross-attention: none without
    Norm feed_forward_norm;
    at::Tensor qkv;
    at::Tensor out;
    at::Tensor cross_query;
    at::Tensor cross_key_value;
    at::Tensor cross_out;
    at::Tensor in;
    at::Tensor down;
  };

  [[nodiscard]] torch::Device device() const noexcept { return device_; }
  [[nodiscard]] const std::vector<Layer>& layers() const noexcept { return layers_; }
  /// ids [S, sequences, K] -> [sequences, S, D], without positions.
  [[nodiscard]] at::Tensor embed(const at::Tensor& ids) const;
  /// x [columns, D] of the last layer -> logits [K, columns, V].
  [[nodiscard]] at::Tensor logits(const at::Tensor& x) const;
  [[nodiscard]] at::Tensor norm(const at::Tensor& x, const Norm& norm) const;

 private:
  DelayLanguageModelConfig config_;
  torch::Device device_;
  std::vector<at::Tensor> codes_;
  std::vector<at::Tensor> code_heads_;
  std::vector<Layer> layers_;
  Norm final_norm_;
};

/// One generation: keys and values of all steps in tensors of `capacity` steps.
class TorchDelayStream final : public DelayStream {
 public:
  TorchDelayStream(const TorchDelayModel& model, const DelayStreamShape& shape);

  void restart() override { position_ = 0; }
  void set_memory(std::size_t column, std::span<const float> memory) override;
  void prepend(std::span<const float> steps) override;
  std::span<const float> step(std::span<const std::int32_t> ids) override;
  /// As if `steps` steps had been taken whose keys and values are random.
  void pretend_steps(std::int64_t steps);

 private:
  struct Cache {
    at::Tensor keys;  // [columns, H, capacity, D / H]
    at::Tensor values;
    at::Tensor cross_keys;  // [columns, H, S, D / H]
    at::Tensor cross_values;
  };

  [[nodiscard]] at::Tensor on_device(std::span<const float> values) const;
  /// x [columns, S, D] through all layers; S steps on.
  at::Tensor advance(at::Tensor x);
  void project_memories();
  /// x [columns, S, D] -> [columns, H, S, D / H].
  [[nodiscard]] at::Tensor heads(const at::Tensor& x) const;
  [[nodiscard]] at::Tensor attend(const at::Tensor& query,
                                  const at::Tensor& keys,
                                  const at::Tensor& values,
                                  const at::Tensor& mask) const;
  [[nodiscard]] at::Tensor positions(std::int64_t steps) const;  // [S, D]

  const TorchDelayModel& model_;
  std::int64_t width_;
  std::int64_t heads_;
  std::int64_t columns_;
  std::int64_t sequences_;
  std::int64_t capacity_;
  std::int64_t position_ = 0;
  std::vector<at::Tensor> memories_;  // [S, D] a column; not defined: none
  bool memories_changed_ = true;
  at::Tensor memory_mask_;  // [columns, 1, 1, S]
  std::vector<Cache> caches_;
  at::Tensor logits_;  // on the CPU
};

}  // namespace melisma::models
