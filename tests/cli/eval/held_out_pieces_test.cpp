#include "cli/eval/held_out_pieces.h"

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::cli {
namespace {

TEST(HeldOutPieces, HaveScoreSoundFromTheStartAndCaption) {
  const testing::TemporaryFolder folder;
  testing::write_sounding_corpus(folder.path(), 2, 2.0, 8000);
  const auto pieces = read_held_out_pieces(folder.path(), 9, 1.0, 8000);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[1].item, 20);
  EXPECT_EQ(pieces[1].score.notes.size(), 4U);
  EXPECT_EQ(pieces[1].caption, "calm piano in C major, 120 bpm");
  const auto whole = testing::varied_signal(16000, 1);
  EXPECT_EQ(pieces[1].samples, std::vector<float>(whole.begin(), whole.begin() + 8000));
}

TEST(HeldOutPieces, OfSpeechAreRefused) {
  const testing::TemporaryFolder folder;
  testing::write_spoken_corpus(folder.path(), {"Yes."});
  EXPECT_THROW(read_held_out_pieces(folder.path(), 1, 1.0, 8000), ConfigError);
}

}  // namespace
}  // namespace melisma::cli
