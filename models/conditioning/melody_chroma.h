#pragma once

#include <span>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::models {

/// How a melody is read (Copet et al. 2023, arXiv 2306.05284, section 2.3): the published sizes.
struct MelodyChromaConfig {
  int sample_rate = 32000;  // Hz
  int window = 16384;       // samples of a spectrum, even
  int hop = 4096;
  int classes = 12;  // of pitch, from C
  double longest_seconds = 30;
};

/// What a spectrum's bins add to each pitch class, [classes, window / 2 + 1]: bumps of at least a
/// semitone around it in every octave, loudest in the middle ones.
std::vector<float> chroma_filter_bank(const MelodyChromaConfig& config);

/// Energies of pitch classes [frames, classes] of mono samples at the configuration's rate: frames
/// = samples / hop + 1, centred on multiples of the hop.
std::vector<float> chroma_energies(std::span<const float> samples,
                                   const MelodyChromaConfig& config);

/// The strongest pitch class of every frame of a sound, of which the first longest_seconds count.
std::vector<int> melody_of_sound(std::span<const float> samples, const MelodyChromaConfig& config);

/// The same frames of a score: the pitch class of the highest note that sounds, drums left out;
/// while none does, that of the note before. Empty for a score without such notes.
std::vector<int> melody_of_score(const audio::Score& score, const MelodyChromaConfig& config);

}  // namespace melisma::models
