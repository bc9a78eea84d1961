#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "models/conditioning/score_timeline.h"
#include "models/corpus/code_store.h"
#include "models/crop_random.h"
#include "models/crop_source.h"

namespace melisma::models {

/// How music is cut for training and what the model is not told of its score.
struct MusicCropOptions {
  std::int64_t frames = 288;       // of a crop
  double at_start = 0.25;          // crops that begin the piece
  double all_free = 0.07;          // the whole score hidden but the beat: text alone steers
  double some_free = 0.20;         // crops of which some families may be hidden and flagged "free"
  double free_family = 0.30;       // each family of those
  double free_drums = 0.30;
  double hide_beat = 0.10;
  double hide_programs = 0.10;
  double name_free_programs = 0.5; // of the crops with free families
  std::int64_t held_out_crops = 32;
};

/// Crops of a music corpus: codes, score features and one of the piece's captions.
class MusicCrops : public CropSource {
 public:
  /// Throws InputError when the corpus or its codes are missing.
  MusicCrops(const std::filesystem::path& corpus, const std::filesystem::path& codes, int codebooks,
             const MusicCropOptions& options);
  ~MusicCrops() override;

  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override;
  Crop held_out_crop(std::int64_t index) override;

  [[nodiscard]] std::int64_t training_frames() const;

 private:
  struct Piece;
  const Piece& piece(std::int64_t item);
  Crop cut(std::int64_t item, std::int64_t begin, std::size_t caption, const ScoreMask& mask);
  ScoreMask draw_mask(CropRandom& random) const;

  std::filesystem::path corpus_;
  MusicCropOptions options_;
  CodeStore store_;
  std::vector<std::int64_t> training_;       // items
  std::vector<std::int64_t> training_ends_;  // running total of their frames
  std::vector<std::int64_t> held_out_;
  std::map<std::int64_t, std::unique_ptr<Piece>> pieces_;  // read when first used
};

}  // namespace melisma::models
