#pragma once

#include "models/corpus/corpus_maker.h"

namespace melisma::models {

/// Makes sentences spoken by Flite's voices, with the times of their phonemes, into a corpus folder
/// (corpus_index.h). Item k depends on (seed, k) alone. Items that exist are kept, so an
/// interrupted corpus goes on where it stopped. `progress` is told (items done, items in all) about
/// once a second. Throws ConfigError, Error and Interrupted.
void make_speech_corpus(const CorpusOptions& options,
                        const std::atomic<bool>& stop,
                        const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace melisma::models
