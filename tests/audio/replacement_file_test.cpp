#include "audio/replacement_file.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "audio/error.h"
#include "tests/support/temporary_folder.h"

namespace melisma::audio {
namespace {

namespace fs = std::filesystem;
using ::melisma::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ReplacementFile, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  const fs::path target = folder / "song.wav";
  replace_file(target, "old");
  ReplacementFile file(target);
  ASSERT_EQ(::write(file.descriptor(), "new", 3), 3);
  EXPECT_EQ(contents(target), "old");
  file.commit();
  EXPECT_EQ(contents(target), "new");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(ReplacementFile, LeavesNothingWhenDropped) {
  const TemporaryFolder folder;
  {
    const ReplacementFile file(folder / "song.wav");
    EXPECT_EQ(folder.entries(), 1U);
  }
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(ReplacementFile, UnfinishedOnesAreRemovedBeforeAForcedEnd) {
  const TemporaryFolder folder;
  replace_file(folder / "done.wav", "whole");
  ReplacementFile first(folder / "a.wav");
  ReplacementFile second(folder / "b.wav");
  EXPECT_EQ(folder.entries(), 3U);
  remove_unfinished_files();
  EXPECT_EQ(folder.entries(), 1U);
  EXPECT_EQ(contents(folder / "done.wav"), "whole");
}

TEST(ReplacementFile, FollowsALink) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "music");
  replace_file(folder / "music/song.wav", "old");
  fs::create_symlink("music/song.wav", folder / "link.wav");
  replace_file(folder / "link.wav", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link.wav"));
  EXPECT_EQ(contents(folder / "music/song.wav"), "new");
}

TEST(ReplacementFile, WritesADeviceInPlace) {
  replace_file("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(ReplacementFile, TakesTheLongestName) {
  const TemporaryFolder folder;
  const fs::path target = folder / (std::string(251, 'a') + ".wav");
  replace_file(target, "x");
  EXPECT_EQ(contents(target), "x");
}

TEST(ReplacementFile, SaysWhyAPlaceCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { ReplacementFile file(folder / "no/song.wav"); },
              ThrowsMessage<Error>(HasSubstr("there is no folder " + (folder / "no").string())));
  EXPECT_THAT([&] { ReplacementFile file(folder.path()); },
              ThrowsMessage<Error>(HasSubstr("it is a folder")));
  replace_file(folder / "file", "x");
  EXPECT_THAT([&] { ReplacementFile file(folder / "file/song.wav"); },
              ThrowsMessage<Error>(HasSubstr("cannot write")));
  EXPECT_THAT([] { ReplacementFile file("/proc/song.wav"); },
              ThrowsMessage<Error>(HasSubstr("cannot write /proc/song.wav")));
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace
}  // namespace melisma::audio
