#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/loudness.h"
#include "audio/sound_file.h"
#include "tests/support/run_command.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

/// A folder with tiny models, to which MELISMA_MODELS points, and an empty one for output.
class SpeakCommand : public ::testing::Test {
 protected:
  static constexpr int kRate = 8000;  // of the tiny codec

  static void SetUpTestSuite() { testing::write_tiny_speech_models(models()); }
  void SetUp() override {
    ::setenv("MELISMA_MODELS", models().c_str(), 1);
    folder_ = fresh_folder("output");
  }
  static const std::string& models() {
    static const std::string folder = fresh_folder("speech_models");
    return folder;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  [[nodiscard]] bool is_empty() const { return std::filesystem::is_empty(folder_); }
  static audio::MonoAudio sound(const std::string& file) {
    return audio::read_mono(file, audio::SampleRate(kRate));
  }
  void expect_fault(const std::vector<std::string>& arguments,
                    int exit_code,
                    const std::string& words,
                    const std::string& input = "") const {
    std::vector<std::string> all = {"speak"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto result = run_melisma(all, input);
    EXPECT_EQ(result.exit_code, exit_code) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(words));
    EXPECT_TRUE(is_empty()) << "a file was left behind";
  }

 private:
  std::string folder_;
};

TEST_F(SpeakCommand, BringsAFileToALoudness) {
  const auto result = run_melisma({"speak",
                                   "Hello there, how are you?",
                                   "--loudness",
                                   "-23",
                                   "--seed",
                                   "9",
                                   "-o",
                                   path("a.wav")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const audio::MonoAudio made = sound(path("a.wav"));
  EXPECT_NEAR(
      audio::measure_loudness(made.samples, audio::SampleRate(kRate)).integrated_lufs, -23, 0.3);
  EXPECT_EQ(nlohmann::json::parse(made.tags.comment).at("loudness_lufs"), -23);
}

TEST_F(SpeakCommand, LoudnessesThatCannotBeAreRefused) {
  expect_fault({"Hello.", "--loudness", "3", "-o", path("a.wav")}, 2, "LUFS");
  expect_fault({"Hello.", "--loudness", "-16", "--play"}, 2, "--loudness needs a file");
}

TEST_F(SpeakCommand, SpeaksATextWithItsSettingsInTheTags) {
  const auto result = run_melisma({"speak",
                                   "Hello there, Dr. Smith.",
                                   "--voice",
                                   "slt",
                                   "--speed",
                                   "1.25",
                                   "--seed",
                                   "9",
                                   "-o",
                                   path("a.flac")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("seed 9"));
  const audio::MonoAudio made = sound(path("a.flac"));
  EXPECT_GT(made.samples.size(), static_cast<std::size_t>(kRate / 2));
  const auto settings = nlohmann::json::parse(made.tags.comment);
  EXPECT_EQ(settings.at("command"), "speak");
  EXPECT_EQ(settings.at("text"), "Hello there, Dr. Smith.");
  EXPECT_EQ(settings.at("voice"), "slt");
  EXPECT_EQ(settings.at("speed"), 1.25);
  EXPECT_EQ(settings.at("seed"), 9);
  EXPECT_EQ(settings.at("model").at("name"), "speech");
  EXPECT_EQ(settings.at("durations").at("name"), "durations");
  EXPECT_EQ(settings.at("durations").at("hash").get<std::string>().size(), 64U);
  EXPECT_TRUE(settings.at("sampling").contains("temperature"));
}

TEST_F(SpeakCommand, TextFileAndStandardInputSayTheSame) {
  const std::string text = "First sentence. Is this the second one?\n\nThe third.";
  std::ofstream(path("text.txt")) << text;
  const auto spoken = [&](std::vector<std::string> arguments,
                          const std::string& name,
                          const std::string& input = "") {
    arguments.insert(arguments.begin(), "speak");
    arguments.insert(arguments.end(), {"--seed", "4", "-q", "-o", path(name)});
    const auto result = run_melisma(arguments, input);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(result.errors, "");
    return sound(path(name)).samples;
  };
  const auto given = spoken({text}, "a.wav");
  EXPECT_EQ(spoken({"-f", path("text.txt")}, "b.wav"), given);
  EXPECT_EQ(spoken({}, "c.wav", text), given);
  const auto piped = run_melisma({"speak", text, "--seed", "4", "-q", "-o", "-"});
  ASSERT_EQ(piped.exit_code, 0) << piped.errors;
  EXPECT_EQ(piped.output.substr(0, 4), "RIFF");
  std::ofstream(path("d.wav"), std::ios::binary) << piped.output;
  EXPECT_EQ(sound(path("d.wav")).samples, given);
}

TEST_F(SpeakCommand, SpeedChangesTheLength) {
  const auto length = [&](const std::string& speed) {
    const auto result = run_melisma(
        {"speak", "The quick brown fox jumps.", "--speed", speed, "-q", "-o", path("a.wav")});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return static_cast<double>(sound(path("a.wav")).samples.size());
  };
  EXPECT_NEAR(length("2") / length("1"), .5, .1);
}

TEST_F(SpeakCommand, PausesAreSilentAndAsLongAsAsked) {
  const auto length = [&](const std::string& text) {
    const auto result = run_melisma({"speak", text, "--seed", "1", "-q", "-o", path("a.wav")});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return static_cast<double>(sound(path("a.wav")).samples.size()) / kRate;
  };
  expect_fault({"[pause 20] no", "-o", path("b.wav")}, 4, "wanted a pause of 0 to 10 seconds");
  EXPECT_NEAR(length("One two. [pause 2.5] Three.") - length("One two. Three."), 2.5, 0.02);
}

TEST_F(SpeakCommand, SaysWordsAsItIsTold) {
  std::ofstream(path("words.txt")) << "melisma  M AH0 L IH1 Z M AH0\n";
  const auto spoken = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "speak");
    arguments.insert(arguments.end(), {"--seed", "4", "-q", "-o", path("a.wav")});
    const auto result = run_melisma(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return sound(path("a.wav")).samples;
  };
  const auto inline_phonemes = spoken({"I play [[M AH0 L IH1 Z M AH0]] now."});
  EXPECT_EQ(spoken({"I play Melisma now.", "--lexicon", path("words.txt")}), inline_phonemes);
  EXPECT_NE(spoken({"I play [[T IY1]] now."}), inline_phonemes);
  std::ofstream(path("words.txt")) << "melisma  M AH0 QQ\n";
  const auto result =
      run_melisma({"speak", "Hello.", "--lexicon", path("words.txt"), "-o", path("b.wav")});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.errors, HasSubstr("words.txt, line 1: found the phoneme \"QQ\""));
}

TEST_F(SpeakCommand, ListsItsVoices) {
  const auto plain = run_melisma({"speak", "--list-voices"});
  EXPECT_EQ(plain.exit_code, 0) << plain.errors;
  EXPECT_THAT(plain.output, HasSubstr("slt"));
  const auto result = run_melisma({"speak", "--list-voices", "--json"});
  const auto voices = nlohmann::json::parse(result.output);
  ASSERT_EQ(voices.size(), 3U);
  EXPECT_EQ(voices[2].at("name"), "awb");
}

TEST_F(SpeakCommand, ReportsWhatItCannotRead) {
  const auto result =
      run_melisma({"speak", "Hello \xF0\x9F\x98\x80 you.", "-o", path("a.wav"), "--seed", "1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("U+1F600"));
}

TEST_F(SpeakCommand, RefusesTextsItCannotSpeak) {
  expect_fault({"", "-o", path("a.wav")}, 4, "found nothing to say");
  expect_fault({" ... ", "-o", path("a.wav")}, 4, "found nothing to say");
  expect_fault({"\xE6\x97\xA5", "-o", path("a.wav")}, 4, "U+65E5");
  expect_fault({"caf\xE9 au lait", "-o", path("a.wav")}, 4, "UTF-8");
  expect_fault({"-o", path("a.wav")}, 4, "found nothing to say", "");
  expect_fault({"-o", path("a.wav")}, 4, "UTF-8", "bad \xFF text. ");
  expect_fault({"-f", path("none.txt"), "-o", path("a.wav")}, 4, "none.txt");
  expect_fault({"-f", models(), "-o", path("a.wav")}, 4, "folder");
}

TEST_F(SpeakCommand, AMegabyteOfTextIsTheMostInAFile) {
  const std::string big = fresh_folder("big") + "/big.txt";
  std::ofstream(big) << std::string((1U << 20U) + 1, 'a');
  expect_fault({"-f", big, "-o", path("a.wav")}, 4, "longer than 1 MB");
  // Just below it is read at once; a first sentence comes soon, and an interrupt keeps it.
  std::string text;
  while (text.size() < (1U << 20U) - 100) {
    text += "This is one of very many short sentences. ";
  }
  std::ofstream(big, std::ios::trunc) << text;
  const auto spoken = [&](double) { return bytes_under_way(path("")) > 10000; };
  for (const bool piped : {false, true}) {
    std::vector<std::string> words = {"speak", "-o", path("b.wav")};
    if (!piped) {
      words.insert(words.end(), {"-f", big});
    }
    const auto result = interrupt_melisma(words, spoken, SIGINT, piped ? text : "");
    EXPECT_EQ(result.exit_code, 130) << result.errors;
    EXPECT_GT(sound(path("b.wav")).samples.size(), 0U);
    std::filesystem::remove(path("b.wav"));
  }
}

TEST_F(SpeakCommand, AMegabyteWithoutAnEndOfSentenceIsSpokenInPieces) {
  const std::string big = fresh_folder("big") + "/big.txt";
  for (const std::string& word : {std::string("a"), std::string("la "), std::string("1")}) {
    std::ofstream text(big, std::ios::trunc);
    for (std::size_t bytes = 0; bytes + word.size() < (1U << 20U); bytes += word.size()) {
      text << word;
    }
    text.close();
    const auto result = interrupt_melisma({"speak", "-f", big, "-o", path("a.wav")}, [&](double) {
      return bytes_under_way(path("")) > 10000;
    });
    EXPECT_EQ(result.exit_code, 130) << word << ": " << result.errors;
    EXPECT_GT(sound(path("a.wav")).samples.size(), 0U);
  }
}

TEST_F(SpeakCommand, KeepsWhatWasSpokenBeforeDamagedText) {
  // More than one block of input, so that the first sentences are spoken before the damage is met.
  std::string text = "First. ";
  for (int i = 0; i < 3; ++i) {
    text += "Second. ";
  }
  text += std::string(20000, ' ') + "bad \xFF byte. ";
  const auto result = run_melisma({"speak", "-q", "-o", path("a.wav")}, text);
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.errors, HasSubstr("UTF-8"));
  EXPECT_GT(sound(path("a.wav")).samples.size(), static_cast<std::size_t>(kRate));
}

TEST_F(SpeakCommand, ErrorsHaveTheirExitCodes) {
  expect_fault({"Hello.", "--voice", "hal", "-o", path("a.wav")}, 2, "rms, slt, awb");
  expect_fault({"Hello.", "--speed", "2.5", "-o", path("a.wav")}, 2, "0.5 to 2");
  expect_fault({"Hello.", "--speed", "nan", "-o", path("a.wav")}, 2, "0.5 to 2");
  expect_fault({"Hello."}, 2, "-o FILE");
  expect_fault({"Hello.", "-f", "x.txt", "-o", path("a.wav")}, 2, "one of them");
  expect_fault({"Hello.", "-o", path("no/a.wav")}, 1, "no");
  expect_fault({"Hello.", "--model", "none", "-o", path("a.wav")}, 3, "none");
  expect_fault({"Hello.", "--durations", "speech", "-o", path("a.wav")}, 3, "duration_model");
  expect_fault({"Hello.", "--model", "durations", "-o", path("a.wav")}, 3, "duration_model");
}

TEST_F(SpeakCommand, SsmlFromAFileAndFromAPipeSayTheSame) {
  const std::string document =
      "<?xml version=\"1.0\"?>\n<speak><p>One two.<break time=\"300ms\"/> Three.</p></speak>\n";
  std::ofstream(path("say.ssml")) << document;
  const auto file =
      run_melisma({"speak", "-f", path("say.ssml"), "-o", path("a.wav"), "--seed", "1"});
  ASSERT_EQ(file.exit_code, 0) << file.errors;
  const auto piped = run_melisma({"speak", "-o", path("b.wav"), "--seed", "1"}, document);
  ASSERT_EQ(piped.exit_code, 0) << piped.errors;
  EXPECT_EQ(sound(path("a.wav")).samples, sound(path("b.wav")).samples);
  const auto refused = run_melisma({"speak", "<speak><audio/></speak>", "-o", path("c.wav")});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.errors, HasSubstr("<audio>"));
}

}  // namespace
}  // namespace melisma::testing_support
