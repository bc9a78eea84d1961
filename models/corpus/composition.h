#pragma once

#include <cstdint>

#include "audio/midi/score.h"
#include "models/text/caption_attributes.h"

namespace melisma::models {

/// A piece that the procedural grammar wrote, with what is true of it.
struct Composition {
  /// Tempo, key signature, metre and section markers ("intro", "verse"...) are set; the title is empty.
  audio::Score score;
  /// What a caption may truly say: tempo_bpm, tonic, mode, metre, style, moods, textures, forms, dynamics,
  /// ensemble, drums; `programs` from the leading instrument to the least. Ranges and exclusions are not
  /// set.
  CaptionAttributes facts;
};

/// Writes a piece of about 20 to 90 s. Depends on (seed, item) alone, on every machine.
Composition compose_piece(std::uint64_t seed, std::int64_t item);

}  // namespace melisma::models
