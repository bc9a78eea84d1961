#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/midi/midi_file.h"

namespace melisma::audio {
namespace {

using ::testing::HasSubstr;

Score round_trip(const Score& score) {
  return parse_midi(format_midi(score), "round trip");
}

/// A score that a MIDI file can express: notes of one channel and pitch do not overlap, and bends
/// are steps of the range that the writer chooses.
Score random_score(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return static_cast<int>(low +
                            static_cast<int>(random() % static_cast<unsigned>(high - low + 1)));
  };
  Score score;
  score.ticks_per_quarter = pick(1, 960);
  score.title = "score " + std::to_string(seed);
  std::int64_t tick = 0;
  for (int i = 0; i < 5; ++i, tick += pick(1, 5000)) {
    score.tempos.push_back({tick, static_cast<std::uint32_t>(pick(100000, 1500000))});
    score.time_signatures.push_back(
        {tick, static_cast<std::uint8_t>(pick(1, 12)), static_cast<std::uint8_t>(1 << pick(0, 4))});
    score.key_signatures.push_back({tick, static_cast<std::int8_t>(pick(-7, 7)), pick(0, 1) == 1});
    score.markers.push_back({tick, "part " + std::to_string(i)});
    score.pitch_bends.push_back(
        {tick,
         3,
         static_cast<float>(pick(-8192, 8191)) / 8192.0F * (seed % 2 == 0 ? 2.0F : 16.0F)});
  }
  for (int i = 0; i < 200; ++i) {
    Note note;
    note.channel = static_cast<std::uint8_t>(pick(0, 15));
    note.pitch = static_cast<std::uint8_t>(pick(0, 127));
    note.program = static_cast<std::uint8_t>(note.channel * 8 % 128);
    note.velocity = static_cast<std::uint8_t>(pick(1, 127));
    note.start_tick = i * 40 + pick(0, 30);
    note.duration_ticks = pick(1, 40);
    score.notes.push_back(note);
  }
  sort_score(score);
  return score;
}

TEST(MidiFileWriter, RandomScoresComeBackEqual) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const Score score = random_score(seed);
    const Score back = round_trip(score);
    EXPECT_EQ(back.notes, score.notes) << "seed " << seed;
    if (seed % 2 == 0) {
      EXPECT_EQ(back, score) << "seed " << seed;
    }
    ASSERT_EQ(back.pitch_bends.size(), score.pitch_bends.size());
    for (std::size_t i = 0; i < back.pitch_bends.size(); ++i) {
      EXPECT_NEAR(back.pitch_bends[i].semitones, score.pitch_bends[i].semitones, 16.0 / 8192);
    }
  }
}

TEST(MidiFileWriter, AnEmptyScoreComesBackEmpty) {
  EXPECT_EQ(round_trip(Score{}), Score{});
}

TEST(MidiFileWriter, RepeatedAndChainedNotesKeepTheirLengths) {
  Score score;
  score.notes = {{0, 100, 0, 0, 60, 90},   // touches the next
                 {100, 50, 0, 0, 60, 80},  //
                 {120, 60, 0, 0, 60, 70},  // overlaps, ends later
                 {500, 10, 0, 12, 60, 60}};
  EXPECT_EQ(round_trip(score), score);
}

TEST(MidiFileWriter, ProgramsMayChangeInsideAChord) {
  Score score;
  score.notes = {{0, 100, 1, 10, 60, 90}, {0, 100, 1, 20, 64, 90}, {0, 100, 1, 10, 67, 90}};
  EXPECT_EQ(round_trip(score), score);
}

TEST(MidiFileWriter, ANoteOfNoLengthBecomesOneTick) {
  Score score;
  score.notes = {{5, 0, 0, 0, 60, 0}};
  const Note note = round_trip(score).notes.at(0);
  EXPECT_EQ(note.duration_ticks, 1);
  EXPECT_EQ(note.velocity, 1);
}

TEST(MidiFileWriter, RefusesWhatAFileCannotHold) {
  const auto message = [](const Score& score) -> std::string {
    try {
      format_midi(score);
    } catch (const MidiFileError& error) {
      return error.what();
    }
    return "no error";
  };
  Score score;
  score.ticks_per_quarter = 40000;
  EXPECT_THAT(message(score), HasSubstr("1 to 32767"));
  score = {};
  score.tempos = {{0, 0}};
  EXPECT_THAT(message(score), HasSubstr("tempo of 0"));
  score = {};
  score.time_signatures = {{0, 4, 3}};
  EXPECT_THAT(message(score), HasSubstr("4/3"));
  score = {};
  score.notes = {{-1, 5, 0, 0, 60, 90}};
  EXPECT_THAT(message(score), HasSubstr("tick -1"));
  score.notes = {{0, 5, 16, 0, 60, 90}};
  EXPECT_THAT(message(score), HasSubstr("channel 16"));
}

TEST(MidiFileWriter, WritesWholeFilesOrNone) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "midi_writer_test";
  std::filesystem::create_directories(folder);
  const Score score = random_score(2);
  write_midi_file(folder / "a.mid", score);
  EXPECT_EQ(read_midi_file(folder / "a.mid"), score);
  try {
    write_midi_file(folder / "missing" / "a.mid", score);
    FAIL() << "written into a folder that does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kFailure) << "the score is good, the place is not";
    EXPECT_THAT(error.what(), HasSubstr("there is no folder"));
  }
  std::filesystem::create_directories(folder / "taken.mid" / "inside");
  EXPECT_THROW(write_midi_file(folder / "taken.mid", score), Error);
  const auto count = std::distance(std::filesystem::directory_iterator(folder), {});
  EXPECT_EQ(count, 2) << "a failed write leaves no half-written file";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace melisma::audio
