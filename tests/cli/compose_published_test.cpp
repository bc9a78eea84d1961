#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/midi/midi_file.h"
#include "audio/sound_file.h"
#include "tests/support/golden_data.h"
#include "tests/support/run_command.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_module.h"

namespace melisma::testing_support {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Sound {
  std::vector<float> samples;  // interleaved
  int channels = 0;
};

Sound read_sound(const fs::path& path) {
  audio::SoundFileReader reader(path);
  Sound sound{{}, reader.info().channels};
  std::vector<float> block(4096 * static_cast<std::size_t>(sound.channels));
  while (const std::size_t got = reader.read(block)) {
    const auto count = static_cast<std::ptrdiff_t>(got) * sound.channels;
    sound.samples.insert(sound.samples.end(), block.begin(), block.begin() + count);
  }
  return sound;
}

void write_sound(const std::string& path, double hertz, int rate) {
  audio::write_sound_file(path,
                          test_support::sine(hertz, static_cast<std::size_t>(rate), rate),
                          {.format = audio::audio_format_of(path),
                           .sample_rate = audio::SampleRate(rate),
                           .channels = 1,
                           .bit_depth = audio::BitDepth::kFloat32});
}

/// The reference checkpoints with a tokenizer beside them, as a store.
class ComposePublished : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test_support::has_torch_module()) {
      GTEST_SKIP() << test_support::kNeedsTorchModule;
    }
    for (const std::string name : {"musicgen", "musicgen_stereo", "musicgen_melody"}) {
      fs::create_directories(model(name));
      for (const auto& entry : fs::directory_iterator(testing::golden(name))) {
        if (entry.path().filename() != "io.safetensors") {
          fs::copy_file(entry.path(), model(name) / entry.path().filename());
        }
      }
      fs::copy_file(testing::golden("t5_tokenizer/spiece.model"), model(name) / "spiece.model");
    }
    ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }

  [[nodiscard]] fs::path model(const std::string& name) const {
    return folder_ / "data/melisma/models/reference" / name;
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] CommandResult compose(const std::string& name,
                                      std::vector<std::string> more) const {
    std::vector<std::string> all{"compose", "--model", "reference/" + name, "--seed", "3"};
    all.insert(all.end(), more.begin(), more.end());
    return run_melisma(all);
  }
  [[nodiscard]] std::string bytes_of(const std::string& name) const {
    std::ifstream stream(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  testing::TemporaryFolder folder_;
};

TEST_F(ComposePublished, MakesSoundOfTheLengthAskedForWhateverTheThreads) {
  const auto result =
      compose("musicgen", {"a song", "--duration", "3", "-o", at("a.wav"), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_EQ(report.at("weights"), "f32");  // too narrow for blocks of codes
  EXPECT_NEAR(report.at("measured").at("seconds").get<double>(), 3, 0.03);
  const auto again =
      compose("musicgen", {"a song", "--duration", "3", "-o", at("b.wav"), "--threads", "3"});
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  const auto one = read_sound(at("a.wav"));
  const auto two = read_sound(at("b.wav"));
  EXPECT_EQ(one.samples, two.samples);
  EXPECT_EQ(one.channels, 1);
}

TEST_F(ComposePublished, LibTorchMakesTheSameCodes) {
  const std::vector<std::string> greedy{"a song", "--duration", "1", "--temperature", "0", "-o"};
  auto ours = greedy;
  ours.push_back(at("native.wav"));
  ASSERT_EQ(compose("musicgen", ours).exit_code, 0);
  auto theirs = greedy;
  theirs.insert(theirs.end(), {at("libtorch.wav"), "--engine", "libtorch"});
  const auto result = compose("musicgen", theirs);
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(read_sound(at("native.wav")).samples, read_sound(at("libtorch.wav")).samples);
  theirs.back() = "tpu";
  EXPECT_EQ(compose("musicgen", theirs).exit_code, 2);
}

TEST_F(ComposePublished, StereoModelsMakeTwoChannels) {
  const auto result = compose("musicgen_stereo", {"a song", "--duration", "1", "-o", at("a.flac")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto sound = read_sound(at("a.flac"));
  EXPECT_EQ(sound.channels, 2);
  bool differ = false;
  for (std::size_t i = 0; i + 1 < sound.samples.size(); i += 2) {
    differ = differ || sound.samples[i] != sound.samples[i + 1];
  }
  EXPECT_TRUE(differ);
}

TEST_F(ComposePublished, SeveralTextsAtOnceAreThoseOfEachAlone) {
  const auto both =
      compose("musicgen", {"a song", "the day", "--duration", "2", "-o", at("x.wav")});
  ASSERT_EQ(both.exit_code, 0) << both.errors;
  const auto alone = compose("musicgen", {"a song", "--duration", "2", "-o", at("one.wav")});
  ASSERT_EQ(alone.exit_code, 0) << alone.errors;
  EXPECT_EQ(read_sound(at("x-1.wav")).samples, read_sound(at("one.wav")).samples);
  EXPECT_TRUE(fs::exists(at("x-2.wav")));
}

TEST_F(ComposePublished, FollowsATuneOfSoundOrNotes) {
  audio::Score score;
  score.notes.push_back({0, 960, 0, 0, 69, 90});
  audio::write_midi_file(at("tune.mid"), score);
  write_sound(at("tune.wav"), 440, 16000);
  for (const std::string tune : {"tune.mid", "tune.wav"}) {
    const auto result =
        compose("musicgen_melody",
                {"a song", "--melody", at(tune), "--duration", "1", "-o", at(tune + ".out.wav")});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
  }
  // Both are an A throughout.
  EXPECT_EQ(read_sound(at("tune.mid.out.wav")).samples, read_sound(at("tune.wav.out.wav")).samples);
  const auto without =
      compose("musicgen_melody", {"a song", "--duration", "1", "-o", at("none.wav")});
  ASSERT_EQ(without.exit_code, 0) << without.errors;
  EXPECT_NE(read_sound(at("none.wav")).samples, read_sound(at("tune.mid.out.wav")).samples);
  const auto wrong = compose("musicgen", {"a", "--melody", at("tune.mid"), "-o", at("no.wav")});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("takes no tune"));
}

TEST_F(ComposePublished, GoesOnFromSound) {
  write_sound(at("start.wav"), 300, 16000);
  const auto result = compose(
      "musicgen",
      {"a song", "--continue", at("start.wav"), "--duration", "2", "-o", at("on.wav"), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_NEAR(report.at("measured").at("seconds").get<double>(), 2, 0.05);
  const auto longer = compose(
      "musicgen", {"a song", "--continue", at("start.wav"), "--duration", "1", "-o", at("no.wav")});
  EXPECT_EQ(longer.exit_code, 2);
  EXPECT_THAT(longer.errors, HasSubstr("already lasts"));
}

TEST_F(ComposePublished, AQuantizedFolderPlaysTheSame) {
  const auto made = run_melisma(
      {"models", "quantize", "reference/musicgen", "--force", "-o", model("musicgen-8").string()});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const auto stored = compose("musicgen-8", {"a song", "--duration", "1", "-o", at("s.wav")});
  ASSERT_EQ(stored.exit_code, 0) << stored.errors;
  const auto at_load = compose("musicgen", {"a song", "--duration", "1", "-o", at("l.wav")});
  ASSERT_EQ(at_load.exit_code, 0) << at_load.errors;
  EXPECT_EQ(read_sound(at("s.wav")).samples, read_sound(at("l.wav")).samples);
  const auto listed = run_melisma({"models", "list"});
  EXPECT_THAT(listed.output, HasSubstr("reference/musicgen-8"));
}

TEST_F(ComposePublished, WhatCannotBeIsRefusedWithTheRightCode) {
  const auto expect = [&](const CommandResult& result, int code, const std::string& message) {
    EXPECT_EQ(result.exit_code, code) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(message));
    EXPECT_FALSE(fs::exists(at("no.wav")));
  };
  expect(compose("musicgen", {"a", "--tempo", "90", "-o", at("no.wav")}), 2, "--tempo");
  expect(compose("musicgen", {"a", "--window", "5", "--stride", "9", "-o", at("no.wav")}),
         2,
         "stride");
  expect(compose("musicgen", {"-o", at("no.wav")}), 4, "no text");
  expect(compose("none", {"a", "-o", at("no.wav")}), 3, "reference/none");
  fs::resize_file(model("musicgen") / "model.safetensors", 5000);
  expect(compose("musicgen", {"a", "-o", at("no.wav")}), 3, "model.safetensors");
  std::ofstream(model("musicgen_stereo") / "config.json") << std::string(100, '[');
  expect(compose("musicgen_stereo", {"a", "-o", at("no.wav")}), 3, "config.json");
  fs::remove(model("musicgen_melody") / "spiece.model");
  expect(compose("musicgen_melody", {"a", "-o", at("no.wav")}), 3, "spiece.model");
}

TEST(EncodecCommands, EncodeAndDecodeWithAPublishedCodec) {
  const testing::TemporaryFolder folder;
  const std::string sound = (folder / "in.wav").string();
  const std::string codes = (folder / "codes.safetensors").string();
  const std::string codec = testing::golden("encodec_24khz");
  write_sound(sound, 300, 24000);
  const auto encoded =
      run_melisma({"encode", sound, "--codec", codec, "--bandwidth", "8", "-o", codes, "--json"});
  ASSERT_EQ(encoded.exit_code, 0) << encoded.errors;
  EXPECT_EQ(nlohmann::json::parse(encoded.output).at("codebooks"), 4);
  const auto decoded =
      run_melisma({"decode", codes, "--codec", codec, "-o", (folder / "out.wav").string()});
  ASSERT_EQ(decoded.exit_code, 0) << decoded.errors;
  EXPECT_EQ(read_sound(folder / "out.wav").samples.size(), 24000U);
  const auto other = run_melisma({"decode",
                                  codes,
                                  "--codec",
                                  testing::golden("encodec_32khz"),
                                  "-o",
                                  (folder / "no.wav").string()});
  EXPECT_EQ(other.exit_code, 3) << other.errors;
  const auto narrow =
      run_melisma({"encode", sound, "--codec", codec, "--bandwidth", "0.1", "-o", codes});
  EXPECT_EQ(narrow.exit_code, 2) << narrow.errors;
}

}  // namespace
}  // namespace melisma::testing_support
