#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "audio/midi/score.h"
#include "models/text/caption_attributes.h"

namespace melisma::models {

/// Of all that the synthesiser makes.
inline constexpr int kMusicSampleRate = 24000;
/// Lengths are multiples of it: the hop of the music codec in samples.
inline constexpr std::size_t kMusicHop = 480;
/// No sample is beyond it.
inline constexpr double kMusicPeak = 0.89;

/// The sound font that the build knows (MELISMA_SOUND_FONT). Throws Error naming the package that
/// holds it when the file is missing.
std::filesystem::path default_sound_font();

/// How loud a piece is made: -20 LUFS; those that are soft as a whole -24, loud ones -17.
double music_loudness_lufs(const CaptionAttributes& facts);

/// Plays a score with FluidSynth (a SoundFont 2 sampler): mono, 24 kHz, without reverb and chorus.
///
/// Every (channel, program) of the score has a channel of its own in the sampler; notes of channel
/// 9 are drums. A note starts within 0.7 ms of seconds_at(score, start_tick): the sampler runs at
/// 48 kHz and starts voices every 64 samples. A note that strikes a pitch that still sounds on its
/// channel and program ends the older one. After the last note the release rings for at most 1.5 s,
/// cut where it is inaudible. What is below 8 Hz is taken out (instruments have offsets). Then the
/// piece as a whole is scaled to `loudness_lufs` (audio/loudness.h, one channel), or less where a
/// peak would exceed kMusicPeak; music shorter than 400 ms, which has no loudness, to a peak of
/// half of that.
///
/// The same score gives the same samples. A score without notes gives one hop of silence. Several
/// threads may play at once. Throws Error when the sound font cannot be read, InputError when the
/// score has more than 256 pairs of channel and program or is longer than an hour.
std::vector<float> synthesise_music(const audio::Score& score,
                                    double loudness_lufs,
                                    const std::filesystem::path& sound_font);

}  // namespace melisma::models
