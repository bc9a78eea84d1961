#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "synth/io/midi_input.h"
#include "tests/support/run_command.h"
#include "tests/support/sound_servers.h"

namespace melisma::testing_support {
namespace {

using Clock = std::chrono::steady_clock;

/// Minutes to play: a fraction of one by default, an hour with MELISMA_LIVE_MINUTES=60.
double minutes() {
  const char* asked = std::getenv("MELISMA_LIVE_MINUTES");
  return asked != nullptr ? std::atof(asked) : 0.4;
}

/// Keeps one core busy.
class BusyNeighbour {
 public:
  ~BusyNeighbour() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_{[this] {
    while (!stop_.load(std::memory_order_relaxed)) {
    }
  }};
};

/// Chords, pedal, bends, program changes; now and then far too many controllers at once.
class ScriptedPlayer {
 public:
  explicit ScriptedPlayer(synth::MidiOutput& keyboard) : keyboard_(keyboard) {}

  void play_a_little() {
    const auto pitch = static_cast<std::uint8_t>(36 + random_() % 60);
    keyboard_.send(0x90, pitch, static_cast<std::uint8_t>(30 + random_() % 98));
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random_() % 200));
    keyboard_.send(0x80, pitch, 0);
    if (random_() % 8 == 0) {
      keyboard_.send(0xB0, 64, random_() % 2 == 0 ? 127 : 0);
    }
    if (random_() % 10 == 0) {
      keyboard_.send(0xE0, 0, static_cast<std::uint8_t>(random_() % 128));
    }
    if (random_() % 40 == 0) {
      keyboard_.send(0xC0, static_cast<std::uint8_t>(random_() % 112), 0);
    }
    if (random_() % 200 == 0) {
      for (int i = 0; i < 10000; ++i) {
        keyboard_.send(0xB0, 1, static_cast<std::uint8_t>(i % 128));
      }
    }
  }

 private:
  synth::MidiOutput& keyboard_;
  std::mt19937 random_{1};
};

TEST(LiveEndurance, PlaysOnBesideABusyNeighbourInFlatMemory) {
  if (!has_program("jackd") || !has_program("pulseaudio")) {
    GTEST_SKIP() << "needs the packages jackd2, pulseaudio and libasound2-plugins";
  }
  const JackServer midi(fresh_folder("jack"), 256);  // only for its MIDI
  const PulseServer sound(fresh_folder("pulse"));
  synth::MidiOutput keyboard("endless-keyboard");
  const std::string folder = fresh_folder("live");
  ChildProcess live({std::string(MELISMA_BINARY_DIR) + "/bin/melisma",
                     "live",
                     "piano",
                     "--midi-in",
                     "endless-keyboard",
                     "--device",
                     "default",
                     "--latency",
                     "100",
                     "--json"},
                    folder);
  const BusyNeighbour neighbour;
  ScriptedPlayer player(keyboard);
  const double seconds = minutes() * 60;
  const auto begin = Clock::now();
  double early_mb = 0;
  double late_mb = 0;
  for (double now = 0; now < seconds && !live.ended();) {
    player.play_a_little();
    now = std::chrono::duration<double>(Clock::now() - begin).count();
    (now < seconds / 3 ? early_mb : late_mb) = live.memory_mb();
  }
  ASSERT_FALSE(live.ended()) << read_whole_file(folder + "/stderr");
  live.signal(SIGINT);
  EXPECT_EQ(live.wait(), 130);
  const auto report = nlohmann::json::parse(read_whole_file(folder + "/stdout"));
  std::cout << report.dump(2) << "\nmemory " << early_mb << " MB, later " << late_mb << " MB\n";
  EXPECT_LT(late_mb, early_mb + 4);
  EXPECT_GT(report.at("frames").get<double>(), (seconds - 5) * 50 * 0.95);
  // Other tests may run beside this one; an hour by hand has none.
  EXPECT_LE(report.at("underruns").get<double>(), minutes() < 5 ? 5 : 0);
}

}  // namespace
}  // namespace melisma::testing_support
