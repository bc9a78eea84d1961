#include <chrono>
#include <random>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "tests/support/midi_bytes.h"

namespace melisma::audio {
namespace {

Score lively_score() {
  Score score;
  score.title = "lively";
  score.tempos = {{0, 500000}, {960, 300000}};
  score.time_signatures = {{0, 3, 4}, {1440, 6, 8}};
  score.key_signatures = {{0, -2, true}};
  score.markers = {{0, "intro"}, {1440, "verse"}};
  score.pitch_bends = {{100, 0, 1.5F}, {200, 0, 0}};
  for (int i = 0; i < 60; ++i) {
    score.notes.push_back({i * 60,
                           50,
                           static_cast<std::uint8_t>(i % 11),
                           3,
                           static_cast<std::uint8_t>(40 + i % 30),
                           90});
  }
  return score;
}

/// Parses, and whatever was read can be used; returns whether it was read.
bool survives(std::span<const std::byte> bytes) {
  try {
    const Score score = parse_midi(bytes, "mutated");
    EXPECT_LE(beats(score).size(), 4'000'000U);
    EXPECT_EQ(timed_notes(score).size(), score.notes.size());
    return true;
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()), "");
    return false;
  }
}

TEST(MidiMutation, EveryTruncationIsAScoreOrAMidiFileError) {
  const auto bytes = format_midi(lively_score());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(survives(std::span(bytes).first(length))) << length;
  }
  EXPECT_TRUE(survives(bytes));
}

TEST(MidiMutation, ThousandsOfRandomMutationsNeverCrash) {
  const auto original = format_midi(lively_score());
  std::mt19937 random(20);
  const auto begin = std::chrono::steady_clock::now();
  int read = 0;
  for (int round = 0; round < 40000; ++round) {
    auto bytes = original;
    for (unsigned change = 0; change <= random() % 6; ++change) {
      const std::size_t place = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[place] = static_cast<std::byte>(random() & 0xFFU);
          break;
        case 1:
          bytes[place] ^= static_cast<std::byte>(1U << random() % 8);
          break;
        case 2:
          bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(place));
          break;
        default:
          bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place), std::byte{0xFF});
      }
    }
    read += survives(bytes) ? 1 : 0;
  }
  EXPECT_GT(read, 2000) << "mutations should reach past the header";
  EXPECT_LT(read, 36000);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace melisma::audio
