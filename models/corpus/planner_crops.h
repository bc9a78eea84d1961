#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/corpus/planner_piece.h"
#include "models/crop_source.h"

namespace melisma::models {

/// Crops of the planner's events of a music corpus (its .mid files), with one of the piece's
/// captions as text. Needs no codec.
class PlannerCrops : public CropSource {
 public:
  /// Throws InputError when the corpus has no training item.
  PlannerCrops(const std::filesystem::path& corpus, const PlannerCropOptions& options);

  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override;
  Crop held_out_crop(std::int64_t index) override;

  [[nodiscard]] std::int64_t training_events() const { return training_ends_.back(); }

 private:
  PlannerCropOptions options_;
  std::vector<PlannerPiece> training_;
  std::vector<std::int64_t> training_ends_;  // running total of their events
  std::vector<PlannerPiece> held_out_;
};

/// The same of pieces that the grammar writes when they are asked for: of a million of one seed, so
/// a long training hardly sees one twice, and needs no corpus.
class ComposedPlannerCrops : public CropSource {
 public:
  ComposedPlannerCrops(std::uint64_t pieces_seed, const PlannerCropOptions& options)
      : pieces_seed_(pieces_seed), options_(options) {}

  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override { return options_.held_out_crops; }
  Crop held_out_crop(std::int64_t index) override;

 private:
  std::uint64_t pieces_seed_;
  PlannerCropOptions options_;
};

}  // namespace melisma::models
