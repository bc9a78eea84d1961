#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/text/phoneme.h"

namespace melisma::models {

/// Flite's clustergen voices, in the order of the voice slots of phoneme_features.h.
inline constexpr std::string_view kSpeechVoices[] = {"rms", "slt", "awb"};
inline constexpr int kSpeechVoiceCount = 3;

struct SynthesisedSpeech {
  std::vector<float> samples;  // mono, 24 kHz, RMS 0.1 where it sounds
  std::vector<Phoneme> phonemes;
  std::vector<double> ends_s;  // of each phoneme
};

/// How a corpus sentence is spoken.
struct SpeechManner {
  int voice = 0;                  // of kSpeechVoices
  double duration_stretch = 1.0;  // > 1 is slower
  double pitch_factor = 1.0;
};

/// Speaks one sentence with a Flite voice. Takes the process's Flite lock: parallel work needs
/// processes.
SynthesisedSpeech synthesise_speech(const std::string& sentence, const SpeechManner& manner);

}  // namespace melisma::models
