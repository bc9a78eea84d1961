#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audio/midi/score.h"
#include "models/crop_random.h"
#include "models/crop_source.h"
#include "models/text/caption_attributes.h"

namespace melisma::models {

struct PlannerCropOptions {
  std::int64_t events = 768;  // of a crop, at most
  double at_start = 0.4;      // crops that begin the piece; others begin at a bar
  double bar_weight = 1;      // of the events that begin a bar in the loss: harmony and form
  std::int64_t held_out_crops = 32;
};

/// A piece as a planner learns it.
struct PlannerPiece {
  std::vector<std::int32_t> codes;                  // [events][kScoreEventFields]
  std::vector<std::int64_t> bars;                   // events that begin a bar
  std::vector<std::vector<std::int32_t>> captions;  // tokens, at least one caption

  [[nodiscard]] std::int64_t events() const;
};

/// `facts`: tempo, tonic, mode and metre of the piece, which every caption says (settled_words.h).
PlannerPiece planner_piece(const audio::Score& score,
                           const std::vector<std::string>& captions,
                           const CaptionAttributes& facts);

/// The events from `begin` on, with one of the captions as text.
Crop cut_crop(const PlannerPiece& piece,
              std::int64_t begin,
              std::size_t caption,
              const PlannerCropOptions& options);
/// From where the options say, with any caption.
Crop draw_crop(const PlannerPiece& piece, const PlannerCropOptions& options, CropRandom& random);

}  // namespace melisma::models
