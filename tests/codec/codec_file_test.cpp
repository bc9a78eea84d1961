#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "codec/spectral_codec.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

namespace fs = std::filesystem;
using melisma::testing::TemporaryFolder;
using melisma::testing::tiny_codec_config;
using melisma::testing::tiny_codec_tensors;
using ::testing::HasSubstr;

/// What open_codec says of a file, or "" when it opens.
std::string fault_of(const fs::path& path) {
  try {
    open_codec(path);
    return "";
  } catch (const CheckpointError& fault) {
    return fault.what();
  }
}

TEST(CodecFile, KeepsItsHashWhenOnlyTheDecoderChanges) {
  const TemporaryFolder folder;
  auto tensors = tiny_codec_tensors();
  write_codec(folder / "a", tiny_codec_config(), tensors, "first", models::DataType::kF16);
  tensors.at("decoder.linear.bias") =
      models::OwnedTensor::from_floats(std::vector<float>(98, 0.5F), {98});
  write_codec(folder / "b", tiny_codec_config(), tensors, "second", models::DataType::kF16);
  EXPECT_EQ(open_codec(folder / "a")->info().hash, open_codec(folder / "b")->info().hash);
}

TEST(CodecFile, SameCodecSameBytes) {
  const TemporaryFolder folder;
  const auto bytes_of = [&](const char* name) {
    melisma::testing::write_tiny_codec(folder / name);
    return models::SafetensorsFile(folder / name).content_hash();
  };
  EXPECT_EQ(bytes_of("a"), bytes_of("b"));
  EXPECT_EQ(folder.entries(), 2U);
}

TEST(CodecFile, TruncatedFileIsRefusedAtAnyLength) {
  const TemporaryFolder folder;
  melisma::testing::write_tiny_codec(folder / "codec");
  const auto size = fs::file_size(folder / "codec");
  for (const auto length : {size - 1, size / 2, std::uintmax_t{100}, std::uintmax_t{8}, std::uintmax_t{0}}) {
    fs::resize_file(folder / "codec", length);
    EXPECT_THAT(fault_of(folder / "codec"), HasSubstr("codec")) << length << " bytes";
  }
}

TEST(CodecFile, WrongShapeMissingAndUnknownTensorsAreAllNamed) {
  const TemporaryFolder folder;
  auto tensors = tiny_codec_tensors();
  tensors.at("decoder.linear.bias") = models::OwnedTensor::from_floats(std::vector<float>(7), {7});
  tensors.erase("encoder.linear.bias");
  tensors["stray"] = models::OwnedTensor::from_floats(std::vector<float>(1), {1});
  write_codec(folder / "codec", tiny_codec_config(), tensors, "", models::DataType::kF32);
  const std::string fault = fault_of(folder / "codec");
  EXPECT_THAT(fault, HasSubstr("decoder.linear.bias"));
  EXPECT_THAT(fault, HasSubstr("encoder.linear.bias"));
  EXPECT_THAT(fault, HasSubstr("stray"));
}

TEST(CodecFile, AnotherKindOrFormatIsRefused) {
  const TemporaryFolder folder;
  const auto tensors = tiny_codec_tensors();
  const auto write = [&](const std::string& format, const std::string& kind, const std::string& config) {
    models::write_safetensors(
        folder / "codec",
        tensors,
        {{"format", format}, {"kind", kind}, {"config", config}, {"hash", "0"}});
  };
  const std::string config = to_json(tiny_codec_config());
  write("melisma/1", "language_model", config);
  EXPECT_THAT(fault_of(folder / "codec"), HasSubstr("language_model"));
  write("melisma/9", "spectral_codec", config);
  EXPECT_THAT(fault_of(folder / "codec"), HasSubstr("melisma/9"));
  write("melisma/1", "spectral_codec", "{");
  EXPECT_THAT(fault_of(folder / "codec"), HasSubstr("config"));
}

TEST(CodecFile, MissingFileIsNamed) {
  EXPECT_THAT(fault_of("/nowhere/codec.safetensors"), HasSubstr("/nowhere/codec.safetensors"));
}

}  // namespace
}  // namespace melisma::codec
