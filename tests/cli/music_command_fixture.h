#pragma once

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/midi/midi_file.h"
#include "audio/sound_file.h"
#include "tests/support/run_command.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::testing_support {

/// A folder with tiny models, to which MELISMA_MODELS points, and an empty one for output.
class MusicCommandTest : public ::testing::Test {
 protected:
  static constexpr int kRate = 8000;  // of the tiny codec
  static constexpr int kHop = 48;

  static void SetUpTestSuite() {
    testing::write_tiny_models(models());
    ::setenv("MELISMA_MODELS", models().c_str(), 1);
  }
  void SetUp() override { folder_ = fresh_folder("output"); }

  static const std::string& models() {
    static const std::string folder = fresh_folder("models");
    return folder;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  [[nodiscard]] bool is_empty() const { return std::filesystem::is_empty(folder_); }

  static audio::MonoAudio sound(const std::string& file) {
    return audio::read_mono(file, audio::SampleRate(kRate));
  }
  static nlohmann::json settings_of(const audio::MonoAudio& sound) {
    return nlohmann::json::parse(sound.tags.comment);
  }
  /// Samples of the frames that cover a score and its tail.
  static std::size_t expected_samples(const audio::Score& score) {
    const double rate = static_cast<double>(kRate) / kHop;
    const auto frames = static_cast<std::size_t>(audio::duration_seconds(score) * rate + 1e-9) +
                        static_cast<std::size_t>(std::lround(1.5 * rate));
    return frames * kHop;
  }
  /// Quarter notes of a scale on two pitched channels (programs 0 and 33) and drums.
  std::string write_score(const std::string& name, int notes = 8) const {
    audio::Score score;
    score.tempos = {{0, 600000}};  // 100 bpm
    score.key_signatures = {{0, 1, false}};
    score.title = "Scale";
    for (int i = 0; i < notes; ++i) {
      for (const int channel : {0, 1, 9}) {
        audio::Note note;
        note.start_tick = i * 480;
        note.duration_ticks = 400;
        note.channel = static_cast<std::uint8_t>(channel);
        note.program = channel == 1 ? 33 : 0;
        note.pitch =
            static_cast<std::uint8_t>(channel == 9 ? 36 : (channel == 1 ? 36 : 60) + i % 12);
        score.notes.push_back(note);
      }
    }
    audio::write_midi_file(path(name), score);
    return path(name);
  }

 private:
  std::string folder_;
};

}  // namespace melisma::testing_support
