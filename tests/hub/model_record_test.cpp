#include "models/hub/model_record.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/hub/file_hash.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

namespace fs = std::filesystem;

TEST(FileHash, AreThoseOfOtherTools) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "a") << "hello\n";
  // sha256sum; git hash-object
  const std::string sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
  const std::string git = "ce013625030ba8dba906f756967f9e9ca394464a";
  EXPECT_EQ(sha256_of_file(folder / "a"), sha256);
  EXPECT_EQ(git_hash_of_file(folder / "a"), git);
  EXPECT_TRUE(has_hash(folder / "a", sha256));
  EXPECT_TRUE(has_hash(folder / "a", git));
  EXPECT_FALSE(has_hash(folder / "a", std::string(64, '0')));
  EXPECT_FALSE(has_hash(folder / "a", std::string(40, '0')));
  EXPECT_THROW(sha256_of_file(folder / "none"), Error);
}

TEST(ModelRecord, IsWrittenAndRead) {
  const testing::TemporaryFolder folder;
  EXPECT_FALSE(read_model_record(folder.path()));
  write_model_record(folder.path(), {"o/m", "abc", "mit", {{"a", 6, "cafe"}}});
  const auto record = read_model_record(folder.path());
  ASSERT_TRUE(record);
  EXPECT_EQ(record->name, "o/m");
  EXPECT_EQ(record->commit, "abc");
  EXPECT_EQ(record->licence, "mit");
  ASSERT_EQ(record->files.size(), 1U);
  EXPECT_EQ(record->files[0].size, 6U);
  std::ofstream(folder / "melisma.json") << "{\"name\": 5}";
  EXPECT_THROW(read_model_record(folder.path()), CheckpointError);
  std::ofstream(folder / "melisma.json") << std::string(5 << 20, ' ');
  EXPECT_THROW(read_model_record(folder.path()), CheckpointError);
}

TEST(ModelRecord, DamagedFilesAreNamed) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "a") << "hello\n";
  const HubFile sound{"a", 6, "ce013625030ba8dba906f756967f9e9ca394464a"};
  EXPECT_TRUE(damaged_files(folder.path(), {"", "", "", {sound}}).empty());
  std::ofstream(folder / "b") << "hallo\n";
  std::ofstream(folder / "c") << "hello";
  EXPECT_THAT(damaged_files(
                  folder.path(),
                  {"", "", "", {sound, {"b", 6, sound.hash}, {"c", 6, sound.hash}, {"d", 6, ""}}}),
              ::testing::ElementsAre(::testing::StartsWith("b has other contents"),
                                     "c has 5 bytes, wanted 6",
                                     "d is missing"));
}

TEST(ModelRecord, SnapshotsOfTheHubCacheAreKnownByTheirLinks) {
  const testing::TemporaryFolder folder;
  const std::string hash = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
  fs::create_directories(folder / "blobs");
  fs::create_directories(folder / "snapshots/abc");
  std::ofstream(folder / ("blobs/" + hash)) << "hello\n";
  fs::create_symlink("../../blobs/" + hash, folder / "snapshots/abc/a");
  const auto record = record_of_snapshot(folder / "snapshots/abc");
  EXPECT_EQ(record.commit, "abc");
  ASSERT_EQ(record.files.size(), 1U);
  EXPECT_TRUE(damaged_files(folder / "snapshots/abc", record).empty());
  std::ofstream(folder / ("blobs/" + hash)) << "hallo\n";
  EXPECT_EQ(damaged_files(folder / "snapshots/abc", record).size(), 1U);
}

TEST(ModelRecord, CanBeMadeOfWhatIsThere) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "a") << "hello\n";
  write_model_record(folder.path(), {"o/m", "", "mit", files_in(folder.path())});
  const auto files = files_in(folder.path());
  ASSERT_EQ(files.size(), 1U);
  EXPECT_TRUE(damaged_files(folder.path(), {"", "", "", files}).empty());
}

TEST(ModelRecord, LicencesAreInTheRecordOrTheCard) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(licence_of(folder.path()), "");
  std::ofstream(folder / "README.md") << "---\ntags:\n- music\nlicense: cc-by-nc-4.0\n---\n# M\n";
  EXPECT_EQ(licence_of(folder.path()), "cc-by-nc-4.0");
  std::ofstream(folder / "README.md") << "# M\nlicense: no\n";
  EXPECT_EQ(licence_of(folder.path()), "");
  write_model_record(folder.path(), {"o/m", "abc", "mit", {}});
  EXPECT_EQ(licence_of(folder.path()), "mit");
}

}  // namespace
}  // namespace melisma::models
