#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/sound_file.h"
#include "codec/token_file.h"
#include "tests/support/damaged_models.h"
#include "tests/support/run_command.h"
#include "tests/support/small_corpus.h"
#include "tests/support/tiny_codec.h"
#include "tests/support/tiny_music_models.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::testing_support {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using testing::Damage;
using ::testing::HasSubstr;

/// A command line and one model file that it loads. IN/ and OUT/ stand for the folders of what the
/// command reads and writes.
struct UseOfAModel {
  const char* name;
  const char* file;
  std::vector<std::string> words;
};

void PrintTo(const UseOfAModel& use, std::ostream* stream) {
  *stream << use.name;
}

/// Good models and inputs, made once.
class BadModels : public ::testing::TestWithParam<UseOfAModel> {
 protected:
  static void SetUpTestSuite() {
    testing::write_tiny_models(music());
    testing::write_tiny_speech_models(speech());
    const auto signal = testing::varied_signal(4000, 1);
    audio::write_sound_file(inputs() + "/a.wav", signal, {.sample_rate = audio::SampleRate(8000)});
    const auto codec = codec::open_codec(music() + "/codec.safetensors");
    codec::write_token_file(
        inputs() + "/a.codes",
        codec::make_token_file(*codec, codec::encode_all(*codec, signal), 3, 4000));
    testing::write_sounding_corpus(inputs() + "/corpus", 1, 1.0, 8000);
  }
  void SetUp() override {
    output_ = fresh_folder("output");
    models_ = fresh_folder("spoilt");
    const bool speaks = GetParam().words[0] == "speak" || GetParam().words[1] == "speech";
    fs::copy(speaks ? speech() : music(), models_);
    ::setenv("MELISMA_MODELS", models_.c_str(), 1);
  }
  void TearDown() override { ::unsetenv("MELISMA_MODELS"); }

  static const std::string& music() {
    static const std::string folder = fresh_folder("music_models");
    return folder;
  }
  static const std::string& speech() {
    static const std::string folder = fresh_folder("speech_models");
    return folder;
  }
  static const std::string& inputs() {
    static const std::string folder = fresh_folder("inputs");
    return folder;
  }
  [[nodiscard]] CommandResult run() const {
    std::vector<std::string> words = GetParam().words;
    for (std::string& word : words) {
      if (word.starts_with("IN/")) {
        word.replace(0, 2, inputs());
      } else if (word.starts_with("OUT/")) {
        word.replace(0, 3, output_);
      }
    }
    return run_melisma(words);
  }

  std::string output_;
  std::string models_;
};

TEST_P(BadModels, AreNamedWithExitCode3AndNothingIsMade) {
  const fs::path file = fs::path(models_) / GetParam().file;
  const fs::path good = file.string() + ".good";
  fs::copy_file(file, good);
  for (const Damage damage : testing::kAllDamages) {
    fs::copy_file(good, file, fs::copy_options::overwrite_existing);
    testing::spoil(file, damage);
    if (GetParam().words[0] == "models" && damage == Damage::kWrongShape) {
      continue;  // only who uses the weights knows their shapes
    }
    const CommandResult result = run();
    EXPECT_EQ(result.exit_code, 3) << name_of(damage) << ": " << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(GetParam().file)) << name_of(damage);
    EXPECT_THAT(
        result.errors,
        AnyOf(HasSubstr("again"), HasSubstr("this version"), HasSubstr("Put that codec beside it")))
        << name_of(damage) << ": says what to do";
    EXPECT_TRUE(fs::is_empty(output_)) << name_of(damage);
  }
}

TEST_P(BadModels, AreTheOnlyReasonWhyItFailed) {
  const CommandResult result = run();
  EXPECT_EQ(result.exit_code, 0) << result.errors;
}

const std::vector<std::string> kCompose = {
    "compose", "piano", "--duration", "2", "--seed", "1", "-o", "OUT/a.wav"};
const std::vector<std::string> kContinue = {
    "compose", "piano", "--direct", "--continue", "IN/a.wav", "--duration", "3", "-o", "OUT/a.wav"};
const std::vector<std::string> kSpeak = {
    "speak", "Yes.", "--durations", "durations", "-o", "OUT/a.wav"};
const std::vector<std::string> kDecode = {"decode", "IN/a.codes", "-o", "OUT/a.wav"};

INSTANTIATE_TEST_SUITE_P(
    Commands,
    BadModels,
    ::testing::Values(
        UseOfAModel{"ComposeMusic", "music.safetensors", kCompose},
        UseOfAModel{"ComposePlanner", "planner.safetensors", kCompose},
        UseOfAModel{"ComposeCodec", "codec.safetensors", kCompose},
        UseOfAModel{"ContinueCodec", "codec.safetensors", kContinue},
        UseOfAModel{"SpeakSpeech", "speech.safetensors", kSpeak},
        UseOfAModel{"SpeakDurations", "durations.safetensors", kSpeak},
        UseOfAModel{"SpeakCodec", "codec.safetensors", kSpeak},
        UseOfAModel{"Encode",
                    "codec.safetensors",
                    {"encode", "IN/a.wav", "--codec", "codec", "-o", "OUT/a.codes"}},
        UseOfAModel{"Decode", "codec.safetensors", kDecode},
        UseOfAModel{"DecodeByName",
                    "codec.safetensors",
                    {"decode", "IN/a.codes", "--codec", "codec", "-o", "OUT/a.wav"}},
        UseOfAModel{"EvalCodec",
                    "codec.safetensors",
                    {"eval", "codec", "--codec", "codec", "--corpus", "IN/corpus"}},
        UseOfAModel{"EvalMusic",
                    "music.safetensors",
                    {"eval", "music", "--corpus", "IN/corpus", "--seconds", "1", "--no-loss"}},
        UseOfAModel{"EvalCaptions",
                    "planner.safetensors",
                    {"eval", "captions", "--prompts", "1", "--seconds", "2", "--score-only"}},
        UseOfAModel{"EvalSpeech", "speech.safetensors", {"eval", "speech", "--sentences", "1"}},
        UseOfAModel{"ModelsInfo", "music.safetensors", {"models", "info", "music"}}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace melisma::testing_support
