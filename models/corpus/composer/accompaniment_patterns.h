#pragma once

#include <span>
#include <string>

#include "models/corpus/composer/piece.h"
#include "models/corpus/composer/rhythm.h"

namespace melisma::models {

/// How a bar of accompaniment goes: when, and which voice of the chord (0 the lowest; 9: all).
struct AccompanimentFigure {
  std::vector<Stroke> strokes;
  std::vector<int> voices;  // one for each stroke

  static constexpr int kAll = 9;
};

/// A figure of a texture, drawn for a whole idea.
AccompanimentFigure draw_figure(const Piece& piece, Texture texture, CropRandom& random);

}  // namespace melisma::models
