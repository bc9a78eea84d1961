#include "models/checkpoint/safetensors.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;

std::vector<std::byte> file_bytes(const std::string& json, std::size_t data_size) {
  std::vector<std::byte> bytes(8 + json.size() + data_size);
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::byte>((static_cast<std::uint64_t>(json.size()) >> (8 * i)) & 0xFFU);
  }
  std::memcpy(bytes.data() + 8, json.data(), json.size());
  return bytes;
}

std::string fault_of(const std::string& json, std::size_t data_size) {
  const auto bytes = file_bytes(json, data_size);
  try {
    const SafetensorsFile file(bytes, "probe");
  } catch (const CheckpointError& error) {
    return error.what();
  }
  return "accepted";
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Safetensors, WritesAndReadsBack) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "a.safetensors";
  const std::vector<float> values = {1.5F, -2.25F, 0.0F, 3e-5F, -7.0F, 65504.0F};
  const std::vector<std::int32_t> ints = {-3, 0, 1023};
  std::map<std::string, OwnedTensor> tensors;
  tensors["w"] = OwnedTensor::from_floats(values, {2, 3});
  tensors["empty"] = OwnedTensor::from_floats({}, {0, 5});
  tensors["codes"] = OwnedTensor::from_ints(ints, {3}, DataType::kI16);
  write_safetensors(path, tensors, {{"format", "melisma/1"}, {"note", "quote \" and \xff"}});
  const SafetensorsFile file(path);
  EXPECT_EQ(file.tensors().size(), 3U);
  EXPECT_EQ(file.tensor("w").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(file.tensor("w").to_floats(), values);
  EXPECT_EQ(file.tensor("codes").to_ints(), ints);
  EXPECT_EQ(file.tensor("empty").element_count(), 0);
  EXPECT_EQ(file.metadata_value("format"), "melisma/1");
  EXPECT_THROW((void)file.tensor("x"), CheckpointError);
  EXPECT_THROW((void)file.metadata_value("x"), CheckpointError);
  EXPECT_THROW((void)file.tensor("codes").to_floats(), CheckpointError);
  EXPECT_THROW((void)file.tensor("w").to_ints(), CheckpointError);
}

TEST(Safetensors, SameInputGivesSameBytesAndLeavesNoTemporaryFile) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values = {1.0F, 2.0F};
  const std::map<std::string, OwnedTensor> tensors = {
      {"b", OwnedTensor::from_floats(values, {2}, DataType::kF16)},
      {"a", OwnedTensor::from_floats(values, {2, 1}, DataType::kBF16)}};
  write_safetensors(folder.path() / "1", tensors, {{"k", "v"}});
  write_safetensors(folder.path() / "2", tensors, {{"k", "v"}});
  EXPECT_EQ(read_text(folder.path() / "1"), read_text(folder.path() / "2"));
  EXPECT_EQ(SafetensorsFile(folder.path() / "1").content_hash(),
            SafetensorsFile(folder.path() / "2").content_hash());
  std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 2);
  EXPECT_THROW(write_safetensors(folder.path() / "no" / "folder", tensors, {}), Error);
}

TEST(Safetensors, EveryTruncationIsAnError) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "a";
  const std::vector<float> values = {1.0F, 2.0F, 3.0F};
  write_safetensors(path, {{"w", OwnedTensor::from_floats(values, {3})}}, {{"k", "v"}});
  const std::string whole = read_text(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto part = std::as_bytes(std::span(whole).first(size));
    EXPECT_THROW(SafetensorsFile(part, "part"), CheckpointError) << size;
    std::ofstream(folder.path() / "part", std::ios::binary)
        .write(whole.data(), static_cast<std::streamsize>(size));
    EXPECT_THROW(SafetensorsFile(folder.path() / "part"), CheckpointError) << size;
  }
  EXPECT_NO_THROW(SafetensorsFile(std::as_bytes(std::span(whole)), "whole"));
}

TEST(Safetensors, MissingFileAndFolderAreErrors) {
  const testing::TemporaryFolder folder;
  EXPECT_THROW(SafetensorsFile(folder.path() / "none"), CheckpointError);
  EXPECT_THROW(SafetensorsFile(folder.path()), CheckpointError);
}

TEST(Safetensors, HostileHeadersAreNamed) {
  const auto entry = [](const std::string& body) { return "{\"w\":{" + body + "}}"; };
  const std::string offsets = "\"data_offsets\":[0,8]";
  EXPECT_EQ(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2]," + offsets), 8), "accepted");
  EXPECT_THAT(fault_of(entry("\"dtype\":\"Q9\",\"shape\":[2]," + offsets), 8),
              HasSubstr("unknown dtype 'Q9'"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[3]," + offsets), 8),
              HasSubstr("does not match its 8 bytes"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[4294967296,4294967296]," + offsets), 8),
              HasSubstr("does not match"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[18446744073709551615]," + offsets), 8),
              HasSubstr("too large"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[-2]," + offsets), 8),
              HasSubstr("negative"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2]," + offsets), 12),
              HasSubstr("after the last tensor"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2]," + offsets), 4),
              HasSubstr("outside"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]"), 8),
              HasSubstr("outside"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]"), 8),
              HasSubstr("more than two"));
  EXPECT_THAT(fault_of(entry("\"dtype\":\"F32\",\"shape\":[2]"), 8), HasSubstr("without all"));
  EXPECT_THAT(fault_of(entry(offsets + "," + offsets), 8), HasSubstr("duplicate name"));
  EXPECT_THAT(fault_of(entry("\"strange\":1"), 8), HasSubstr("unknown key"));
  EXPECT_THAT(fault_of("[]", 0), HasSubstr("an array"));
  EXPECT_THAT(fault_of("{} x", 0), HasSubstr("bad JSON"));
  EXPECT_THAT(fault_of("{\"\xff\":1}", 0), HasSubstr("bad JSON"));
  EXPECT_THAT(fault_of("{\"__metadata__\":{\"a\":1}}", 0), HasSubstr("the number 1"));
  EXPECT_THAT(fault_of("", 0), HasSubstr("bad JSON"));
}

TEST(Safetensors, OverlapHoleAndDuplicatesAreNamed) {
  const auto two = [](const std::string& name, const std::string& offsets) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},")" + name +
           R"(":{"dtype":"U8","shape":[4],"data_offsets":)" + offsets + "}}";
  };
  EXPECT_EQ(fault_of(two("b", "[4,8]"), 8), "accepted");
  EXPECT_THAT(fault_of(two("b", "[3,7]"), 7), HasSubstr("overlapping"));
  EXPECT_THAT(fault_of(two("b", "[5,9]"), 9), HasSubstr("a hole"));
  EXPECT_THAT(fault_of(two("a", "[4,8]"), 8), HasSubstr("duplicate name 'a'"));
}

TEST(Safetensors, DeepNestingAndLongHeadersCostNothing) {
  EXPECT_THAT(fault_of(std::string(2'000'000, '['), 0), HasSubstr("an array"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) {
    objects += "{\"a\":";
  }
  EXPECT_THAT(fault_of(objects, 0), HasSubstr("unknown key"));
  auto bytes = file_bytes("{}", 0);
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = std::byte{0xFF};
  }
  EXPECT_THROW(SafetensorsFile(bytes, "long"), CheckpointError);
}

TEST(Safetensors, IntegersThatDoNotFitThrow) {
  auto bytes = file_bytes(R"({"i":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", 8);
  bytes.back() = std::byte{0x01};
  const SafetensorsFile file(bytes, "probe");
  EXPECT_THROW((void)file.tensor("i").to_ints(), CheckpointError);
  const std::vector<std::int32_t> big = {40'000};
  EXPECT_THROW(OwnedTensor::from_ints(big, {1}, DataType::kI16), ShapeError);
}

TEST(TensorReader, ReportsEveryFaultAtOnce) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values = {1.0F, 2.0F};
  write_safetensors(folder.path() / "m",
                    {{"good", OwnedTensor::from_floats(values, {2})},
                     {"shape", OwnedTensor::from_floats(values, {2, 1})},
                     {"extra", OwnedTensor::from_floats(values, {2})}},
                    {});
  const SafetensorsFile file(folder.path() / "m");
  TensorReader reader(file);
  EXPECT_EQ(reader.floats("good", {2}), values);
  EXPECT_EQ(reader.floats("shape", {1, 2}), std::vector<float>(2));
  EXPECT_EQ(reader.floats("absent", {3}), std::vector<float>(3));
  try {
    reader.finish();
    FAIL();
  } catch (const CheckpointError& error) {
    EXPECT_THAT(error.what(), HasSubstr("missing absent [3]"));
    EXPECT_THAT(error.what(), HasSubstr("shape has shape [2, 1], wanted [1, 2]"));
    EXPECT_THAT(error.what(), HasSubstr("unexpected extra [2]"));
  }
}

TEST(TensorReader, RefusesToAllocateForAHugeMissingTensor) {
  const auto bytes = file_bytes("{}", 0);
  const SafetensorsFile file(bytes, "empty");
  TensorReader reader(file);
  EXPECT_THROW((void)reader.floats("w", {1'000'000, 1'000'000}), CheckpointError);
}

}  // namespace
}  // namespace melisma::models
