#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/nn/linear.h"
#include "models/transformer/delay_model.h"
#include "models/transformer/transformer.h"

namespace melisma::models {

/// The transformer of MusicGen-small (Copet et al. 2023, arXiv 2306.05284): 24 layers of width
/// 1024, layer norm, GELU, sinusoidal positions, cross-attention, an unlimited cache.
DelayLanguageModelConfig musicgen_small();

/// What a generation remembers. Copying it is a snapshot; one thread uses it at a time.
struct DelayLanguageModelState {
  TransformerState main;
  std::size_t sequences = 1;                                 // that differ in their codes
  std::vector<std::shared_ptr<const CrossMemory>> memories;  // one a column
  std::vector<float> hidden;                                 // [S, columns, D]
  std::vector<float> logits;                                 // [K, columns, V]
};

/// A language model that writes one code of every codebook a step; codebook k runs k / channels
/// steps late, so that it knows the codes before it (the delay pattern of MusicGen). Tensors:
/// codes.K.weight [V + 1, D], main.*, heads.K.weight [V, D]. Immutable once loaded: threads share
/// it, each with a state of its own.
class DelayLanguageModel final : public DelayModel {
 public:
  DelayLanguageModel(TensorReader& reader, const DelayLanguageModelConfig& config);

  [[nodiscard]] const DelayLanguageModelConfig& config() const noexcept override { return config_; }
  [[nodiscard]] std::unique_ptr<DelayStream> open(const DelayStreamShape& shape) const override;
  /// How the matrices of its layers are stored.
  [[nodiscard]] WeightType weight_type() const noexcept { return main_.weight_type(); }
  /// A state at the start, for `sequences` that advance together: each has the same number of
  /// neighbouring columns. Every column attends to a memory of zeros, which adds nothing. `pool`,
  /// if any, must outlive it; results do not depend on it, nor on other sequences.
  [[nodiscard]] DelayLanguageModelState make_state(std::size_t columns,
                                                   ThreadPool* pool = nullptr,
                                                   std::size_t sequences = 1) const;
  /// Back to the start, with the memories that were set.
  void restart(DelayLanguageModelState& state) const { state.main.reset(); }
  /// Lets `column` attend to `memory` [S, D], S > 0.
  void set_memory(DelayLanguageModelState& state,
                  std::size_t column,
                  std::span<const float> memory) const;
  /// Takes `steps` [S, columns, D] in front of the codes (conditions that are heard, not written).
  void prepend(DelayLanguageModelState& state, std::span<const float> steps) const;

  /// Steps with the ids [S, sequences, K] of the last ones (`code_size` where the pattern has
  /// none). Returns the logits [K, columns, V] of the last step, valid until the next call; the
  /// same bits as S calls. Throws InputError for an id out of range; the state is then unchanged.
  std::span<const float> step(DelayLanguageModelState& state,
                              std::span<const std::int32_t> ids) const;

 private:
  void embed(std::span<const std::int32_t> ids, std::span<float> column) const;

  DelayLanguageModelConfig config_;
  std::vector<std::vector<float>> codes_;  // K x [V + 1, D]
  Transformer main_;
  std::vector<Linear> heads_;  // K x [V, D]
};

}  // namespace melisma::models
