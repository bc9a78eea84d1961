#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::models {

/// FluidSynth as an instrument that is played by hand: what is sent takes effect at the next block.
/// Reverb and chorus are off. Not thread-safe; any number may exist.
class SoundFontPlayer {
 public:
  static constexpr int kSampleRate = 48000;
  static constexpr int kBlock = 64;  // samples: FluidSynth's grid
  static constexpr int kMaxChannels = 256;

  /// Throws Error when the sound font cannot be read.
  SoundFontPlayer(const std::filesystem::path& sound_font, int channels);
  ~SoundFontPlayer();
  SoundFontPlayer(const SoundFontPlayer&) = delete;
  SoundFontPlayer& operator=(const SoundFontPlayer&) = delete;

  /// `program` is that of General MIDI, or the kit of drums (the standard kit stands in for a kit
  /// that the sound font lacks).
  void select(int channel, int program, bool drums);
  void note_on(int channel, int pitch, int velocity);
  void note_off(int channel, int pitch);
  /// Limited to +-24 semitones.
  void bend(int channel, double semitones);
  /// Appends the mean of both sides of `blocks` blocks.
  void play(std::int64_t blocks, std::vector<float>& mono);

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
  std::vector<float> sides_;  // scratch: left, right, left...
};

}  // namespace melisma::models
