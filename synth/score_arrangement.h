#pragma once

#include <span>

#include "audio/midi/score.h"
#include "synth/composition_brief.h"

namespace melisma::synth {

/// A wish that says of a score what it is: tempo (30 to 300), key, metre, the programs that play,
/// drums. Its prompt is empty.
CompositionWish describe(const audio::Score& score);

/// Gives the pitched parts (a part is what one channel plays with one program) other programs, in
/// order of their first notes, each of `programs` in turn; a bass (programs 32 to 39), if there is
/// one among several, goes to the lowest part. Drums stay. Nothing happens without programs.
void replace_programs(audio::Score& score, std::span<const int> programs);

/// Takes the drum channel's notes out.
void remove_drums(audio::Score& score);

}  // namespace melisma::synth
