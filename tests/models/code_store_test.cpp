#include "models/corpus/code_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::ElementsAre;

TEST(CodeStore, GivesBackWhatWasWritten) {
  const melisma::testing::TemporaryFolder folder;
  write_code_item(folder.path(), 3, std::vector<std::int32_t>{1, 2, 3, 4, 5, 1023}, 2);
  const CodeStore store(folder.path(), {0, 3, 4}, 2);
  EXPECT_THAT(store.items(), ElementsAre(3));
  EXPECT_EQ(store.frames(3), 3);
  EXPECT_THAT(store.codes(3, 1, 3), ElementsAre(3, 4, 5, 1023));
}

TEST(CodeStore, RefusesCodesBeyond16Bits) {
  const melisma::testing::TemporaryFolder folder;
  EXPECT_THROW(write_code_item(folder.path(), 0, std::vector<std::int32_t>{40000}, 1), ShapeError);
  EXPECT_THROW(write_code_item(folder.path(), 0, std::vector<std::int32_t>{-1}, 1), ShapeError);
}

TEST(CodeStore, RefusesAnotherNumberOfCodebooksAndEmptyFolders) {
  const melisma::testing::TemporaryFolder folder;
  EXPECT_THROW(CodeStore(folder.path(), {0, 1}, 2), InputError);
  write_code_item(folder.path(), 0, std::vector<std::int32_t>{1, 2, 3}, 3);
  EXPECT_THROW(CodeStore(folder.path(), {0}, 2), InputError);
}

}  // namespace
}  // namespace melisma::models
