#include <chrono>
#include <optional>
#include <thread>

#include "synth/io/midi_input.h"
#include "tests/cli/music_command_fixture.h"
#include "tests/support/sound_servers.h"
#include "tests/support/terminal_process.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;

/// Tiny models, and a JACK server with a keyboard on it.
class LiveCommand : public MusicCommandTest {
 protected:
  void SetUp() override {
    MusicCommandTest::SetUp();
    if (!has_program("jackd") || !has_program("jack_wait")) {
      GTEST_SKIP() << "needs the package jackd2";
    }
    server_.emplace(fresh_folder("jack"), 256);
    keyboard_.emplace("keyboard-of-the-test");
  }
  /// Runs `melisma live` with what `play` does, asked every few milliseconds with the seconds since
  /// the start.
  CommandResult live(std::vector<std::string> arguments, const std::function<void(double)>& play) {
    arguments.insert(arguments.begin(),
                     {"live", "--midi-in", "keyboard-of", "--device", "system", "--seed", "1"});
    const auto begin = Clock::now();
    return interrupt_melisma(arguments, [&](double) {
      play(std::chrono::duration<double>(Clock::now() - begin).count());
      return false;
    });
  }

  std::optional<JackServer> server_;
  std::optional<synth::MidiOutput> keyboard_;
};

TEST_F(LiveCommand, PlaysAndKeepsAPerformance) {
  int sent = 0;
  const auto result = live({"--duration",
                            "5",
                            "--record",
                            path("take.wav"),
                            "--record-midi",
                            path("take.mid"),
                            "--json"},
                           [&](double seconds) {
                             if (sent < 4 && seconds > 2 + 0.5 * sent) {
                               keyboard_->send(0x90, static_cast<std::uint8_t>(60 + sent), 100);
                               ++sent;
                             }
                           });
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_GT(report.at("frames"), 100);
  const audio::Score score = audio::read_midi_file(path("take.mid"));
  ASSERT_EQ(score.notes.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(score.notes[i].pitch, 60 + i);
    EXPECT_EQ(score.notes[i].velocity, 100);
  }
  const audio::MonoAudio take = sound(path("take.wav"));
  EXPECT_GT(take.samples.size(), 3U * kRate);
  EXPECT_GT(*std::max_element(take.samples.begin(), take.samples.end()), 0.01F);
}

TEST_F(LiveCommand, KeysOfTheTerminalChangeItWhileItPlays) {
  TerminalProcess melisma({"live", "--midi-in", "virtual", "--device", "system", "--seed", "1"});
  ASSERT_TRUE(melisma.wait_for("q ends", 30)) << melisma.screen();
  EXPECT_THAT(melisma.screen(), HasSubstr("listening to melisma:keyboard (virtual)"));
  melisma.press("+>)");
  EXPECT_TRUE(melisma.wait_for("volume 110 %, temperature 0.8, guidance 3.25", 10))
      << melisma.screen();
  melisma.press("tt");
  EXPECT_TRUE(melisma.wait_for("tempo 400", 10)) << melisma.screen();  // faster than any: clamped
  melisma.press("pwarm sturgeon strings\n");
  EXPECT_TRUE(melisma.wait_for("\"sturgeon\" is not known", 10)) << melisma.screen();
  melisma.press("q");
  EXPECT_EQ(melisma.wait(), 0) << melisma.screen();
}

TEST_F(LiveCommand, MeasuresItsLatency) {
  ::unsetenv("MELISMA_MODELS");  // only a trained model is quiet before a note and loud after it
  const auto result = run_melisma({"live", "--measure=6", "--device", "system", "--json"});
  ::setenv("MELISMA_MODELS", models().c_str(), 1);
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  const auto& measured = report.at("measured");
  EXPECT_EQ(measured.at("notes"), 6);
  EXPECT_GE(measured.at("found"), 4) << result.output;
  EXPECT_GT(measured.at("key_to_sound_p50_ms"), 10);
  EXPECT_GT(report.at("device_latency_ms"), 1);
  EXPECT_LT(report.at("device_latency_ms"), 1000);
}

TEST_F(LiveCommand, AKeyboardThatIsUnpluggedLeavesNoNoteAndIsFoundAgain) {
  bool struck = false;
  bool unplugged = false;
  bool back = false;
  const auto result =
      live({"--duration", "8", "--record-midi", path("take.mid")}, [&](double seconds) {
        if (!struck && seconds > 2) {
          struck = true;
          keyboard_->send(0x90, 60, 100);
        } else if (!unplugged && seconds > 3) {
          unplugged = true;
          keyboard_.reset();
        } else if (!back && seconds > 5) {
          back = true;
          keyboard_.emplace("keyboard-of-the-test");
        } else if (back && seconds > 7) {
          keyboard_->send(0x90, 64, 100);
          keyboard_->send(0x80, 64, 0);
          struck = true;
        }
      });
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("went away"));
  EXPECT_THAT(result.errors, HasSubstr("is back"));
  const audio::Score score = audio::read_midi_file(path("take.mid"));
  ASSERT_GE(score.notes.size(), 2U);
  EXPECT_EQ(score.notes[0].pitch, 60);
  EXPECT_LT(audio::seconds_at(score, score.notes[0].duration_ticks), 3);
  EXPECT_EQ(score.notes[1].pitch, 64);
}

TEST_F(LiveCommand, AServerThatDiesEndsItAndTheRecordingIsKept) {
  bool struck = false;
  bool killed = false;
  const auto result =
      live({"--duration", "60", "--record", path("take.wav"), "--record-midi", path("take.mid")},
           [&](double seconds) {
             if (!struck && seconds > 2) {
               struck = true;
               keyboard_->send(0x90, 60, 100);
             } else if (!killed && seconds > 3) {
               killed = true;
               server_->kill();
             }
           });
  EXPECT_EQ(result.exit_code, 5) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("went away"));
  EXPECT_GT(sound(path("take.wav")).samples.size(), 1U * kRate);
  EXPECT_EQ(audio::read_midi_file(path("take.mid")).notes.size(), 1U);
}

TEST_F(LiveCommand, ErrorsHaveTheirExitCodes) {
  const auto port = run_melisma({"live", "--midi-in", "harp", "--device", "system"});
  EXPECT_EQ(port.exit_code, 5);
  EXPECT_THAT(port.errors, HasSubstr("no MIDI input \"harp\". There are:"));
  EXPECT_THAT(port.errors, HasSubstr("keyboard-of-the-test"));
  EXPECT_EQ(run_melisma({"live", "--idle", "sleep"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"live", "--cc", "1=reverb"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"live", "--cc", "x=volume"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"live", "--instrument", "piano, violin"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"live", "--tempo", "1000"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"live", "--model", "none"}).exit_code, 3);
}

}  // namespace
}  // namespace melisma::testing_support
