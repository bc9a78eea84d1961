#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/loudness.h"
#include "audio/metrics/signal_health.h"
#include "audio/midi/midi_file.h"
#include "audio/read_mono.h"
#include "cli/eval/intelligibility.h"
#include "cli/eval/music_agreement.h"
#include "models/corpus/composition.h"
#include "models/corpus/music_synthesiser.h"
#include "models/model_store.h"
#include "tests/support/run_command.h"

// The shipped weights, as a user runs them.
namespace melisma::testing_support {
namespace {

constexpr int kRate = 24000;

std::vector<float> sound_of(const std::string& path) {
  return audio::read_mono(path, audio::SampleRate(kRate)).samples;
}

void expect_healthy(std::span<const float> sound) {
  const auto health = audio::signal_health(sound, kRate);
  EXPECT_EQ(health.not_finite_share, 0);
  EXPECT_LT(health.clipping_share, 1e-4);
  EXPECT_LT(health.silence_share, 0.5);
  EXPECT_LT(std::abs(health.dc_offset), 5e-3);
  const double lufs = audio::measure_loudness(sound, audio::SampleRate(kRate)).integrated_lufs;
  EXPECT_GT(lufs, -36);
  EXPECT_LT(lufs, -9);
}

TEST(BundledModels, AreAllThereSmallAndBelongTogether) {
  std::map<std::string, models::ModelInfo> found;
  std::uintmax_t bytes = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(MELISMA_SOURCE_DIR) + "/models/bundled")) {
    if (entry.path().extension() != ".safetensors") {
      continue;
    }
    auto info = models::read_model_info(entry.path());
    EXPECT_EQ(info.licence, "Apache-2.0") << entry.path();
    EXPECT_FALSE(info.provenance.empty()) << entry.path();
    bytes += info.bytes;
    const std::string card = entry.path().stem().string() + ".md";
    EXPECT_TRUE(std::filesystem::exists(entry.path().parent_path() / card)) << card;
    found[info.name] = std::move(info);
  }
  for (const char* name :
       {"codec-music", "codec-speech", "durations", "music", "planner", "speech"}) {
    EXPECT_TRUE(found.contains(name)) << name;
  }
  EXPECT_LT(bytes, 85'000'000U);
  EXPECT_EQ(found["music"].codec_hash, found["codec-music"].codec_hash);
  EXPECT_EQ(found["speech"].codec_hash, found["codec-speech"].codec_hash);
}

TEST(BundledModels, SpeakIsUnderstood) {
  const std::string path = fresh_folder("speak") + "/out.wav";
  const std::vector<std::string> sentences = {"The old farmer carried a basket of apples.",
                                              "Where did you put the blue umbrella?",
                                              "She will arrive in Boston on Friday."};
  cli::Intelligibility listener(sentences, 77);
  std::size_t errors = 0;
  std::size_t words = 0;
  for (const std::string& sentence : sentences) {
    const auto result = run_melisma({"speak", sentence, "-o", path, "--seed", "3"});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const auto sound = sound_of(path);
    expect_healthy(sound);
    EXPECT_LT(static_cast<double>(sound.size()) / kRate, 6);
    const auto heard = listener.errors(sentence, sound, kRate);
    errors += static_cast<std::size_t>(heard.total());
    words += static_cast<std::size_t>(heard.reference_words);
  }
  EXPECT_LE(errors * 3, words) << errors << " of " << words << " words were not understood";
}

TEST(BundledModels, ComposeKeepsToThePrompt) {
  const std::string folder = fresh_folder("compose");
  const auto result = run_melisma({"compose",
                                   "calm piano in A minor, 80 bpm",
                                   "--duration",
                                   "12",
                                   "-o",
                                   folder + "/song.wav",
                                   "--midi-out",
                                   folder + "/song.mid",
                                   "--seed",
                                   "5"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto sound = sound_of(folder + "/song.wav");
  EXPECT_EQ(audio::signal_health(sound, kRate).not_finite_share, 0);
  EXPECT_LT(audio::signal_health(sound, kRate).silence_share, 0.5);
  const auto score = audio::read_midi_file(folder + "/song.mid");
  EXPECT_GT(score.notes.size(), 16U);
  EXPECT_TRUE(std::ranges::all_of(
      score.notes, [](const audio::Note& note) { return note.program < 8 && !note.is_drum(); }));
  EXPECT_NEAR(60e6 / score.tempos.at(0).microseconds_per_quarter, 80, 0.01);
  EXPECT_NEAR(audio::duration_seconds(score), 12, 3.1);   // whole bars
  const std::set<int> scale = {9, 11, 0, 2, 4, 5, 7, 8};  // A minor and its leading note
  const auto bar_ticks = 4 * score.ticks_per_quarter;
  const auto last_bar = (score.end_tick() - 1) / bar_ticks * bar_ticks;
  int lowest = 127;
  for (const audio::Note& note : score.notes) {
    EXPECT_TRUE(scale.contains(note.pitch % 12)) << int{note.pitch};
    lowest = note.start_tick >= last_bar ? std::min<int>(lowest, note.pitch) : lowest;
  }
  EXPECT_TRUE(lowest % 12 == 9 || lowest % 12 == 0 || lowest % 12 == 4) << "does not end at home";
}

/// How well the pitches of `sound` are those of `score` as the sound font plays it.
double chroma_agreement(const audio::Score& score, std::span<const float> sound) {
  const auto played = models::synthesise_music(score, -20, models::default_sound_font());
  return cli::music_agreement(played, sound, kRate, score).chroma;
}

TEST(BundledModels, RenderPlaysTheScore) {
  const std::string folder = fresh_folder("render");
  constexpr int kPieces = 3;
  double right = 0;
  double wrong = 0;
  for (std::int64_t item = 0; item < kPieces; ++item) {
    const auto score = models::compose_piece(990001, item).score;
    const auto other = models::compose_piece(990001, item + kPieces).score;
    audio::write_midi_file(folder + "/tune.mid", score);
    const std::string path = folder + "/tune.flac";
    const auto result = run_melisma(
        {"render", folder + "/tune.mid", "--duration", "12", "-o", path, "--seed", "1"});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const auto sound = sound_of(path);
    expect_healthy(sound);
    right += chroma_agreement(score, sound) / kPieces;
    wrong += chroma_agreement(other, sound) / kPieces;
  }
  EXPECT_GT(right, 0.6);
  EXPECT_LT(wrong, 0.35);
}

}  // namespace
}  // namespace melisma::testing_support
