#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/conditioning/melody_chroma.h"
#include "models/nn/linear.h"
#include "models/published/musicgen_config.h"
#include "models/sampling/sampler.h"
#include "models/transformer/delay_model.h"

namespace melisma::models {

/// A published MusicGen checkpoint, opened: its language model on our kernels or in LibTorch; its
/// text encoder, in the LibTorch module, is opened for the texts alone.
class Musicgen {
 public:
  /// Opens a folder in the published layout; the language model's matrices are kept as `type` (as
  /// they are where models quantize wrote the folder). Throws CheckpointError.
  Musicgen(const std::filesystem::path& folder, WeightType type);
  /// The same with the language model in LibTorch on `device`, "cpu" or "cuda", as float32. Throws
  /// ConfigError for a device that is not there.
  Musicgen(const std::filesystem::path& folder, const std::string& device);

  [[nodiscard]] const MusicgenConfig& config() const noexcept { return config_; }
  [[nodiscard]] const DelayModel& decoder() const noexcept { return *decoder_; }
  /// How the decoder's matrices are kept.
  [[nodiscard]] WeightType weight_type() const noexcept { return weight_type_; }
  /// Tensors of its EnCodec, by published names.
  [[nodiscard]] TensorSet audio_tensors() const { return part_of(tensors_, "audio_encoder."); }
  /// How the checkpoint says it is to be sampled.
  [[nodiscard]] const SamplingConfig& sampling() const noexcept { return sampling_; }
  /// States [S, D] of each text, for the decoder. Throws Error where the LibTorch module is
  /// missing, InputError for a text that is too long.
  [[nodiscard]] std::vector<std::vector<float>> text_states(
      const std::vector<std::string>& texts) const;
  /// How a melody model hears tunes; empty for a model that takes none.
  [[nodiscard]] const std::optional<MelodyChromaConfig>& melody() const noexcept { return melody_; }
  /// States [chroma_frames, D] of a tune (pitch classes), lengthened by repetition or cut; without
  /// a tune, of none: C throughout.
  [[nodiscard]] std::vector<float> melody_states(std::vector<int> classes = {0}) const;

 private:
  explicit Musicgen(const std::filesystem::path& folder);
  [[nodiscard]] TensorSet decoder_tensors(WeightType type) const;

  std::filesystem::path folder_;
  MusicgenConfig config_;
  TensorSet tensors_;
  SamplingConfig sampling_;
  std::unique_ptr<DelayModel> decoder_;
  WeightType weight_type_ = WeightType::kF32;
  std::optional<Linear> text_projection_;
  std::optional<MelodyChromaConfig> melody_;
  std::optional<Linear> melody_projection_;
};

}  // namespace melisma::models
