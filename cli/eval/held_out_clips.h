#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace melisma::cli {

/// A recording that no model was trained on.
struct HeldOutClip {
  std::int64_t item = 0;       // of the corpus
  std::vector<float> samples;  // mono, at the rate asked for
  std::string text;            // what is said; empty for music
};

/// Numbers of at most `count` complete held-out items, spread evenly over all of them. Throws
/// InputError when the corpus has none yet.
std::vector<std::int64_t> held_out_items(const std::filesystem::path& corpus, int count);

/// Reads such items. Speech is whole sentences, so that recognised words can be compared; music is
/// cut to its middle `seconds`. Throws InputError.
std::vector<HeldOutClip> read_held_out_clips(const std::filesystem::path& corpus,
                                             int count,
                                             double seconds,
                                             int sample_rate);

}  // namespace melisma::cli
