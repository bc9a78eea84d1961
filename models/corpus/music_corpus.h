#pragma once

#include "models/corpus/corpus_maker.h"

namespace melisma::models {

/// Makes pieces of the music grammar (composition.h), played by FluidSynth, into a corpus folder
/// (corpus_index.h): NNNNNN.mid is the score, NNNNNN.wav its sound, NNNNNN.json what is true of it:
///   captions   six descriptions in words, the first the fullest; music_vocabulary.h reads them
///   facts      style, tempo_bpm, tonic (0 = C), mode, metre [n, d], programs and families (both
///   from
///              the leading instrument to the least), drums, moods, textures, forms, dynamics,
///              ensemble; what is not known is absent
///   seconds    length of the sound
///   beats      their times in seconds; `downbeats` is 1 for those that begin a bar
/// Item k depends on (seed, k) alone. Items that exist are kept, so an interrupted corpus goes on
/// where it stopped. `progress` is told (items done, items in all) about once a second. Throws
/// ConfigError, Error (no sound font) and Interrupted.
void make_music_corpus(const CorpusOptions& options,
                       const std::atomic<bool>& stop,
                       const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace melisma::models
