#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audio/midi/score.h"
#include "cli/compose_options.h"
#include "codec/codec.h"
#include "models/planner/score_event_layout.h"
#include "synth/composition_brief.h"

namespace melisma::cli {

/// What a composition starts from.
struct ComposeMaterial {
  synth::CompositionBrief brief;
  std::optional<audio::Score> score;          // to be played as it is; else one is planned
  std::vector<models::ScoreEvent> beginning;  // of the score to be planned
  std::vector<std::int32_t> prompt;           // codes of the sound to go on from
  std::optional<double> seconds;              // as MusicToRender::seconds
};

/// Reads text, score or sound as the (checked) options say. `codec` encodes sound to go on from,
/// and may be nullptr where none is made; sound then is a ConfigError. Throws what reading throws.
ComposeMaterial read_material(const ComposeOptions& options, const codec::Codec* codec);

}  // namespace melisma::cli
