#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "codec/token_file.h"
#include "tests/cli/music_command_fixture.h"
#include "tests/support/tiny_codec.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::testing_support {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;

/// While it lives, no process of the test writes a file beyond `bytes`: like a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    rlimit limit = previous_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &previous_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit previous_{};
};

/// A command without its output, and the option and extension of that.
struct Writer {
  const char* name;
  std::vector<std::string> words;  // IN/ = where the inputs are
  const char* option = "-o";
  const char* extension = ".wav";
};

void PrintTo(const Writer& writer, std::ostream* stream) {
  *stream << writer.name;
}

class UnwritableOutput : public MusicCommandTest, public ::testing::WithParamInterface<Writer> {
 protected:
  static void SetUpTestSuite() {
    testing::write_tiny_speech_models(models());
    fs::rename(models() + "/speech.safetensors", models() + "/talking.safetensors");
    MusicCommandTest::SetUpTestSuite();
  }
  void SetUp() override {
    MusicCommandTest::SetUp();
    inputs_ = fresh_folder("inputs");
    const auto signal = testing::varied_signal(3U * kRate, 1);
    audio::write_sound_file(inputs_ + "/a.wav", signal, {.sample_rate = audio::SampleRate(kRate)});
    const auto codec = codec::open_codec(models() + "/codec.safetensors");
    codec::write_token_file(
        inputs_ + "/a.codes",
        codec::make_token_file(
            *codec, codec::encode_all(*codec, signal), 3, static_cast<int>(signal.size())));
    fs::rename(write_score("a.mid"), inputs_ + "/a.mid");
  }
  [[nodiscard]] CommandResult write_to(const std::string& place) const {
    std::vector<std::string> words = GetParam().words;
    for (std::string& word : words) {
      if (word.starts_with("IN/")) {
        word.replace(0, 2, inputs_);
      }
    }
    words.insert(words.end(), {GetParam().option, place});
    return run_melisma(words);
  }
  [[nodiscard]] std::string output() const { return path("a") + GetParam().extension; }

 private:
  std::string inputs_;
};

TEST_P(UnwritableOutput, IsAFailureThatSaysWhatToDo) {
  const std::string file = output();
  fs::create_directory(file);
  const struct {
    std::string place;
    const char* reason;
  } places[] = {{path("no/such/a") + GetParam().extension, "there is no folder"},
                {file, "it is a folder"},
                {std::string("/proc/a") + GetParam().extension, "cannot write /proc/a"}};
  for (const auto& [place, reason] : places) {
    const CommandResult result = write_to(place);
    EXPECT_EQ(result.exit_code, 1) << place << ": " << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(reason));
    EXPECT_THAT(result.errors, HasSubstr("choose another place")) << "says what to do";
  }
  fs::remove(file);
  EXPECT_TRUE(is_empty());
}

TEST_P(UnwritableOutput, OnAFullDiskLeavesNothingAndKeepsWhatWasThere) {
  ASSERT_EQ(write_to(output()).exit_code, 0);
  const auto size = fs::file_size(output());
  CommandResult result;
  {
    const FileSizeLimit limit(200);
    result = write_to(output());
  }
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  EXPECT_THAT(result.errors,
              AnyOf(HasSubstr("choose another place"), HasSubstr("free some space")));
  EXPECT_EQ(fs::file_size(output()), size);
  EXPECT_EQ(std::distance(fs::directory_iterator(path("")), {}), 1);
}

TEST_P(UnwritableOutput, OnADeviceThatIsFullIsAFailureToo) {
  const CommandResult result = write_to("/dev/full");
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("/dev/full"));
  EXPECT_THAT(result.errors,
              AnyOf(HasSubstr("choose another place"), HasSubstr("free some space")));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

INSTANTIATE_TEST_SUITE_P(
    Commands,
    UnwritableOutput,
    ::testing::Values(
        Writer{"Compose", {"compose", "piano", "--duration", "3"}},
        Writer{"ComposeFlac", {"compose", "piano", "--duration", "3"}, "-o", ".flac"},
        Writer{"ComposeScore", {"compose", "piano", "--duration", "20"}, "--midi-out", ".mid"},
        Writer{"Render", {"render", "IN/a.mid"}},
        Writer{"Speak", {"speak", "Hello there.", "--model", "talking"}},
        Writer{"Encode", {"encode", "IN/a.wav", "--codec", "codec"}, "-o", ".codes"},
        Writer{"Decode", {"decode", "IN/a.codes"}}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace melisma::testing_support
