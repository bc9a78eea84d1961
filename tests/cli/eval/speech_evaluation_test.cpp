#include "cli/eval/speech_evaluation.h"

#include <gtest/gtest.h>

#include "models/corpus/speech_synthesiser.h"

namespace melisma::cli {
namespace {

TEST(SpeechSystem, CountsErrorsFaultsAndTime) {
  const std::vector<std::string> texts{"The old captain watched the river after midnight.",
                                       "Every teacher counted twelve boxes near the station."};
  Intelligibility words(texts, 5, 200);
  SpeechSystem system("Flite");
  for (const auto& text : texts) {
    const auto speech = models::synthesise_speech(text, {});
    const double seconds = static_cast<double>(speech.samples.size()) / 24000;
    system.add(text, {speech.samples, seconds / 4}, 24000, seconds, words);
  }
  EXPECT_LT(system.errors().rate(), 0.2);
  EXPECT_EQ(system.faults().with_any, 0);
  EXPECT_NEAR(*system.real_time_factor(), 0.25, 1e-6);
  // A second of silence for a sentence: every word is missing.
  system.add(texts[0], {std::vector<float>(24000), 0}, 24000, 3, words);
  EXPECT_GE(system.errors().deletions, 8U);
  EXPECT_EQ(system.faults().silent, 1);
  EXPECT_EQ(system.faults().too_short, 1);
  FigureTable table = speech_table();
  system.add_row(table);
  const auto row = table.json()[0];
  EXPECT_EQ(row["speech"], "Flite");
  EXPECT_EQ(row["silent"], 1.0);
  EXPECT_NEAR(row["length_ratio"].get<double>(), (1 + 1 + 1.0 / 3) / 3, 1e-4);
  EXPECT_GE(row["wrong_sentences"].get<double>(), 1.0 / 3);
}

TEST(SpeechSystem, HasNoSpeedWhereNoneWasMeasured) {
  EXPECT_FALSE(SpeechSystem("codec").real_time_factor().has_value());
}

TEST(GrammarSentences, DependOnTheSeed) {
  EXPECT_EQ(grammar_sentences(1, 3), grammar_sentences(1, 3));
  EXPECT_NE(grammar_sentences(1, 3), grammar_sentences(2, 3));
  EXPECT_EQ(grammar_sentences(1, 3).size(), 3U);
}

}  // namespace
}  // namespace melisma::cli
