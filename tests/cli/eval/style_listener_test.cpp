#include "cli/eval/style_listener.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "models/corpus/composition.h"

namespace melisma::cli {
namespace {

TEST(StyleListener, TellsStylesOfPiecesItHasNotHeard) {
  constexpr std::uint64_t kSeed = 5;
  StyleListener listener;
  for (std::int64_t item = 0; item < 1200; ++item) {
    const models::Composition piece = models::compose_piece(kSeed, item);
    listener.learn(piece.score, *piece.facts.style);
  }
  int right = 0;
  int near = 0;
  constexpr int kPieces = 60;
  for (std::int64_t item = 0; item < kPieces; ++item) {
    const models::Composition piece = models::compose_piece(kSeed + 1, item);
    const auto named = listener.likeliest(piece.score);
    EXPECT_GE(named.size(), 30U);
    const auto place = std::ranges::find(named, *piece.facts.style) - named.begin();
    right += place == 0 ? 1 : 0;
    near += place < 3 ? 1 : 0;
  }
  EXPECT_GE(right, kPieces * 6 / 10);  // by chance 2 of 60
  EXPECT_GE(near, kPieces * 8 / 10);
}

TEST(StyleListener, TraitsAreNotTheKey) {
  models::Composition piece = models::compose_piece(1, 0);
  const auto traits = style_traits(piece.score);
  for (audio::Note& note : piece.score.notes) {
    if (!note.is_drum()) {
      note.pitch = static_cast<std::uint8_t>(note.pitch + 2);
    }
  }
  ASSERT_FALSE(piece.score.key_signatures.empty());
  piece.score.key_signatures.front().sharps =
      static_cast<std::int8_t>((piece.score.key_signatures.front().sharps + 2 + 5) % 12 - 5);
  EXPECT_EQ(style_traits(piece.score), traits);
}

TEST(StyleListener, AnEmptyScoreHasAFewTraitsAndNoFaults) {
  EXPECT_LT(style_traits(audio::Score()).size(), 6U);
  EXPECT_TRUE(StyleListener().likeliest(audio::Score()).empty());
}

}  // namespace
}  // namespace melisma::cli
