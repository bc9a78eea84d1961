#include "models/corpus/music_corpus.h"

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/loudness.h"
#include "audio/midi/midi_file.h"
#include "audio/read_mono.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/item_json.h"
#include "models/corpus/music_synthesiser.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using melisma::testing::TemporaryFolder;

const std::atomic<bool> kGoOn{false};
constexpr std::array kExtensions = {".wav", ".mid", ".json"};

CorpusIndex make(const std::filesystem::path& folder, int jobs, std::uint64_t seed = 4) {
  make_music_corpus({.folder = folder, .hours = 0.02, .seed = seed, .jobs = jobs}, kGoOn);
  return read_corpus_index(folder);
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(MusicCorpus, ScoresAloneAreThoseOfTheWholeCorpus) {
  const TemporaryFolder whole;
  const TemporaryFolder scores;
  const CorpusIndex index = make(whole.path(), 1);
  make_music_corpus({.folder = scores.path(), .hours = 0.02, .seed = 4, .scores_only = true},
                    kGoOn);
  const auto items = complete_items(scores.path(), index);
  ASSERT_EQ(static_cast<std::int64_t>(items.size()), index.items);
  for (const std::int64_t item : items) {
    EXPECT_EQ(bytes_of(corpus_item(scores.path(), item, ".mid")),
              bytes_of(corpus_item(whole.path(), item, ".mid")));
    EXPECT_EQ(read_item_json(scores.path(), item).at("captions"),
              read_item_json(whole.path(), item).at("captions"));
    EXPECT_FALSE(std::filesystem::exists(corpus_item(scores.path(), item, ".wav")));
  }
}

TEST(MusicCorpus, ItemsAreCompleteAndConsistent) {
  const TemporaryFolder folder;
  const CorpusIndex index = make(folder.path(), 2);
  EXPECT_EQ(index.kind, "music");
  ASSERT_GE(index.items, 1);
  const auto items = complete_items(folder.path(), index);
  ASSERT_EQ(static_cast<std::int64_t>(items.size()), index.items);
  for (const std::int64_t item : items) {
    const auto json = read_item_json(folder.path(), item);
    const auto sound = audio::read_mono(corpus_item(folder.path(), item, ".wav"),
                                        audio::SampleRate(kCorpusSampleRate));
    const auto score = audio::read_midi_file(corpus_item(folder.path(), item, ".mid"));
    const double seconds = static_cast<double>(sound.samples.size()) / kCorpusSampleRate;
    EXPECT_EQ(sound.samples.size() % kMusicHop, 0U);
    EXPECT_EQ(json.at("seconds").get<double>(), seconds);
    EXPECT_GE(seconds, audio::duration_seconds(score) - 0.01);
    EXPECT_LE(seconds, audio::duration_seconds(score) + 1.55);
    EXPECT_EQ(json.at("captions").size(), 6U);
    EXPECT_TRUE(json.at("facts").contains("style"));
    const auto beats = audio::beats(score);
    ASSERT_EQ(json.at("beats").size(), beats.size());
    ASSERT_EQ(json.at("downbeats").size(), beats.size());
    EXPECT_NEAR(json.at("beats").back().get<double>(), beats.back().time_s, 1e-3);
    // The sound is that of the score in the .mid.
    const double loudness =
        audio::measure_loudness(sound.samples, audio::SampleRate(kCorpusSampleRate))
            .integrated_lufs;
    const auto again = synthesise_music(score, loudness, default_sound_font());
    ASSERT_EQ(again.size(), sound.samples.size());
    double worst = 0;
    for (std::size_t i = 0; i < again.size(); ++i) {
      worst = std::max(worst, std::abs(static_cast<double>(again[i] - sound.samples[i])));
    }
    EXPECT_LT(worst, 0.01);
  }
}

TEST(MusicCorpus, GoesOnWhereItStoppedAndDoesNotDependOnJobs) {
  const TemporaryFolder one;
  const TemporaryFolder two;
  const CorpusIndex index = make(one.path(), 1);
  make(two.path(), 2);
  const auto whole = bytes_of(corpus_item(two.path(), 0, ".wav"));
  // An item that was interrupted has a sound, perhaps a wrong one, and no .json.
  std::filesystem::remove(corpus_item(two.path(), 0, ".json"));
  std::ofstream(corpus_item(two.path(), 0, ".wav")) << "half";
  make(two.path(), 2);
  EXPECT_EQ(bytes_of(corpus_item(two.path(), 0, ".wav")), whole);
  for (std::int64_t item = 0; item < index.items; ++item) {
    for (const char* extension : kExtensions) {
      const auto bytes = bytes_of(corpus_item(one.path(), item, extension));
      EXPECT_FALSE(bytes.empty());
      EXPECT_EQ(bytes, bytes_of(corpus_item(two.path(), item, extension))) << item << extension;
    }
  }
}

TEST(MusicCorpus, AnotherSeedInTheSameFolderIsRefused) {
  const TemporaryFolder folder;
  write_corpus_index(folder.path(), {"music", 1, 3, 0.02, 2});
  EXPECT_THROW(make(folder.path(), 1, 4), ConfigError);
}

TEST(MusicCorpus, OptionsOutOfRangeAreRefused) {
  const TemporaryFolder folder;
  EXPECT_THROW(make_music_corpus({.folder = folder.path(), .hours = 0}, kGoOn), ConfigError);
  EXPECT_THROW(make_music_corpus({.folder = folder.path(), .hours = 1, .jobs = 0}, kGoOn),
               ConfigError);
}

}  // namespace
}  // namespace melisma::models
