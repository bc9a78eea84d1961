#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/text/phoneme.h"

namespace melisma::models {

/// What the .json of a speech corpus item says.
struct SpeechItem {
  std::string text;
  int voice = 0;                  // slot
  double duration_stretch = 1.0;  // of all its lengths; > 1 is slower
  std::vector<Phoneme> phonemes;
  std::vector<double> ends_s;
};

/// Throws InputError naming the item when it is missing or damaged.
SpeechItem read_speech_item(const std::filesystem::path& folder, std::int64_t item);

}  // namespace melisma::models
