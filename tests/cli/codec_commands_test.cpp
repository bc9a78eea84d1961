#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/sound_file.h"
#include "codec/token_file.h"
#include "tests/support/run_command.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

/// Overwrites the first place in a file that has the bytes of `from`.
void replace_bytes(const std::string& path, float from, float to) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  char wanted[sizeof from];
  std::memcpy(wanted, &from, sizeof from);
  const std::size_t place = bytes.find(std::string_view(wanted, sizeof wanted));
  ASSERT_NE(place, std::string::npos);
  std::memcpy(bytes.data() + place, &to, sizeof to);
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A model folder with a small codec under the names of the bundled ones, and files to work on.
class CodecCommands : public ::testing::Test {
 protected:
  CodecCommands() {
    const auto models = folder_ / "models";
    std::filesystem::create_directory(models);
    testing::write_tiny_codec(models / "codec-music.safetensors", 1);
    testing::write_tiny_codec(models / "codec-speech.safetensors", 2);
    ::setenv("MELISMA_MODELS", models.c_str(), 1);
  }
  ~CodecCommands() override { ::unsetenv("MELISMA_MODELS"); }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name,
             std::span<const float> interleaved,
             int rate = 8000,
             int channels = 1) const {
    audio::write_sound_file(folder_ / name,
                            interleaved,
                            {.format = audio::audio_format_of(name),
                             .sample_rate = audio::SampleRate(rate),
                             .channels = channels,
                             .bit_depth = name.ends_with("wav") ? audio::BitDepth::kFloat32
                                                                : audio::BitDepth::kDefault});
  }
  CommandResult encode(const std::string& input, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"encode", at(input), "-o", at("codes.safetensors")});
    return run_melisma(more);
  }
  CommandResult decode(const std::string& output, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"decode", at("codes.safetensors"), "-o", at(output)});
    return run_melisma(more);
  }
  [[nodiscard]] std::vector<float> read(const std::string& name) const {
    return audio::read_mono(folder_ / name, audio::SampleRate(8000)).samples;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(CodecCommands, RoundTripKeepsTheLengthAndMatchesTheLibrary) {
  const auto signal = testing::varied_signal(5001, 1);
  write("in.wav", signal);
  ASSERT_EQ(encode("in.wav").exit_code, 0);
  const auto codec = codec::open_codec(at("models/codec-music.safetensors"));
  const auto tokens = codec::read_token_file(at("codes.safetensors"));
  EXPECT_EQ(tokens.codes, codec::encode_all(*codec, signal));
  EXPECT_EQ(tokens.samples, 5001);
  const CommandResult decoded = decode("out.wav", {"--bit-depth", "float"});
  ASSERT_EQ(decoded.exit_code, 0) << decoded.errors;
  auto expected = codec::decode_all(*codec, tokens.codes, 3);
  expected.resize(5001);
  EXPECT_EQ(read("out.wav"), expected);
}

TEST_F(CodecCommands, FlacInAndOut) {
  write("in.flac", testing::varied_signal(4000, 1));
  ASSERT_EQ(encode("in.flac").exit_code, 0);
  ASSERT_EQ(decode("out.flac").exit_code, 0);
  EXPECT_EQ(read("out.flac").size(), 4000U);
}

TEST_F(CodecCommands, KindChoosesTheCodecAndDecodeFindsIt) {
  write("in.wav", testing::varied_signal(4000, 1));
  const CommandResult encoded = encode("in.wav", {"--kind", "speech", "--json"});
  ASSERT_EQ(encoded.exit_code, 0) << encoded.errors;
  const auto report = nlohmann::json::parse(encoded.output);
  const auto speech = codec::open_codec(at("models/codec-speech.safetensors"));
  EXPECT_EQ(report["codec_hash"], speech->info().hash);
  EXPECT_EQ(report["samples"], 4000);
  const CommandResult decoded = decode("out.wav", {"--json"});
  ASSERT_EQ(decoded.exit_code, 0) << decoded.errors;
  EXPECT_EQ(nlohmann::json::parse(decoded.output)["codec_hash"], speech->info().hash);
  EXPECT_EQ(encode("in.wav", {"--kind", "noise"}).exit_code, 2);
  EXPECT_EQ(encode("in.wav", {"--kind", "music", "--codec", "codec-music"}).exit_code, 2);
}

TEST_F(CodecCommands, FewerCodebooks) {
  write("in.wav", testing::varied_signal(4000, 1));
  ASSERT_EQ(encode("in.wav", {"--codebooks", "2"}).exit_code, 0);
  EXPECT_EQ(codec::read_token_file(at("codes.safetensors")).codebooks, 2);
  EXPECT_EQ(decode("out.wav", {"--codebooks", "1"}).exit_code, 0);
  EXPECT_EQ(read("out.wav").size(), 4000U);
  const CommandResult too_many = decode("more.wav", {"--codebooks", "3"});
  EXPECT_EQ(too_many.exit_code, 2);
  EXPECT_THAT(too_many.errors, HasSubstr("wanted 1..2"));
  EXPECT_EQ(encode("in.wav", {"--codebooks", "4"}).exit_code, 2);
  EXPECT_EQ(encode("in.wav", {"--codebooks", "-1"}).exit_code, 2);
}

TEST_F(CodecCommands, HighRatesAndManyChannels) {
  write("rate.wav", testing::varied_signal(192000, 1), 192000);
  ASSERT_EQ(encode("rate.wav").exit_code, 0);
  EXPECT_EQ(codec::read_token_file(at("codes.safetensors")).samples, 8000);
  write("channels.wav", testing::varied_signal(8 * 4000, 1), 8000, 8);
  ASSERT_EQ(encode("channels.wav").exit_code, 0);
  EXPECT_EQ(codec::read_token_file(at("codes.safetensors")).samples, 4000);
}

TEST_F(CodecCommands, SamplesThatAreNotFiniteAreCountedAndWarnedOf) {
  auto signal = testing::varied_signal(4000, 1);
  write("in.wav", signal);
  // The writer would not let them through.
  replace_bytes(at("in.wav"), signal[1007], std::numeric_limits<float>::quiet_NaN());
  replace_bytes(at("in.wav"), signal[1008], std::numeric_limits<float>::infinity());
  const CommandResult result = encode("in.wav");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.errors, HasSubstr("2 samples were not finite"));
  signal[1007] = signal[1008] = 0;
  const auto codec = codec::open_codec(at("models/codec-music.safetensors"));
  EXPECT_EQ(codec::read_token_file(at("codes.safetensors")).codes,
            codec::encode_all(*codec, signal));
}

TEST_F(CodecCommands, SoundThatCannotBeReadIsAnInputError) {
  write("empty.wav", {});
  const CommandResult empty = encode("empty.wav");
  EXPECT_EQ(empty.exit_code, 4);
  EXPECT_THAT(empty.errors, HasSubstr("empty.wav holds no samples"));
  std::ofstream(at("text.wav")) << "no sound at all";
  EXPECT_EQ(encode("text.wav").exit_code, 4);
  EXPECT_EQ(encode("none.wav").exit_code, 4);
  EXPECT_FALSE(std::filesystem::exists(at("codes.safetensors")));
}

TEST_F(CodecCommands, ATruncatedSoundFileIsEncodedAsFarAsItGoes) {
  write("in.flac", testing::varied_signal(40000, 1));
  std::filesystem::resize_file(at("in.flac"), std::filesystem::file_size(at("in.flac")) / 2);
  const CommandResult result = encode("in.flac");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.errors, HasSubstr("warning"));
  EXPECT_GT(codec::read_token_file(at("codes.safetensors")).samples, 3000);
}

TEST_F(CodecCommands, TokensThatCannotBeUsedAreRefused) {
  write("in.wav", testing::varied_signal(4000, 1));
  ASSERT_EQ(encode("in.wav").exit_code, 0);
  const CommandResult wrong = decode("out.wav", {"--codec", "codec-speech"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.errors, HasSubstr("--codec"));
  std::filesystem::remove(at("models/codec-music.safetensors"));
  const CommandResult missing = decode("out.wav");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.errors, HasSubstr("needs the codec with hash"));
  EXPECT_EQ(encode("in.wav", {"--codec", "codec-none"}).exit_code, 3);
  std::filesystem::resize_file(at("codes.safetensors"), 300);
  const CommandResult cut = decode("out.wav");
  EXPECT_EQ(cut.exit_code, 4);
  EXPECT_THAT(cut.errors, HasSubstr("codes.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(at("out.wav")));
}

TEST_F(CodecCommands, PlacesThatCannotBeWrittenAreToldAtOnce) {
  write("in.wav", testing::varied_signal(4000, 1));
  const CommandResult encoded =
      run_melisma({"encode", at("in.wav"), "-o", at("none/codes.safetensors")});
  EXPECT_EQ(encoded.exit_code, 1);
  EXPECT_THAT(encoded.errors, HasSubstr("none"));
  ASSERT_EQ(encode("in.wav").exit_code, 0);
  EXPECT_EQ(decode("none/out.wav").exit_code, 1);
  EXPECT_EQ(run_melisma({"decode", at("codes.safetensors")}).exit_code, 2);
  EXPECT_EQ(run_melisma({"encode", at("in.wav")}).exit_code, 2);
}

TEST_F(CodecCommands, StandardOutputGetsAWholeWav) {
  write("in.wav", testing::varied_signal(4000, 1));
  ASSERT_EQ(encode("in.wav").exit_code, 0);
  const CommandResult piped = run_melisma({"decode", at("codes.safetensors"), "-o", "-"});
  ASSERT_EQ(piped.exit_code, 0) << piped.errors;
  EXPECT_TRUE(piped.output.starts_with("RIFF"));
  EXPECT_GT(piped.output.size(), 8000U);
}

TEST_F(CodecCommands, EvaluationOfACodecOnACorpus) {
  testing::write_sounding_corpus(folder_ / "corpus", 2, 2.0, 8000);
  const CommandResult text =
      run_melisma({"eval", "codec", "--codec", "codec-music", "--corpus", at("corpus")});
  ASSERT_EQ(text.exit_code, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("Opus at 6"));
  const CommandResult json = run_melisma({"eval",
                                          "codec",
                                          "--codec",
                                          "codec-music",
                                          "--corpus",
                                          at("corpus"),
                                          "--codebooks",
                                          "3",
                                          "1",
                                          "--json"});
  ASSERT_EQ(json.exit_code, 0) << json.errors;
  const auto report = nlohmann::json::parse(json.output);
  EXPECT_EQ(report["clips"], 2);
  EXPECT_EQ(report["systems"].size(), 7U);
  EXPECT_EQ(report["perplexity"].size(), 3U);
}

TEST_F(CodecCommands, EvaluationWithWrongOptions) {
  testing::write_sounding_corpus(folder_ / "corpus", 1, 0.2, 8000);
  const std::vector<std::string> good = {
      "eval", "codec", "--codec", "codec-music", "--corpus", at("corpus")};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), good.begin(), good.end());
    return run_melisma(more);
  };
  EXPECT_EQ(with({"--kind", "speech"}).exit_code, 2);
  EXPECT_EQ(with({"--codebooks", "9"}).exit_code, 2);
  EXPECT_EQ(with({"--clips", "0"}).exit_code, 2);
  EXPECT_EQ(with({"--seconds", "nan"}).exit_code, 2);
  EXPECT_EQ(
      run_melisma({"eval", "codec", "--codec", "codec-music", "--corpus", at("none")}).exit_code,
      4);
  EXPECT_EQ(run_melisma({"eval", "nothing"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"eval"}).exit_code, 2);
}

}  // namespace
}  // namespace melisma::testing_support
