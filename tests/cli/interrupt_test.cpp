#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "codec/token_file.h"
#include "tests/cli/music_command_fixture.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

/// Ctrl-C in the middle of work that would take far longer: what was made so far is a valid file.
class Interrupt : public MusicCommandTest {
 protected:
  static constexpr std::int64_t kLongFrames = 600000;  // an hour of the tiny codec

  /// True once sound reaches the file.
  [[nodiscard]] Ready under_way() const {
    return [this](double /*cpu_seconds*/) { return bytes_under_way(path("")) > 4096; };
  }
  /// Kept under its name, nothing else left, a beginning of what was asked for.
  void expect_beginning(const CommandResult& result, const std::string& name) const {
    EXPECT_EQ(result.exit_code, 130) << name << ": " << result.errors;
    EXPECT_EQ(bytes_under_way(path("")), 0U) << name;
    const auto samples = sound(path(name)).samples.size();
    EXPECT_GT(samples, 0U) << name;
    EXPECT_LT(samples, static_cast<std::size_t>(kLongFrames) * kHop) << name;
  }
  /// Entries of the output folder, hidden ones too.
  [[nodiscard]] std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path("")), {});
  }
  [[nodiscard]] std::string write_long_tokens() const {
    const auto codec = codec::open_codec(models() + "/codec.safetensors");
    const auto books = static_cast<std::size_t>(codec->info().codebooks);
    const std::vector<std::int32_t> codes(static_cast<std::size_t>(kLongFrames) * books, 1);
    const std::string file = fresh_folder("tokens") + "/long.codes";
    codec::write_token_file(
        file, codec::make_token_file(*codec, codes, static_cast<int>(books), kLongFrames * kHop));
    return file;
  }
};

TEST_F(Interrupt, RenderKeepsItsBeginningInEveryFormat) {
  const std::string midi = write_score("long.mid", 4000);  // 40 minutes
  for (const char* name : {"a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3", "a.aiff"}) {
    const CommandResult result = interrupt_melisma({"render", midi, "-o", path(name)}, under_way());
    expect_beginning(result, name);
    EXPECT_THAT(result.errors, HasSubstr("interrupted")) << name;
  }
}

TEST_F(Interrupt, ComposeKeepsItsBeginning) {
  expect_beginning(
      interrupt_melisma({"compose", "piano", "--direct", "--duration", "3600", "-o", path("a.wav")},
                        under_way()),
      "a.wav");
}

TEST_F(Interrupt, ComposeKeepsTheBarsThatWerePlanned) {
  const CommandResult result = interrupt_melisma(
      {"compose", "piano", "--duration", "3600", "-o", path("a.wav"), "--midi-out", path("a.mid")},
      [](double cpu_seconds) { return cpu_seconds > .3; });  // the models are long loaded
  EXPECT_EQ(result.exit_code, 130) << result.errors;
  EXPECT_EQ(bytes_under_way(path("")), 0U);
  const audio::Score score = audio::read_midi_file(path("a.mid"));
  EXPECT_LT(audio::duration_seconds(score), 3700);
}

TEST_F(Interrupt, TerminationKeepsTheBeginningToo) {
  expect_beginning(
      interrupt_melisma({"compose", "piano", "--direct", "--duration", "3600", "-o", path("a.wav")},
                        under_way(),
                        SIGTERM),
      "a.wav");
}

TEST_F(Interrupt, DecodeKeepsItsBeginning) {
  expect_beginning(
      interrupt_melisma({"decode", write_long_tokens(), "-o", path("a.wav")}, under_way()),
      "a.wav");
}

TEST_F(Interrupt, SpeakKeepsWhatWasSaid) {
  const std::string folder = fresh_folder("speech_models");
  testing::write_tiny_speech_models(folder);
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += "This is one of very many short sentences. ";
  }
  ::setenv("MELISMA_MODELS", folder.c_str(), 1);
  const CommandResult result =
      interrupt_melisma({"speak", "-o", path("a.wav")}, under_way(), SIGINT, text);
  ::setenv("MELISMA_MODELS", models().c_str(), 1);
  expect_beginning(result, "a.wav");
}

TEST_F(Interrupt, EncodeKeepsTheFirstFrames) {
  const std::string input = fresh_folder("sound") + "/long.wav";
  audio::write_sound_file(
      input, std::vector<float>(3600UL * kRate), {.sample_rate = audio::SampleRate(kRate)});
  const CommandResult result =
      interrupt_melisma({"encode", input, "--codec", "codec", "-o", path("a.codes")},
                        [](double cpu_seconds) { return cpu_seconds > .3; });
  EXPECT_EQ(result.exit_code, 130) << result.errors;
  const auto tokens = codec::read_token_file(path("a.codes"));
  EXPECT_GT(tokens.samples, 0);
  EXPECT_LT(tokens.samples, 3600LL * kRate);
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace melisma::testing_support
