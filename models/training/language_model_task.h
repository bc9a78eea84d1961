#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/crop_source.h"
#include "models/torch/language_model.h"
#include "models/training/crop_batch.h"
#include "models/training/trainer.h"

namespace melisma::models {

/// Teacher-forced training of the frame language model. The main transformer runs over whole crops; the
/// depth transformer, which would cost several times as much, over a random part of the frames (every
/// frame still trains codebook 0).
class LanguageModelTask : public TrainingTask {
 public:
  LanguageModelTask(const LanguageModelTraining& training, CropSource& source, at::Device device);

  torch::nn::Module& module() override { return *module_; }
  void prepared(const FlatParameters& parameters) override;
  std::map<std::string, double> step(std::int64_t step, int rank, int size) override;
  std::map<std::string, double> evaluate() override;
  void export_model(const std::filesystem::path& path) override;

 private:
  struct Chosen {
    std::vector<std::int64_t> whole;  // flat frames whose K codes are trained
    std::vector<std::int64_t> first;  // flat frames of which codebook 0 alone is trained
  };
  std::vector<Crop> training_crops(std::int64_t step, int rank);
  [[nodiscard]] Chosen choose_frames(const CropBatch& batch, std::int64_t step, int rank) const;
  /// Weighted sum of losses of each codebook, and the weight of the codes it is over.
  struct Losses {
    std::vector<at::Tensor> sums;
    std::vector<at::Tensor> counts;
  };
  Losses losses(const CropBatch& batch, const Chosen& chosen);

  LanguageModelTraining training_;
  CropSource& source_;
  at::Device device_;
  LanguageModelModule module_;
  std::vector<CropBatch> held_out_;  // made at the first evaluation
};

}  // namespace melisma::models
