#include "models/text/style_habits.h"

#include <gtest/gtest.h>

#include "models/corpus/composer/style_profile.h"
#include "models/text/music_words.h"

namespace melisma::models {
namespace {

TEST(StyleHabits, EveryStyleOfTheVocabularyHasHabitsOfItsOwn) {
  for (const MusicWord& style : style_words()) {
    EXPECT_NE(style_habits(std::string(style.name)).tempo, StyleHabits{}.tempo) << style.name;
  }
  EXPECT_EQ(style_habits(std::nullopt).tempo, StyleHabits{}.tempo);
}

TEST(StyleProfiles, AreInTheOrderOfTheVocabulary) {
  ASSERT_EQ(style_profiles().size(), style_words().size());
  for (std::size_t i = 0; i < style_words().size(); ++i) {
    EXPECT_EQ(style_profiles()[i].name, style_words()[i].name);
  }
}

}  // namespace
}  // namespace melisma::models
