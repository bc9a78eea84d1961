#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/corpus/code_store.h"
#include "models/crop_source.h"

namespace melisma::models {

struct SpeechCropOptions {
  std::int64_t frames = 320;  // of a crop, at most; nearly all sentences are shorter and whole
  std::int64_t held_out_crops = 64;
  /// Sentences of a step are drawn from so many neighbours in order of length: little padding.
  std::int64_t neighbours = 256;
};

/// Sentences of a speech corpus from their beginnings: codes and phoneme features.
class SpeechCrops : public CropSource {
 public:
  /// Throws InputError when the corpus or its codes are missing.
  SpeechCrops(const std::filesystem::path& corpus,
              const std::filesystem::path& codes,
              int codebooks,
              const SpeechCropOptions& options);

  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override;
  Crop held_out_crop(std::int64_t index) override;

 private:
  [[nodiscard]] Crop crop_of(std::int64_t item) const;

  std::filesystem::path corpus_;
  SpeechCropOptions options_;
  CodeStore store_;
  std::vector<std::int64_t> training_;  // shortest first
  std::vector<std::int64_t> held_out_;
};

}  // namespace melisma::models
