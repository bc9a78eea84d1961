#include "models/planner/settled_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/text/music_vocabulary.h"
#include "models/text/music_words.h"

namespace melisma::models {
namespace {

std::vector<std::int32_t> words_of(const std::string& caption) {
  const auto tokens = MusicVocabulary::instance().parse(caption).tokens;
  return {tokens.begin(), tokens.end()};
}

CaptionAttributes settled() {
  CaptionAttributes facts;
  facts.tempo_bpm = 90;
  facts.tonic = 9;
  facts.mode = MusicMode::kDorian;
  facts.metre = {3, 4};
  return facts;
}

TEST(SettledWords, StandInPlaceOfWhatTheCaptionSaysOfThem) {
  EXPECT_THAT(
      with_settled_words(words_of("calm waltz for piano in C major, 4/4, 120 bpm"), settled()),
      ::testing::UnorderedElementsAreArray(
          words_of("calm waltz for piano in A dorian, 3/4, 90 bpm")));
  EXPECT_THAT(with_settled_words({kNoneToken}, settled()),
              ::testing::UnorderedElementsAreArray(words_of("A dorian, 3/4, 90 bpm")));
}

TEST(SettledWords, RulesSeeToPlayersAndToWhatIsSettled) {
  const auto words = words_of(
      "soft, slow, calm waltz for a trio with piano and strings, with arpeggios, in A dorian, 3/4, "
      "90 bpm, with a bridge, no drums");
  EXPECT_THAT(words_of_rules(words),
              ::testing::UnorderedElementsAreArray(
                  words_of("trio with piano and strings, in A dorian, 3/4, 90 bpm, no drums")));
  EXPECT_TRUE(words_of_rules(words_of("sad ballad")).empty());
}

}  // namespace
}  // namespace melisma::models
