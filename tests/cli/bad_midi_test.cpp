#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

#include "tests/cli/music_command_fixture.h"
#include "tests/support/midi_bytes.h"

namespace melisma::testing_support {
namespace {

using test::be32;
using test::Bytes;
using test::join;
using test::midi_header;
using test::midi_one_track;
using test::midi_track;
using ::testing::HasSubstr;

const Bytes kNote = {0, 0x90, 60, 90, 48, 0x80, 60, 0, 0, 0xFF, 0x2F, 0};

/// A file with a chunk for each of as many tracks as the header can count: the first has a note.
Bytes full_of_tracks() {
  Bytes bytes = join({midi_header(1, 65535, 96), midi_track(kNote)});
  const Bytes empty = midi_track({0, 0xFF, 0x2F, 0});
  for (int i = 1; i < 65535; ++i) {
    bytes.insert(bytes.end(), empty.begin(), empty.end());
  }
  return bytes;
}

struct MidiCase {
  const char* name;
  Bytes bytes;
  const char* message;  // nullptr: the file is played
};

void PrintTo(const MidiCase& file, std::ostream* stream) {
  *stream << file.name;
}

/// Every way in which the commands read a score.
class BadMidi : public MusicCommandTest, public ::testing::WithParamInterface<MidiCase> {
 protected:
  void write_file() const {
    std::ofstream(midi(), std::ios::binary)
        .write(reinterpret_cast<const char*>(GetParam().bytes.data()),
               static_cast<std::streamsize>(GetParam().bytes.size()));
  }
  [[nodiscard]] std::string midi() const { return path("tune.mid"); }
  void expect_played_or_refused(const std::vector<std::string>& words) const {
    const CommandResult result = run_melisma(words);
    if (GetParam().message == nullptr) {
      EXPECT_EQ(result.exit_code, 0) << result.errors;
      EXPECT_GT(sound(path("a.wav")).samples.size(), 0U);
      return;
    }
    EXPECT_EQ(result.exit_code, 4) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(midi()));
    EXPECT_THAT(result.errors, HasSubstr(GetParam().message));
    EXPECT_THAT(result.errors, HasSubstr("again")) << "says what to do";
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 1)
        << "only the MIDI file is there";
  }
};

TEST_P(BadMidi, IsPlayedOrRefusedByEveryCommand) {
  write_file();
  expect_played_or_refused({"render", midi(), "-o", path("a.wav")});
  expect_played_or_refused({"compose", "--midi", midi(), "piano", "-o", path("a.wav")});
  expect_played_or_refused(
      {"compose", "--continue", midi(), "--duration", "5", "-o", path("a.wav")});
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    BadMidi,
    ::testing::Values(
        MidiCase{"HeaderAlone", midi_header(0, 1, 96), "declares 1 tracks and holds 0"},
        MidiCase{"CutInTheHeader", {'M', 'T', 'h', 'd', 0, 0, 0, 6, 0}, "truncated"},
        MidiCase{"CutInATrack",
                 join({midi_header(0, 1, 96), {'M', 'T', 'r', 'k'}, be32(40), {0, 0x90, 60, 90}}),
                 "truncated"},
        MidiCase{"CutInAnEvent", midi_one_track({0, 0x90, 60, 90, 48, 0x80, 60}), "truncated"},
        MidiCase{"TrackLengthPastTheEnd",
                 join({midi_header(0, 1, 96), {'M', 'T', 'r', 'k', 0x7F, 0xFF, 0xFF, 0xFF}, kNote}),
                 "needs 2147483647 bytes"},
        MidiCase{"MetaLengthPastTheEnd",
                 midi_one_track({0, 0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0x7F, 'a'}),
                 "needs 268435455 bytes"},
        MidiCase{"DivisionZero", join({midi_header(0, 1, 0), midi_track(kNote)}), "division is 0"},
        MidiCase{"TracksDeclaredOnly",
                 join({midi_header(1, 65535, 96), midi_track(kNote)}),
                 "declares 65535 tracks and holds 1"},
        MidiCase{"TracksPresent", full_of_tracks(), nullptr},
        MidiCase{"NoEndOfTrack", midi_one_track({0, 0x90, 60, 90, 48, 0x80, 60, 0}), nullptr}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace melisma::testing_support
