#include "models/corpus/music_synthesiser.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/loudness.h"

namespace melisma::models {
namespace {

constexpr double kRate = kMusicSampleRate;

std::vector<float> synthesise(const audio::Score& score, double loudness_lufs = -20) {
  return synthesise_music(score, loudness_lufs, default_sound_font());
}

audio::Note note(std::int64_t tick, std::int64_t ticks, int pitch, int program = 0) {
  return {.start_tick = tick,
          .duration_ticks = ticks,
          .program = static_cast<std::uint8_t>(program),
          .pitch = static_cast<std::uint8_t>(pitch),
          .velocity = 100};
}

/// Eight seconds for three instruments and drums.
audio::Score small_piece() {
  audio::Score score;
  for (int beat = 0; beat < 16; ++beat) {
    score.notes.push_back(note(beat * 480, 450, 60 + beat % 5, 0));
    score.notes.push_back(note(beat * 480, 450, 48, 48));
    score.notes.back().channel = 1;
    score.notes.push_back(note(beat * 480 + 240, 60, 42));
    score.notes.back().channel = 9;
  }
  return score;
}

float peak(std::span<const float> sound) {
  float highest = 0;
  for (const float sample : sound) {
    highest = std::max(highest, std::abs(sample));
  }
  return highest;
}

double rms(const std::vector<float>& sound, double begin_s, double end_s) {
  double sum = 0;
  const auto begin = static_cast<std::size_t>(begin_s * kRate);
  const auto end = static_cast<std::size_t>(end_s * kRate);
  for (std::size_t i = begin; i < end; ++i) {
    sum += static_cast<double>(sound.at(i)) * static_cast<double>(sound.at(i));
  }
  return std::sqrt(sum / static_cast<double>(end - begin));
}

double loudness_of(const std::vector<float>& sound) {
  return audio::measure_loudness(sound, audio::SampleRate(kMusicSampleRate)).integrated_lufs;
}

TEST(MusicSynthesiser, PianoNotesBeginWhereTheScoreSays) {
  audio::Score score;
  score.tempos = {{0, 500000}, {1000, 413793}, {3001, 612245}};
  for (int i = 0; i < 8; ++i) {
    score.notes.push_back(note(97 + i * 1217, 240, 60 + 2 * i));
  }
  const auto sound = synthesise(score);
  for (const audio::Note& each : score.notes) {
    const double onset = audio::seconds_at(score, each.start_tick);
    const auto first = static_cast<std::size_t>((onset - 0.1) * kRate);
    const std::span<const float> around(sound.data() + first, 7200);
    const float threshold = 0.05F * peak(around);
    const auto begin = std::find_if(
        around.begin(), around.end(), [&](float sample) { return std::abs(sample) > threshold; });
    const double found =
        static_cast<double>(first + static_cast<std::size_t>(begin - around.begin())) / kRate;
    EXPECT_NEAR(found, onset, 0.005) << "tick " << each.start_tick;
  }
}

TEST(MusicSynthesiser, SameScoreGivesSameSamples) {
  const auto first = synthesise(small_piece());
  synthesise(audio::Score{.notes = {note(0, 480, 50, 30)}});
  EXPECT_EQ(synthesise(small_piece()), first);
}

TEST(MusicSynthesiser, EmptyScoreIsSilence) {
  const auto sound = synthesise(audio::Score{});
  EXPECT_EQ(sound, std::vector<float>(kMusicHop));
}

TEST(MusicSynthesiser, LevelIsAsAskedWithoutClipping) {
  for (const double wanted : {-24.0, -20.0}) {
    const auto sound = synthesise(small_piece(), wanted);
    EXPECT_NEAR(loudness_of(sound), wanted, 1.0);
    EXPECT_LE(peak(sound), static_cast<float>(kMusicPeak) + 1e-6F);
  }
  const auto limited = synthesise(small_piece(), 0.0);  // far too loud
  EXPECT_NEAR(peak(limited), static_cast<float>(kMusicPeak), 1e-4F);
}

TEST(MusicSynthesiser, DynamicsWithinAPieceAreKept) {
  audio::Score score;
  score.notes = {note(0, 480, 60), note(1920, 480, 60)};
  score.notes[0].velocity = 40;
  score.notes[1].velocity = 120;
  const auto sound = synthesise(score);
  EXPECT_GT(rms(sound, 2.0, 2.5), 3 * rms(sound, 0.0, 0.5));
}

TEST(MusicSynthesiser, TailRingsAndLengthIsWholeFrames) {
  audio::Score score;
  score.notes = {note(0, 480, 60, 89)};  // warm pad: 0.5 s and a long release
  const auto sound = synthesise(score);
  EXPECT_EQ(sound.size() % kMusicHop, 0U);
  EXPECT_GT(static_cast<double>(sound.size()) / kRate, 0.6);
  EXPECT_LT(static_cast<double>(sound.size()) / kRate, 2.05);
  EXPECT_LT(std::abs(sound.back()), 1e-3F);
}

TEST(MusicSynthesiser, EndOfAnOlderNoteDoesNotEndANewerOne) {
  audio::Score score;
  score.notes = {note(0, 720, 60, 48), note(480, 1440, 60, 48)};  // strings, 0.75 s and until 2 s
  const auto sound = synthesise(score);
  EXPECT_GT(rms(sound, 1.6, 1.9), 0.5 * rms(sound, 0.6, 0.7));
}

TEST(MusicSynthesiser, ManyProgramsOnOneChannelSoundTogether) {
  audio::Score score;
  for (int program = 0; program < 40; ++program) {
    score.notes.push_back(note(program * 240, 200, 60, program));
  }
  const auto sound = synthesise(score);
  for (int program = 0; program < 40; ++program) {
    EXPECT_GT(rms(sound, program * 0.25, program * 0.25 + 0.2), 1e-4) << program;
  }
}

TEST(MusicSynthesiser, PitchBendMovesItsChannel) {
  audio::Score score;
  score.notes = {note(0, 960, 60, 79), note(960, 960, 60, 79)};  // ocarina: nearly a sine
  audio::Score bent = score;
  bent.pitch_bends = {{960, 0, 12.0F}};
  // Swings from one side to the other in half a second; the breath noise is less than a swing.
  const auto swings = [](const std::vector<float>& sound, double begin_s) {
    const std::span<const float> part(sound.data() + static_cast<int>(begin_s * kRate), 12000);
    const float least = 0.3F * peak(part);
    int count = 0;
    bool above = false;
    for (const float sample : part) {
      if (above ? sample < -least : sample > least) {
        above = !above;
        ++count;
      }
    }
    return count;
  };
  EXPECT_NEAR(swings(synthesise(bent), 0.2), 262, 6);  // C4: 261.6 Hz
  EXPECT_NEAR(swings(synthesise(bent), 1.2), 523, 12);
  EXPECT_NEAR(swings(synthesise(score), 1.2), 262, 6);
}

TEST(MusicSynthesiser, SoundHasNoOffset) {
  const auto sound = synthesise(small_piece());
  const double mean =
      std::accumulate(sound.begin(), sound.end(), 0.0) / static_cast<double>(sound.size());
  EXPECT_NEAR(mean, 0, 2e-4);
}

TEST(MusicSynthesiser, MissingFontNamesThePackage) {
  try {
    synthesise_music(small_piece(), -20, "/nonexistent/font.sf2");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("fluid-soundfont-gm"), std::string::npos);
  }
}

TEST(MusicSynthesiser, EndlessScoreIsRefused) {
  audio::Score score;
  score.notes = {note(1'000'000'000, 10, 60)};
  EXPECT_THROW(synthesise(score), InputError);
}

}  // namespace
}  // namespace melisma::models
