#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "audio/midi/looped_score.h"
#include "tests/cli/music_command_fixture.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

using RenderCommand = MusicCommandTest;

TEST_F(RenderCommand, RendersAScoreWithItsTail) {
  const std::string midi = write_score("tune.mid");
  const auto result = run_melisma({"render", midi, "-o", path("tune.flac"), "--seed", "3"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const audio::MonoAudio made = sound(path("tune.flac"));
  EXPECT_EQ(made.samples.size(), expected_samples(audio::read_midi_file(midi)));
  EXPECT_EQ(made.tags.title, "Scale");
  const nlohmann::json settings = settings_of(made);
  EXPECT_EQ(settings.at("command"), "render");
  EXPECT_EQ(settings.at("seed"), 3);
  EXPECT_EQ(settings.at("midi"), midi);
  EXPECT_EQ(settings.at("instruments"), (nlohmann::json{0, 33}));
  EXPECT_EQ(settings.at("model").at("hash").get<std::string>().size(), 64U);
}

TEST_F(RenderCommand, DurationCutsAndInstrumentsReplace) {
  const std::string midi = write_score("tune.mid");
  const auto result = run_melisma({"render",
                                   midi,
                                   "--duration",
                                   "3",
                                   "--instruments",
                                   "flute, cello",
                                   "--json",
                                   "-o",
                                   path("a.wav")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(sound(path("a.wav")).samples.size(), 3U * kRate);
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_EQ(report.at("instruments"), (nlohmann::json{42, 73}));
  EXPECT_EQ(report.at("measured").at("seconds"), 3.0);
}

TEST_F(RenderCommand, StreamsToStandardOutput) {
  const std::string midi = write_score("tune.mid", 4);
  const auto result = run_melisma({"render", midi, "-o", "-", "-q", "--seed", "1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output.substr(0, 4), "RIFF");
  const auto file = run_melisma({"render", midi, "-o", path("a.wav"), "-q", "--seed", "1"});
  ASSERT_EQ(file.exit_code, 0) << file.errors;
  std::ofstream(path("piped.wav"), std::ios::binary) << result.output;
  EXPECT_EQ(sound(path("piped.wav")).samples, sound(path("a.wav")).samples);
}

TEST_F(RenderCommand, ErrorsHaveTheirExitCodes) {
  const std::string midi = write_score("tune.mid", 4);
  EXPECT_EQ(run_melisma({"render", "-o", path("a.wav")}).exit_code, 2);
  EXPECT_EQ(run_melisma({"render", midi}).exit_code, 2);
  EXPECT_EQ(run_melisma({"render", midi, "-o", path("a.wav"), "--instruments", "drums"}).exit_code,
            2);
  EXPECT_EQ(run_melisma({"render", path("none.mid"), "-o", path("a.wav")}).exit_code, 4);
  audio::write_midi_file(path("empty.mid"), audio::Score{});
  const auto empty = run_melisma({"render", path("empty.mid"), "-o", path("a.wav")});
  EXPECT_EQ(empty.exit_code, 4);
  EXPECT_THAT(empty.errors, HasSubstr("has no notes"));
  const auto wrong = run_melisma({"render", midi, "-o", path("a.wav"), "--model", "speech"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.errors, HasSubstr("speech model"));
  EXPECT_EQ(run_melisma({"render", midi, "-o", path("no/a.wav")}).exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(path("a.wav")));
}

TEST_F(RenderCommand, ALoopHasWholeBars) {
  const std::string midi = write_score("tune.mid");
  const audio::Score score = audio::read_midi_file(midi);
  const auto result =
      run_melisma({"render", midi, "--loop", "-o", path("loop.wav"), "--seed", "3", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const double seconds = audio::seconds_at(score, audio::loop_tick(score));
  const auto made = sound(path("loop.wav")).samples.size();
  EXPECT_EQ(made, static_cast<std::size_t>(std::llround(seconds * kRate)));
  EXPECT_NEAR(nlohmann::json::parse(result.output).at("measured").at("seconds").get<double>(),
              seconds,
              1e-3);
  EXPECT_EQ(
      run_melisma({"render", midi, "--loop", "--duration", "3", "-o", path("x.wav")}).exit_code, 2);
  EXPECT_EQ(run_melisma({"compose", "piano", "--direct", "--loop", "-o", path("x.wav")}).exit_code,
            2);
}

// With the bundled models: only their matrices are large enough to be shared out.
TEST(ThreadsOption, ChangesNoByte) {
  ::unsetenv("MELISMA_MODELS");
  const auto spoken = [&](const std::string& threads) {
    const CommandResult result = run_melisma({"speak",
                                              "One, two, three.",
                                              "--seed",
                                              "5",
                                              "--threads",
                                              threads,
                                              "-o",
                                              "-",
                                              "--format",
                                              "raw",
                                              "--quiet"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.output;
  };
  const std::string alone = spoken("1");
  EXPECT_GT(alone.size(), 10000U);
  EXPECT_TRUE(spoken("2") == alone);
  EXPECT_TRUE(spoken("5") == alone);
  EXPECT_EQ(run_melisma({"speak", "x", "--threads", "0", "-o", "-"}).exit_code, 2);
}

}  // namespace
}  // namespace melisma::testing_support
