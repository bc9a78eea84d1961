#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "tests/cli/music_command_fixture.h"
#include "tests/support/tiny_codec.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Sound that a user may well have, read by the two commands that read any.
class BadSound : public MusicCommandTest {
 protected:
  void write(std::span<const float> interleaved, int rate = kRate, int channels = 1) const {
    audio::write_sound_file(path("in.wav"),
                            interleaved,
                            {.sample_rate = audio::SampleRate(rate),
                             .channels = channels,
                             .bit_depth = audio::BitDepth::kFloat32});
  }
  /// Three seconds of sound with not-a-number in place of some samples: no writer lets it through.
  void write_with_nan(std::size_t count) const {
    write(testing::varied_signal(3U * kRate, 1));
    std::fstream file(path("in.wav"), std::ios::binary | std::ios::in | std::ios::out);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    file.seekp(-static_cast<std::streamoff>((count + 100) * sizeof nan), std::ios::end);
    for (std::size_t i = 0; i < count; ++i) {
      file.write(reinterpret_cast<const char*>(&nan), sizeof nan);
    }
  }
  [[nodiscard]] CommandResult encode() const {
    return run_melisma(
        {"encode", path("in.wav"), "--codec", "codec", "-o", path("a.codes.safetensors")});
  }
  [[nodiscard]] CommandResult go_on(const std::string& seconds = "5") const {
    return run_melisma({"compose",
                        "piano",
                        "--direct",
                        "--continue",
                        path("in.wav"),
                        "--duration",
                        seconds,
                        "--seed",
                        "1",
                        "-o",
                        path("a.wav")});
  }
  void expect_continued() const {
    const CommandResult result = go_on();
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const auto samples = sound(path("a.wav")).samples;
    EXPECT_NEAR(static_cast<double>(samples.size()), 5.0 * kRate, kHop);
  }
  void expect_refused(const std::string& message) const {
    for (const CommandResult& result : {encode(), go_on()}) {
      EXPECT_EQ(result.exit_code, 4) << result.errors;
      EXPECT_THAT(result.errors, HasSubstr(path("in.wav")));
      EXPECT_THAT(result.errors, HasSubstr(message));
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 1)
        << "only the input is there";
  }
};

TEST_F(BadSound, OfNoSamplesIsRefused) {
  write({});
  expect_refused("give a file with sound in it");
}

TEST_F(BadSound, ThatIsNoSoundIsRefused) {
  std::ofstream(path("in.wav")) << "these are words";
  expect_refused("in.wav");
}

TEST_F(BadSound, At192KilohertzIsContinued) {
  write(testing::varied_signal(3U * 192000, 1), 192000);
  EXPECT_EQ(encode().exit_code, 0);
  expect_continued();
}

TEST_F(BadSound, WithEightChannelsIsContinued) {
  write(testing::varied_signal(3U * 8 * kRate, 1), kRate, 8);
  EXPECT_EQ(encode().exit_code, 0);
  expect_continued();
}

TEST_F(BadSound, WithNotANumberIsContinuedAndWarnedOf) {
  write_with_nan(7);
  for (const CommandResult& result : {encode(), go_on()}) {
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("in.wav: 7 samples were not finite and became 0"));
  }
  expect_continued();
}

TEST_F(BadSound, OfOneFrameIsTooLittleToContinue) {
  write(testing::varied_signal(kHop / 2, 1));
  EXPECT_EQ(encode().exit_code, 0);
  const CommandResult result = go_on();
  EXPECT_EQ(result.exit_code, 4) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("Choose a longer file"));
  EXPECT_FALSE(std::filesystem::exists(path("a.wav")));
}

TEST_F(BadSound, LongerThanTheWholePieceIsAWrongDuration) {
  write(testing::varied_signal(3U * kRate, 1));
  const CommandResult result = go_on("2");
  EXPECT_EQ(result.exit_code, 2) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("--duration"));
  EXPECT_THAT(result.errors, Not(HasSubstr("not finite")));
}

}  // namespace
}  // namespace melisma::testing_support
