#include "cli/eval/held_out_clips.h"

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/corpus/corpus_index.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::cli {
namespace {

using Items = std::vector<std::int64_t>;

TEST(HeldOutClips, AreSpreadOverAllHeldOutItemsAndNoOthers) {
  const testing::TemporaryFolder folder;
  testing::write_sounding_corpus(folder.path(), 6, 0.1, 8000);
  EXPECT_EQ(held_out_items(folder.path(), 99), (Items{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(held_out_items(folder.path(), 3), (Items{0, 40, 80}));
  EXPECT_EQ(held_out_items(folder.path(), 0), (Items{0}));
}

TEST(HeldOutClips, MusicIsCutToItsMiddle) {
  const testing::TemporaryFolder folder;
  testing::write_sounding_corpus(folder.path(), 1, 1.0, 8000);
  const auto whole = testing::varied_signal(8000, 0);
  const auto clips = read_held_out_clips(folder.path(), 1, 0.5, 8000);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].samples, std::vector<float>(whole.begin() + 2000, whole.begin() + 6000));
  EXPECT_EQ(read_held_out_clips(folder.path(), 1, 9, 8000)[0].samples, whole);
}

TEST(HeldOutClips, SentencesStayWholeAndCarryTheirText) {
  const testing::TemporaryFolder folder;
  testing::write_spoken_corpus(folder.path(), {"The river is wide."});
  const auto clips = read_held_out_clips(folder.path(), 5, 0.1, 24000);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].text, "The river is wide.");
  EXPECT_GT(clips[0].samples.size(), 12000U);
}

TEST(HeldOutClips, OfACorpusWithoutThemAreAnError) {
  const testing::TemporaryFolder folder;
  EXPECT_THROW(held_out_items(folder.path(), 1), InputError);
  testing::write_sounding_corpus(folder.path(), 1, 0.1, 8000);
  std::filesystem::remove(models::corpus_item(folder.path(), 0, ".json"));
  EXPECT_THROW(held_out_items(folder.path(), 1), InputError);
}

}  // namespace
}  // namespace melisma::cli
