#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "tests/support/midi_bytes.h"

namespace melisma::audio {
namespace {

using test::be32;
using test::Bytes;
using test::join;
using test::midi_header;
using test::midi_one_track;
using test::midi_track;
using ::testing::HasSubstr;

Score parse(const Bytes& bytes) {
  return parse_midi(test::as_bytes(bytes), "tune.mid");
}

std::string error_of(const Bytes& bytes) {
  try {
    parse(bytes);
  } catch (const MidiFileError& error) {
    return error.what();
  }
  return "no error";
}

Note note(
    std::int64_t start, std::int64_t length, int channel, int program, int pitch, int velocity) {
  return {start,
          length,
          static_cast<std::uint8_t>(channel),
          static_cast<std::uint8_t>(program),
          static_cast<std::uint8_t>(pitch),
          static_cast<std::uint8_t>(velocity)};
}

TEST(MidiFileReader, ReadsNotesProgramsAndDrums) {
  const Score score = parse(midi_one_track({0,  0xC2, 40,         // program 40 on channel 2
                                            0,  0x92, 60,   100,  // on
                                            48, 0x99, 36,   127,  // drum
                                            48, 0x82, 60,   64,   // off
                                            0,  0x89, 36,   0,    //
                                            0,  0xFF, 0x2F, 0}));
  EXPECT_EQ(score.ticks_per_quarter, 96);
  ASSERT_EQ(score.notes.size(), 2U);
  EXPECT_EQ(score.notes[0], note(0, 96, 2, 40, 60, 100));
  EXPECT_EQ(score.notes[1], note(48, 48, 9, 0, 36, 127));
  EXPECT_TRUE(score.notes[1].is_drum());
}

TEST(MidiFileReader, RunningStatusSurvivesMetaAndSysexRuns) {
  const Score score = parse(midi_one_track({0,  0x90, 60,   90,               //
                                            10, 60,   0,                      // velocity 0 = off
                                            0,  0xFF, 0x06, 1,    'A',        // marker
                                            0,  62,   80,                     // still note-on
                                            0,  0xF0, 3,    0x43, 1,   0xF7,  // sysex
                                            0,  0xF7, 2,    1,    2,          // continued
                                            5,  62,   0,                      //
                                            0,  0xFF, 0x2F, 0}));
  ASSERT_EQ(score.notes.size(), 2U);
  EXPECT_EQ(score.notes[0], note(0, 10, 0, 0, 60, 90));
  EXPECT_EQ(score.notes[1], note(10, 5, 0, 0, 62, 80));
  ASSERT_EQ(score.markers.size(), 1U);
  EXPECT_EQ(score.markers[0], (Marker{10, "A"}));
}

TEST(MidiFileReader, SustainPedalHoldsNotesUntilItRises) {
  const Score score = parse(midi_one_track({0,  0x90, 60, 90,  0,  0x90, 64, 90,  // two notes
                                            0,  0xB0, 64, 127,                    // pedal down
                                            10, 0x80, 60, 0,   // let go: rings on
                                            10, 0x90, 60, 50,  // struck again
                                            10, 0xB0, 64, 0,   // pedal up
                                            10, 0x80, 60, 0,   10, 0x80, 64, 0}));
  ASSERT_EQ(score.notes.size(), 3U);
  EXPECT_EQ(score.notes[0], note(0, 20, 0, 0, 60, 90));  // ended by the new strike
  EXPECT_EQ(score.notes[1], note(0, 50, 0, 0, 64, 90));  // its key was down all along
  EXPECT_EQ(score.notes[2], note(20, 20, 0, 0, 60, 50));
}

TEST(MidiFileReader, OverlappingNotesOfOnePitchEndOldestFirst) {
  const Score score = parse(midi_one_track({0,
                                            0x90,
                                            60,
                                            90,
                                            10,
                                            0x90,
                                            60,
                                            70,  //
                                            10,
                                            0x80,
                                            60,
                                            0,
                                            10,
                                            0x80,
                                            60,
                                            0}));
  ASSERT_EQ(score.notes.size(), 2U);
  EXPECT_EQ(score.notes[0], note(0, 20, 0, 0, 60, 90));
  EXPECT_EQ(score.notes[1], note(10, 20, 0, 0, 60, 70));
}

TEST(MidiFileReader, AllNotesOffAndAllSoundOffEndNotes) {
  const Score keys = parse(midi_one_track({0, 0x90, 60, 90, 10, 0xB0, 123, 0, 20, 0x80, 60, 0}));
  EXPECT_EQ(keys.notes.at(0).duration_ticks, 10);
  const Score pedal = parse(midi_one_track({0,  0xB0, 64,  127, 0,  0x90, 60,  90,  //
                                            10, 0xB0, 123, 0,   10, 0xB0, 120, 0,   //
                                            30, 0xB0, 64,  0}));
  EXPECT_EQ(pedal.notes.at(0).duration_ticks, 20) << "the pedal holds until all sound is cut";
}

TEST(MidiFileReader, NotesNeverEndedLastToTheEndOfTheFile) {
  const Score score = parse(midi_one_track({0, 0x90, 60, 90, 96, 0xFF, 0x2F, 0}));
  EXPECT_EQ(score.notes.at(0).duration_ticks, 96);
}

TEST(MidiFileReader, PitchBendFollowsTheRangeOfRpn0) {
  const Score score = parse(midi_one_track({0,  0xE0, 0,   0x60,  // +4096: half of 2 semitones
                                            0,  0xB0, 101, 0,     //
                                            0,  0xB0, 100, 0,     //
                                            0,  0xB0, 6,   12,    // range 12
                                            10, 0xE0, 0,   0x60,  //
                                            10, 0xB0, 121, 0}));  // reset controllers
  ASSERT_EQ(score.pitch_bends.size(), 3U);
  EXPECT_EQ(score.pitch_bends[0], (PitchBend{0, 0, 1.0F}));
  EXPECT_EQ(score.pitch_bends[1], (PitchBend{10, 0, 6.0F}));
  EXPECT_EQ(score.pitch_bends[2], (PitchBend{20, 0, 0.0F}));
}

TEST(MidiFileReader, ConductorTrackGivesTempoMetreKeyMarkersAndTitle) {
  const Bytes conductor{0, 0xFF, 0x03, 2, 'h',  'i',         //
                        0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20,  // 500000
                        0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40,  // 1000000 at the same tick: it holds
                        0, 0xFF, 0x58, 4, 6,    3,    24,   8,  // 6/8
                        0, 0xFF, 0x59, 2, 0xFD, 1,              // C minor
                        0, 0xFF, 0x59, 2, 9,    0,              // nonsense: left out
                        0, 0xFF, 0x06, 5, 'v',  'e',  'r',  's', 'e', 0, 0xFF, 0x2F, 0};
  const Bytes notes{0, 0x90, 60, 90, 96, 0x80, 60, 0, 0, 0xFF, 0x2F, 0};
  const Score score =
      parse(join({midi_header(1, 2, 96), midi_track(conductor), midi_track(notes)}));
  EXPECT_EQ(score.title, "hi");
  EXPECT_EQ(score.tempos, (std::vector<TempoChange>{{0, 1000000}}));
  EXPECT_EQ(score.time_signatures, (std::vector<TimeSignature>{{0, 6, 8}}));
  EXPECT_EQ(score.key_signatures, (std::vector<KeySignature>{{0, -3, true}}));
  EXPECT_EQ(score.markers, (std::vector<Marker>{{0, "verse"}}));
  EXPECT_DOUBLE_EQ(duration_seconds(score), 1.0);
}

TEST(MidiFileReader, ChannelStateIsSharedByTracksInOrderOfTime) {
  const Bytes first{10, 0xC0, 7, 0, 0xFF, 0x2F, 0};
  const Bytes second{0, 0x90, 60, 90, 10, 0x80, 60, 0, 0, 0x90, 62, 90, 5, 0x80, 62, 0};
  const Score score = parse(join({midi_header(1, 2, 96), midi_track(first), midi_track(second)}));
  EXPECT_EQ(score.notes.at(0).program, 0);
  EXPECT_EQ(score.notes.at(1).program, 7);
}

TEST(MidiFileReader, SmpteDivisionBecomesSeconds) {
  // 25 frames a second, 40 ticks a frame: 1000 ticks a second; the tempo event does not count.
  const Bytes events{0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 0, 0x90, 60, 90, 0x87, 0x68, 0x80, 60, 0};
  const Score score = parse(join({midi_header(0, 1, 0xE728), midi_track(events)}));
  EXPECT_EQ(score.ticks_per_quarter, 480);
  EXPECT_NEAR(duration_seconds(score), 1.0, 1e-9);
}

TEST(MidiFileReader, ForeignChunksAndALongerHeaderAreSkipped) {
  const Bytes track = midi_track({0, 0x90, 60, 90, 9, 0x80, 60, 0});
  const Bytes foreign = join({{'X', 'F', 'I', 'H'}, be32(3), {1, 2, 3}});
  Bytes header = join({midi_header(0, 1, 96), {0xAA, 0xBB}});
  header[7] = 8;
  EXPECT_EQ(parse(join({header, foreign, track})).notes.size(), 1U);
}

TEST(MidiFileReader, AFileWithoutEndOfTrackIsAccepted) {
  EXPECT_EQ(parse(midi_one_track({0, 0x90, 60, 90, 9, 0x80, 60, 0})).notes.size(), 1U);
}

struct BadFile {
  const char* what;
  Bytes bytes;
  const char* message;
};

class MidiFileReaderRefuses : public ::testing::TestWithParam<BadFile> {};

TEST_P(MidiFileReaderRefuses, WithAMessageThatNamesTheFile) {
  const std::string message = error_of(GetParam().bytes);
  EXPECT_THAT(message, HasSubstr("tune.mid"));
  EXPECT_THAT(message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    BadFiles,
    MidiFileReaderRefuses,
    ::testing::Values(
        BadFile{"Empty", {}, "not a Standard MIDI File"},
        BadFile{"Text", {'h', 'e', 'l', 'l', 'o'}, "not a Standard MIDI File"},
        BadFile{"HeaderCut", {'M', 'T', 'h', 'd', 0, 0}, "truncated"},
        BadFile{"HeaderShort", join({{'M', 'T', 'h', 'd'}, be32(4), {0, 0, 0, 1}}), "wanted 6"},
        BadFile{"FormatTwo", join({midi_header(2, 1, 96), midi_track({})}), "format 2"},
        BadFile{"DivisionZero", join({midi_header(0, 1, 0), midi_track({})}), "division is 0"},
        BadFile{"SmpteRateUnknown", join({midi_header(0, 1, 0xFF04), midi_track({})}), "SMPTE"},
        BadFile{"SmpteNoTicks", join({midi_header(0, 1, 0xE700), midi_track({})}), "no length"},
        BadFile{"ManyTracksDeclared",
                join({midi_header(1, 65535, 96), midi_track({0, 0xFF, 0x2F, 0})}),
                "declares 65535 tracks and holds 1"},
        BadFile{"ChunkPastTheEnd",
                join({midi_header(0, 1, 96), {'M', 'T', 'r', 'k', 0x7F, 0xFF, 0xFF, 0xFF, 0}}),
                "needs 2147483647 bytes and 1 are left"},
        BadFile{"EventCut", midi_one_track({0, 0x90, 60}), "truncated"},
        BadFile{"MetaPastTheEnd", midi_one_track({0, 0xFF, 0x06, 0x7F, 'a'}), "needs 127 bytes"},
        BadFile{"SysexPastTheEnd", midi_one_track({0, 0xF0, 0x83, 0x7F, 1}), "system-exclusive"},
        BadFile{"LongQuantity",
                midi_one_track({0x81, 0x82, 0x83, 0x84, 0x05, 0x90, 60, 90}),
                "more than 4 bytes"},
        BadFile{"NoStatus", midi_one_track({0, 60, 90}), "running status before any event"},
        BadFile{"DataTooLarge", midi_one_track({0, 0x90, 60, 0x90}), "wanted 0 to 127"},
        BadFile{"RealTimeStatus", midi_one_track({0, 0xF8}), "no place in a MIDI file"},
        BadFile{"TempoZero", midi_one_track({0, 0xFF, 0x51, 3, 0, 0, 0}), "tempo of 0"},
        BadFile{"TempoShort", midi_one_track({0, 0xFF, 0x51, 1, 9}), "in 1 bytes"},
        BadFile{
            "MetreZero", midi_one_track({0, 0xFF, 0x58, 4, 0, 2, 24, 8}), "time signature of 0"},
        BadFile{"MetreDeep", midi_one_track({0, 0xFF, 0x58, 4, 4, 99, 24, 8}), "2^99"},
        BadFile{"Endless",
                join({midi_header(0, 1, 1),
                      midi_track({0, 0x90, 60, 90, 0xFF, 0xFF, 0xFF, 0x7F, 0x80, 60, 0})}),
                "quarter notes, wanted at most"}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(MidiFileReader, FilesAreNamedInErrors) {
  const auto folder = std::filesystem::path(::testing::TempDir());
  EXPECT_THROW(read_midi_file(folder / "no such file.mid"), MidiFileError);
  EXPECT_THROW(read_midi_file(folder), MidiFileError);
  const auto huge = folder / "huge.mid";
  std::ofstream(huge).close();
  std::filesystem::resize_file(huge, (64U << 20U) + 1U);  // sparse
  try {
    read_midi_file(huge);
    FAIL() << "a file beyond the cap was read";
  } catch (const MidiFileError& error) {
    EXPECT_THAT(error.what(), HasSubstr("64 MiB"));
    EXPECT_THAT(error.what(), HasSubstr("huge.mid"));
    EXPECT_EQ(error.code(), ExitCode::kInput);
  }
  std::filesystem::remove(huge);
}

TEST(MidiFileReader, MillionsOfEventsAreCappedAndStackedNotesAreFast) {
  Bytes stacked;
  for (int i = 0; i < 300000; ++i) {
    stacked.insert(stacked.end(), {0, 0x90, 60, 90});
  }
  for (int i = 0; i < 300000; ++i) {
    stacked.insert(stacked.end(), {0, 0x80, 60, 0});
  }
  EXPECT_EQ(parse(midi_one_track(stacked)).notes.size(), 300000U);
  Bytes many(3 * 4000001 + 1, 0);  // running status: a controller every three bytes
  many[1] = 0xB0;
  EXPECT_THAT(error_of(midi_one_track(many)), HasSubstr("4 million events"));
}

}  // namespace
}  // namespace melisma::audio
