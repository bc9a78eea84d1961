#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace melisma::testing {

/// A speech corpus of these sentences as held-out items (0, 20, 40 ...), spoken by Flite at 24 kHz.
void write_spoken_corpus(const std::filesystem::path& folder,
                         const std::vector<std::string>& sentences);

/// A music corpus at `sample_rate` of `held_out` held-out items (0, 20, 40 ...) of `seconds` each
/// and one item to train on (1); sound only, with an empty description.
void write_sounding_corpus(const std::filesystem::path& folder,
                           int held_out,
                           double seconds,
                           int sample_rate);

}  // namespace melisma::testing
