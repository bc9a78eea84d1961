#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/crop_source.h"

namespace melisma::models {

struct PlannerCropOptions {
  std::int64_t events = 768;     // of a crop, at most
  double at_start = 0.4;         // crops that begin the piece; others begin at a bar
  std::int64_t held_out_crops = 32;
};

/// Crops of the planner's events of a music corpus (its .mid files), with one of the piece's captions as
/// text. Needs no codec.
class PlannerCrops : public CropSource {
 public:
  PlannerCrops(const std::filesystem::path& corpus, const PlannerCropOptions& options);

  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override;
  Crop held_out_crop(std::int64_t index) override;

  [[nodiscard]] std::int64_t training_events() const { return training_ends_.back(); }

 private:
  struct Piece {
    std::vector<std::int32_t> codes;                  // [events][kScoreEventFields]
    std::vector<std::int64_t> bars;                   // events that begin a bar
    std::vector<std::vector<std::int32_t>> captions;  // tokens
  };
  Piece read_piece(const std::filesystem::path& corpus, std::int64_t item) const;
  Crop cut(const Piece& piece, std::int64_t begin, std::size_t caption) const;

  PlannerCropOptions options_;
  std::vector<Piece> training_;
  std::vector<std::int64_t> training_ends_;  // running total of their events
  std::vector<Piece> held_out_;
};

}  // namespace melisma::models
