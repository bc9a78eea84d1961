#include "codec/token_file.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "tests/support/fake_codec.h"
#include "tests/support/temporary_folder.h"

namespace melisma::codec {
namespace {

using melisma::testing::TemporaryFolder;
using melisma::testing_support::FakeCodec;
using ::testing::HasSubstr;

const std::vector<std::int32_t> kCodes = {0, 10, 1, 11, 2, 12};  // [3][2]
constexpr std::int64_t kSamples = 2 * 480 + 5;

TEST(TokenFile, RoundTripsEverything) {
  const TemporaryFolder folder;
  const FakeCodec codec;
  write_token_file(folder / "a", make_token_file(codec, kCodes, 2, kSamples));
  const TokenFile tokens = read_token_file(folder / "a");
  EXPECT_EQ(tokens.codes, kCodes);
  EXPECT_EQ(tokens.codebooks, 2);
  EXPECT_EQ(tokens.frames(), 3);
  EXPECT_EQ(tokens.samples, kSamples);
  EXPECT_EQ(tokens.sample_rate, 24000);
  EXPECT_EQ(tokens.codec_id, "fake");
  EXPECT_EQ(tokens.codec_hash, "fake-hash");
  check_token_file(tokens, codec, "a");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(TokenFile, TensorIsCodebooksByFrames) {
  const TemporaryFolder folder;
  write_token_file(folder / "a", make_token_file(FakeCodec(), kCodes, 2, kSamples));
  const models::SafetensorsFile file(folder / "a");
  EXPECT_EQ(file.tensor("codes").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(file.tensor("codes").to_ints(), (std::vector<std::int32_t>{0, 1, 2, 10, 11, 12}));
}

TEST(TokenFile, FewerCodebooksKeepTheFirst) {
  const TokenFile tokens = make_token_file(FakeCodec(), kCodes, 1, kSamples);
  EXPECT_EQ(tokens.codes, (std::vector<std::int32_t>{0, 1, 2}));
  check_token_file(tokens, FakeCodec(), "a");
}

TEST(TokenFile, EmptySignalRoundTrips) {
  const TemporaryFolder folder;
  write_token_file(folder / "a", make_token_file(FakeCodec(), {}, 2, 0));
  const TokenFile tokens = read_token_file(folder / "a");
  EXPECT_EQ(tokens.frames(), 0);
  EXPECT_EQ(tokens.codebooks, 2);
  check_token_file(tokens, FakeCodec(), "a");
}

TEST(TokenFile, RefusesWhatDoesNotFit) {
  const FakeCodec codec;
  EXPECT_THROW(make_token_file(codec, kCodes, 0, kSamples), ConfigError);
  EXPECT_THROW(make_token_file(codec, kCodes, 3, kSamples), ConfigError);
  EXPECT_THROW(make_token_file(codec, kCodes, 2, 4 * 480), ShapeError);
  EXPECT_THROW(make_token_file(codec, {1, 2, 3}, 2, 480), ShapeError);
}

std::string check_fault(const TokenFile& tokens) {
  try {
    check_token_file(tokens, FakeCodec(), "song.codes");
    return "";
  } catch (const Error& fault) {
    return fault.what();
  }
}

TEST(TokenFile, AnotherCodecsTokensAreRefusedAndBothAreNamed) {
  TokenFile tokens = make_token_file(FakeCodec(), kCodes, 2, kSamples);
  tokens.codec_id = "melisma-music-24khz";
  tokens.codec_hash = "0123456789abcdef";
  EXPECT_THROW(check_token_file(tokens, FakeCodec(), "a"), CheckpointError);
  const std::string fault = check_fault(tokens);
  EXPECT_THAT(fault, HasSubstr("song.codes"));
  EXPECT_THAT(fault, HasSubstr("melisma-music-24khz"));
  EXPECT_THAT(fault, HasSubstr("fake"));
  EXPECT_THAT(fault, HasSubstr("--codec"));
}

TEST(TokenFile, CodesAndLengthsOutOfRangeAreRefused) {
  const TokenFile good = make_token_file(FakeCodec(), kCodes, 2, kSamples);
  EXPECT_EQ(check_fault(good), "");
  TokenFile bad = good;
  bad.codes[3] = 16;
  EXPECT_THAT(check_fault(bad), HasSubstr("do not fit"));
  bad = good;
  bad.codes[3] = -1;
  EXPECT_THAT(check_fault(bad), HasSubstr("do not fit"));
  for (const std::int64_t samples : {std::int64_t{960}, std::int64_t{1441}, std::int64_t{-1}, INT64_MAX}) {
    bad = good;
    bad.samples = samples;
    EXPECT_THAT(check_fault(bad), HasSubstr("samples")) << samples;
  }
}

TEST(TokenFile, DamagedFilesAreRefused) {
  const TemporaryFolder folder;
  const auto path = folder / "a";
  using models::OwnedTensor;
  const std::map<std::string, std::string> good = {{"format", "melisma/1"},
                                                   {"kind", "codes"},
                                                   {"codec", "fake"},
                                                   {"codec_hash", "fake-hash"},
                                                   {"sample_rate", "24000"},
                                                   {"samples", "480"}};
  const auto ints = OwnedTensor::from_ints(std::vector<std::int32_t>{1, 2}, {2, 1});
  const auto refused = [&](const std::map<std::string, OwnedTensor>& tensors, auto change) {
    auto metadata = good;
    change(metadata);
    models::write_safetensors(path, tensors, metadata);
    EXPECT_THROW(read_token_file(path), InputError);
  };
  models::write_safetensors(path, {{"codes", ints}}, good);
  EXPECT_EQ(read_token_file(path).frames(), 1);
  refused({{"codes", ints}}, [](auto& data) { data["kind"] = "spectral_codec"; });
  refused({{"codes", ints}}, [](auto& data) { data["format"] = "melisma/2"; });
  refused({{"codes", ints}}, [](auto& data) { data.erase("codec_hash"); });
  refused({{"codes", ints}}, [](auto& data) { data["samples"] = "-3"; });
  refused({{"codes", ints}}, [](auto& data) { data["samples"] = "99999999999999999999"; });
  refused({{"codes", ints}}, [](auto& data) { data["sample_rate"] = "0"; });
  refused({{"codes", ints}}, [](auto& data) { data["sample_rate"] = "24000 Hz"; });
  refused({}, [](auto&) {});
  refused({{"codes", OwnedTensor::from_ints(std::vector<std::int32_t>{1, 2}, {2})}}, [](auto&) {});
  refused({{"codes", OwnedTensor::from_ints(std::vector<std::int32_t>{}, {0, 4})}}, [](auto&) {});
  refused({{"codes", OwnedTensor::from_floats(std::vector<float>{1, 2}, {2, 1})}}, [](auto&) {});
  refused({{"codes", ints}, {"more", ints}}, [](auto&) {});
  std::filesystem::resize_file(path, 40);
  EXPECT_THROW(read_token_file(folder / "none"), InputError);
  EXPECT_THROW(read_token_file(path), InputError);
}

}  // namespace
}  // namespace melisma::codec
