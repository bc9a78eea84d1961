#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>

#include "audio/read_mono.h"
#include "tests/cli/music_command_fixture.h"
#include "tests/support/sound_servers.h"
#include "tests/support/terminal_process.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

constexpr int kDeviceRate = 48000;

/// Tiny models of all kinds, and a score.
class Playback : public MusicCommandTest {
 protected:
  static void SetUpTestSuite() { MusicCommandTest::SetUpTestSuite(); }
  /// What the saved file must sound like on the device.
  [[nodiscard]] std::vector<float> at_device_rate(const std::string& name) const {
    return audio::read_mono(path(name), audio::SampleRate(kDeviceRate)).samples;
  }
  /// Plays and saves; returns the report.
  nlohmann::json play(std::vector<std::string> arguments, const std::string& file) const {
    for (const char* word : {"--play", "--json", "--bit-depth", "float", "-o"}) {
      arguments.emplace_back(word);
    }
    arguments.push_back(path(file));
    const auto result = run_melisma(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.exit_code == 0 ? nlohmann::json::parse(result.output) : nlohmann::json();
  }
};

TEST_F(Playback, WhatIsPlayedIsWhatIsSavedToTheBit) {
  const FileSoundDevice device(fresh_folder("device"));
  const std::string midi = write_score("tune.mid");
  // This device is faster than sound can be made: all of it waits before playing begins.
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"compose", "calm piano", "--seed", "2", "--duration", "4", "--buffer", "100"},
           {"render", midi, "--seed", "3", "--buffer", "100"}}) {
    const auto report = play(command, command[0] + ".wav");
    const auto wanted = at_device_rate(command[0] + ".wav");
    ASSERT_GT(wanted.size(), 3U * kDeviceRate);
    const auto heard = device.take();
    EXPECT_TRUE(aligned(heard, wanted) == wanted) << command[0];
    EXPECT_EQ(report.at("measured").at("playback").at("underruns"), 0);
  }
  const auto encoded =
      run_melisma({"encode", path("render.wav"), "-o", path("c.codes.safetensors")});
  ASSERT_EQ(encoded.exit_code, 0) << encoded.errors;
  play({"decode", path("c.codes.safetensors"), "--buffer", "100"}, "decode.wav");
  const auto wanted = at_device_rate("decode.wav");
  EXPECT_TRUE(aligned(device.take(), wanted) == wanted);
}

TEST_F(Playback, SpeechIsPlayedAsItIsSaved) {
  const std::string speech_models = fresh_folder("speech_models");
  testing::write_tiny_speech_models(speech_models);
  ::setenv("MELISMA_MODELS", speech_models.c_str(), 1);
  const FileSoundDevice device(fresh_folder("device"));
  play({"speak", "Hello there. This is played.", "--seed", "1", "--buffer", "100"}, "speak.wav");
  ::setenv("MELISMA_MODELS", models().c_str(), 1);
  const auto wanted = at_device_rate("speak.wav");
  ASSERT_GT(wanted.size(), 1U * kDeviceRate);
  EXPECT_TRUE(aligned(device.take(), wanted) == wanted);
}

TEST_F(Playback, PlaysWithoutAFile) {
  const FileSoundDevice device(fresh_folder("device"));
  const auto result =
      run_melisma({"render", write_score("tune.mid"), "--play", "--stats", "--buffer", "100"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.errors, HasSubstr("played "));
  EXPECT_THAT(result.errors, HasSubstr("device latency"));
  EXPECT_THAT(result.errors, HasSubstr("p99"));
  EXPECT_GT(device.take().size(), 1U * kDeviceRate);
}

TEST_F(Playback, VolumeChangesOnlyWhatIsPlayed) {
  const FileSoundDevice device(fresh_folder("device"));
  play({"render", write_score("tune.mid"), "--seed", "3", "--buffer", "100", "--volume", "50"},
       "half.wav");
  const auto wanted = at_device_rate("half.wav");
  const auto heard = device.take();
  const auto loudest = [](const std::vector<float>& samples) {
    return *std::max_element(samples.begin(), samples.end());
  };
  EXPECT_NEAR(loudest(heard), loudest(wanted) / 2, 0.02 * loudest(wanted));
}

TEST_F(Playback, ListsDevices) {
  const auto none = run_melisma({"devices"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_EQ(none.errors, "") << "what libraries print is not the user's business";
  const FileSoundDevice device(fresh_folder("device"));
  const auto listed = run_melisma({"devices", "--json"});
  const auto outputs = nlohmann::json::parse(listed.output).at("audio_outputs");
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].at("name"), "default");
  EXPECT_EQ(outputs[0].at("host_api"), "ALSA");
  EXPECT_TRUE(outputs[0].at("default"));
}

TEST_F(Playback, WithoutADeviceItSaysWhatToDo) {
  std::ofstream(path("none.conf")) << "pcm.!default { type hw card 99 }\n";
  ::setenv("ALSA_CONFIG_PATH", path("none.conf").c_str(), 1);
  const auto result = run_melisma({"render", write_score("tune.mid"), "--play"});
  ::unsetenv("ALSA_CONFIG_PATH");
  EXPECT_EQ(result.exit_code, 5);
  EXPECT_THAT(result.errors, HasSubstr("found no audio device"));
  const FileSoundDevice device(fresh_folder("device"));
  const auto other = run_melisma({"render", path("tune.mid"), "--play", "--device", "harp"});
  EXPECT_EQ(other.exit_code, 5);
  EXPECT_THAT(other.errors, HasSubstr("no audio device \"harp\". There are:\n  0  default (ALSA)"));
  EXPECT_EQ(run_melisma({"render", path("tune.mid"), "--play", "--volume", "-1"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"render", path("tune.mid"), "--play", "--buffer", "1e9"}).exit_code, 2);
}

class RealTimePlayback : public Playback {
 protected:
  void SetUp() override {
    Playback::SetUp();
    if (!has_program("pulseaudio") || !has_program("parec")) {
      GTEST_SKIP() << "needs the packages pulseaudio, pulseaudio-utils and libasound2-plugins";
    }
    server_.emplace(fresh_folder("pulse"));
  }

  std::optional<PulseServer> server_;
};

TEST_F(RealTimePlayback, TheServerHearsTheSavedFileToTheBit) {
  server_->record();
  const auto report = play({"render", write_score("tune.mid"), "--seed", "3"}, "a.wav");
  const auto heard = server_->finish_recording();
  const auto wanted = at_device_rate("a.wav");
  const auto& playback = report.at("measured").at("playback");
  EXPECT_EQ(playback.at("underruns"), 0);
  EXPECT_EQ(playback.at("sample_rate"), kDeviceRate);

  EXPECT_TRUE(aligned(heard, wanted) == wanted);
  // It sounded while it was made, and took as long as it sounds.
  EXPECT_LT(playback.at("first_sound_seconds").get<double>(), 2);
  EXPECT_GT(report.at("measured").at("wall_seconds").get<double>() + 11, playback.at("seconds"));
}

TEST_F(RealTimePlayback, SpacePausesAndQStopsOnATerminal) {
  const std::string midi = write_score("long.mid", 64);  // 38 s
  TerminalProcess melisma({"render", midi, "--play", "-o", path("a.wav")});
  ASSERT_TRUE(melisma.wait_for("space pauses, q stops", 20)) << melisma.screen();
  std::this_thread::sleep_for(std::chrono::seconds(2));
  melisma.press(" ");
  std::this_thread::sleep_for(std::chrono::seconds(1));
  server_->record();  // what is heard during a pause
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto pause = server_->finish_recording();
  EXPECT_GT(pause.size(), 0.5 * kDeviceRate);
  EXPECT_EQ(std::count_if(pause.begin(), pause.end(), [](float x) { return x != 0; }), 0);
  melisma.press(" ");
  server_->record();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto on = server_->finish_recording();
  EXPECT_GT(std::count_if(on.begin(), on.end(), [](float x) { return x != 0; }), 1000);
  melisma.press("q");
  EXPECT_EQ(melisma.wait(), 0) << melisma.screen();
  const double seconds = static_cast<double>(sound(path("a.wav")).samples.size()) / kRate;
  EXPECT_GT(seconds, 2);
  EXPECT_LT(seconds, 30) << "it went on to the end";
}

TEST_F(RealTimePlayback, WaitingForTextIsNoGap) {
  const std::string speech_models = fresh_folder("speech_models");
  testing::write_tiny_speech_models(speech_models);
  ::setenv("MELISMA_MODELS", speech_models.c_str(), 1);
  const std::string folder = fresh_folder("typing");
  ChildProcess typing({"sh",
                       "-c",
                       "(echo One.; sleep 2; echo Two.) | " + std::string(MELISMA_BINARY_DIR) +
                           "/bin/melisma speak --play --json"},
                      folder);
  EXPECT_EQ(typing.wait(), 0) << read_whole_file(folder + "/stderr");
  ::setenv("MELISMA_MODELS", models().c_str(), 1);
  const auto report = nlohmann::json::parse(read_whole_file(folder + "/stdout"));
  EXPECT_EQ(report.at("measured").at("playback").at("underruns"), 0);
  EXPECT_GT(report.at("measured").at("wall_seconds"), 1.8);
}

TEST_F(RealTimePlayback, InterruptStopsAtOnceAndKeepsTheFile) {
  const std::string midi = write_score("long.mid", 64);  // 38 s
  const auto result = interrupt_melisma({"render", midi, "--play", "-o", path("a.wav")},
                                        [&](double) { return bytes_under_way(path("")) > 40000; });
  EXPECT_EQ(result.exit_code, 130) << result.errors;
  EXPECT_LT(result.seconds, 30);
  EXPECT_GT(sound(path("a.wav")).samples.size(), 0.5 * kRate);
}

TEST_F(RealTimePlayback, AServerThatDiesIsAnErrorAndTheFileIsKept) {
  const std::string midi = write_score("long.mid", 64);
  const auto begin = std::chrono::steady_clock::now();
  const auto result =
      interrupt_melisma({"render", midi, "--play", "-o", path("a.wav")}, [&](double) {
        if (std::chrono::steady_clock::now() - begin > std::chrono::seconds(3)) {
          server_->kill();
        }
        return false;
      });
  EXPECT_EQ(result.exit_code, 5) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("went away"));
  EXPECT_THAT(result.errors, HasSubstr("The whole sound is in " + path("a.wav")));
  EXPECT_EQ(sound(path("a.wav")).samples.size(), expected_samples(audio::read_midi_file(midi)));
}

TEST_F(RealTimePlayback, ReconnectsWhenItMay) {
  const std::string midi = write_score("long.mid", 24);  // 16 s
  const auto begin = std::chrono::steady_clock::now();
  bool killed = false;
  const auto result = interrupt_melisma(
      {"render", midi, "--play", "--reconnect", "--json", "-o", path("a.wav")}, [&](double) {
        if (!killed && std::chrono::steady_clock::now() - begin > std::chrono::seconds(3)) {
          killed = true;
          server_->kill();
          server_->start();
        }
        return false;
      });
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto playback = nlohmann::json::parse(result.output).at("measured").at("playback");
  EXPECT_EQ(playback.at("reconnections"), 1);
  EXPECT_GT(playback.at("seconds"), 15);
}

}  // namespace
}  // namespace melisma::testing_support
