#pragma once

#include <filesystem>
#include <fstream>

#include "audio/midi/midi_file.h"
#include "models/corpus/code_store.h"
#include "models/corpus/corpus_index.h"

namespace melisma::testing {

/// A music corpus of `items` pieces without sound: four bars of one note a beat, whose pitch counts up
/// with the item.
inline void write_tiny_music_corpus(const std::filesystem::path& folder, std::int64_t items) {
  models::write_corpus_index(
      folder, {.kind = "music", .version = 1, .seed = 1, .hours = 0.01, .items = items});
  for (std::int64_t item = 0; item < items; ++item) {
    audio::Score score;
    for (int beat = 0; beat < 16; ++beat) {
      score.notes.push_back({.start_tick = beat * 480,
                             .duration_ticks = 480,
                             .program = 40,
                             .pitch = static_cast<std::uint8_t>(50 + item)});
    }
    audio::write_midi_file(models::corpus_item(folder, item, ".mid"), score);
    std::ofstream(models::corpus_item(folder, item, ".json"))
        << R"({"captions": ["slow violin", "calm violin in C major"],)"
        << R"( "facts": {"tempo_bpm": 120, "tonic": 0, "mode": "major", "metre": [4, 4]}})";
  }
}

/// Codes for it: 8 s at 50 frames/s, codebook 0 counts the frames modulo 100, codebook 1 has the item.
inline void write_tiny_codes(const std::filesystem::path& folder, std::int64_t items) {
  for (std::int64_t item = 0; item < items; ++item) {
    std::vector<std::int32_t> codes;
    for (std::int32_t t = 0; t < 400; ++t) {
      codes.push_back(t % 100);
      codes.push_back(static_cast<std::int32_t>(item));
    }
    models::write_code_item(folder, item, codes, 2);
  }
}

}  // namespace melisma::testing
