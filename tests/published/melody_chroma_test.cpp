#include "models/conditioning/melody_chroma.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include <gtest/gtest.h>

#include "models/checkpoint/safetensors.h"
#include "models/published/melody_config.h"
#include "models/published/musicgen.h"
#include "tests/support/golden_data.h"

namespace melisma::models {
namespace {

std::string folder() {
  return testing::golden("musicgen_melody");
}

MelodyChromaConfig tiny() {
  return read_melody_config(ConfigJson(folder() + "/preprocessor_config.json"));
}

void expect_near(std::span<const float> found, std::span<const float> wanted, float relative) {
  ASSERT_EQ(found.size(), wanted.size());
  const float top = std::abs(*std::max_element(wanted.begin(), wanted.end()));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(found[i], wanted[i], relative * std::abs(wanted[i]) + 1e-6F * top) << i;
  }
}

/// One-hot rows [T, classes] as classes.
std::vector<int> classes_of(const std::vector<float>& marks, std::size_t classes) {
  std::vector<int> result;
  for (std::size_t at = 0; at < marks.size(); at += classes) {
    const auto begin = marks.begin() + static_cast<long>(at);
    result.push_back(
        static_cast<int>(std::max_element(begin, begin + static_cast<long>(classes)) - begin));
  }
  return result;
}

TEST(MelodyChroma, FiltersEnergiesAndTunesAreTheReferences) {
  const SafetensorsFile io(folder() + "/io.safetensors");
  expect_near(chroma_filter_bank(tiny()), io.tensor("chroma_filter_bank").to_floats(), 1e-3F);
  const auto& view = io.tensor("chroma_audio");
  const auto sound = view.to_floats();
  const auto energies = io.tensor("raw_chroma").to_floats();  // [B, 12, T]
  const auto marks = io.tensor("input_features").to_floats();
  const auto clips = static_cast<std::size_t>(view.shape[0]);
  const std::size_t length = sound.size() / clips;
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const auto samples = std::span<const float>(sound).subspan(clip * length, length);
    const auto found = chroma_energies(samples, tiny());
    const std::size_t frames = found.size() / 12;
    ASSERT_EQ(frames, energies.size() / clips / 12);
    for (std::size_t t = 0; t < frames; ++t) {
      for (std::size_t c = 0; c < 12; ++c) {
        const float wanted = energies[(clip * 12 + c) * frames + t];
        ASSERT_NEAR(found[t * 12 + c], wanted, 1e-3F * wanted + 1e-6F);
      }
    }
    const auto begin = marks.begin() + static_cast<long>(clip * frames * 12);
    EXPECT_EQ(melody_of_sound(samples, tiny()),
              classes_of({begin, begin + static_cast<long>(frames * 12)}, 12));
  }
}

TEST(MelodyChroma, ASoundShorterThanAWindow) {
  const SafetensorsFile io(folder() + "/io.safetensors");
  EXPECT_EQ(melody_of_sound(io.tensor("short_chroma_audio").to_floats(), tiny()),
            classes_of(io.tensor("short_input_features").to_floats(), 12));
}

TEST(MelodyChroma, PublishedSizes) {
  const SafetensorsFile io(folder() + "/chroma_published.safetensors");
  const MelodyChromaConfig config;
  const auto bank = chroma_filter_bank(config);
  const std::size_t bins = bank.size() / 12;
  const auto columns = io.tensor("filter_columns").to_ints();
  const auto wanted = io.tensor("chroma_filters_at_columns").to_floats();
  for (std::size_t c = 0; c < 12; ++c) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const float reference = wanted[c * columns.size() + i];
      ASSERT_NEAR(bank[c * bins + static_cast<std::size_t>(columns[i])],
                  reference,
                  1e-3F * reference + 1e-7F);
    }
  }
  EXPECT_EQ(melody_of_sound(io.tensor("audio").to_floats(), config),
            classes_of(io.tensor("input_features").to_floats(), 12));
}

audio::Score tune() {
  audio::Score score;
  std::int64_t tick = 0;
  for (const int pitch : {72, 76, 79, 81, 77, 74, 72, 67}) {
    score.notes.push_back({tick, 480, 0, 0, static_cast<std::uint8_t>(pitch), 90});
    score.notes.push_back({tick, 480, audio::kDrumChannel, 0, 38, 90});
    score.notes.push_back({tick, 480, 1, 0, 48, 60});
    tick += 480;
  }
  return score;
}

TEST(MelodyChroma, AScoreIsHeardAsItsTopNotes) {
  // The tune as sines over a quiet bass, half a second a note.
  std::vector<float> sound;
  for (const audio::Note& note : tune().notes) {
    if (note.channel != 0) {
      continue;
    }
    const double hertz = 440 * std::exp2((note.pitch - 69) / 12.0);
    for (int i = 0; i < 16000; ++i) {
      sound.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hertz * i / 32000)));
    }
  }
  const MelodyChromaConfig config;
  const auto heard = melody_of_sound(sound, config);
  const auto read = melody_of_score(tune(), config);
  ASSERT_EQ(heard.size(), read.size());
  std::size_t equal = 0;
  for (std::size_t t = 0; t < read.size(); ++t) {
    equal += heard[t] == read[t] ? 1 : 0;
  }
  // A window of half a second hears two notes around their border.
  EXPECT_GE(static_cast<double>(equal), 0.85 * static_cast<double>(read.size()));
  audio::Score drums;
  drums.notes.push_back({0, 480, audio::kDrumChannel, 0, 38, 90});
  EXPECT_TRUE(melody_of_score(drums, config).empty());
}

TEST(MelodyChroma, StatesAreTheReferences) {
  const SafetensorsFile io(folder() + "/io.safetensors");
  const Musicgen music(folder(), WeightType::kF32);
  const auto& view = io.tensor("cfg_conditioning_states");  // [2 B, chroma + text, D]
  const auto all = view.to_floats();
  const auto marks = io.tensor("input_features").to_floats();
  const std::size_t row = all.size() / static_cast<std::size_t>(view.shape[0]);
  const std::size_t clips = static_cast<std::size_t>(view.shape[0]) / 2;
  const std::size_t frames = marks.size() / clips;
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const auto begin = marks.begin() + static_cast<long>(clip * frames);
    const auto states =
        music.melody_states(classes_of({begin, begin + static_cast<long>(frames)}, 12));
    const auto none = music.melody_states();
    for (std::size_t i = 0; i < states.size(); ++i) {
      ASSERT_NEAR(states[i], all[clip * row + i], 5e-4F);
      ASSERT_NEAR(none[i], all[(clip + clips) * row + i], 5e-4F);
    }
  }
}

}  // namespace
}  // namespace melisma::models
