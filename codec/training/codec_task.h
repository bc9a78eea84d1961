#pragma once

#include <map>
#include <string>

#include "codec/fitting/codec_fitting.h"
#include "codec/torch/spectral_modules.h"
#include "codec/torch_training.h"
#include "codec/training/magnitude_loss.h"
#include "models/training/trainer.h"

namespace melisma::codec {

/// Trains a codec's paths on magnitudes, in one of two ways: as an autoencoder without quantizer
/// (encoder and decoder), or the decoder alone on frozen codes, with quantizer dropout (Zeghidour
/// et al. 2021): 40 % of the crops keep only their first 3..K - 1 codes.
class CodecTask : public models::TrainingTask {
 public:
  /// `start` holds all tensors of the codec; `codes` [T, K] of the frames, or empty to train the
  /// autoencoder. The frames must outlive the task.
  CodecTask(const CodecTraining& training,
            const CodecTensors& start,
            const CodecFrames& frames,
            const CodecFrames& held_out,
            bool frozen_codes);

  torch::nn::Module& module() override { return *module_; }
  void prepared(const models::FlatParameters&) override {}
  std::map<std::string, double> step(std::int64_t step, int rank, int size) override;
  std::map<std::string, double> evaluate() override;
  void export_model(const std::filesystem::path& path) override;

  /// `start` with the trained parameters in it.
  [[nodiscard]] CodecTensors tensors() const;

 private:
  struct Data {
    at::Tensor features;  // [T, F]
    at::Tensor targets;   // [T, 2 (hop + 1)]
    at::Tensor codes;     // [T, K], undefined without frozen codes
    std::vector<std::int64_t> clip_begins;
  };
  [[nodiscard]] Data prepare(const CodecFrames& frames) const;
  [[nodiscard]] at::Tensor forward(const at::Tensor& inputs);

  CodecTraining training_;
  CodecTensors start_;
  MagnitudeLoss loss_;
  at::Tensor codebooks_;  // [K, V, D]
  bool frozen_codes_;
  torch::nn::ModuleHolder<torch::nn::Module> module_{nullptr};
  ResidualPath encoder_{nullptr};  // not registered, so not trained, on frozen codes
  ResidualPath decoder_{nullptr};
  Data data_;
  Data held_out_;
};

}  // namespace melisma::codec
