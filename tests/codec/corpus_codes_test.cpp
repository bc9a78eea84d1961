#include "codec/corpus_codes.h"

#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/sound_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::TemporaryFolder;

TEST(CorpusCodes, MissingSoundStopsTheWorkWithItsError) {
  const TemporaryFolder folder;
  melisma::testing::write_tiny_codec(folder / "codec");
  const auto codec = open_codec(folder / "codec");
  CodesToMake work;
  work.sounds = {{0, folder / "none.wav"}};
  work.exists = [](std::int64_t) { return false; };
  work.write = [](std::int64_t, const std::vector<std::int32_t>&) { FAIL() << "nothing to write"; };
  EXPECT_THROW(make_codes(*codec, work, 2), AudioFileError);
  work.exists = [](std::int64_t) { return true; };
  EXPECT_EQ(make_codes(*codec, work, 2), 0);
}

}  // namespace
}  // namespace melisma::codec
