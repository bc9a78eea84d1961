#include "cli/eval/caption_agreement.h"

#include <gtest/gtest.h>

#include "models/text/music_vocabulary.h"
#include "tests/support/notes.h"

namespace melisma::cli {
namespace {

models::CaptionAttributes said(const char* caption) {
  return models::MusicVocabulary::instance().parse(caption).attributes;
}

/// A cadence in A minor at 90 bpm, 3/4, by piano and some violin.
audio::Score piece() {
  audio::Score score;
  score.tempos = {{0, 60'000'000 / 90}};
  score.time_signatures = {{0, 3, 4}};
  int beat = 0;
  for (int round = 0; round < 3; ++round) {
    for (const int pitch : {57, 60, 64, 62, 65, 69, 64, 68, 71, 57, 60, 64}) {
      score.notes.push_back({.start_tick = beat++ * 480,
                             .duration_ticks = 480,
                             .pitch = static_cast<std::uint8_t>(pitch)});
    }
  }
  score.notes.push_back({.start_tick = 0, .duration_ticks = 960, .program = 40, .pitch = 69});
  return score;
}

TEST(CaptionAgreement, SaysNothingOfWhatIsNotSaid) {
  const CaptionAgreement agreement = score_agreement(said("music"), piece(), {});
  EXPECT_FALSE(agreement.leading_family.has_value());
  EXPECT_FALSE(agreement.tempo.has_value());
  EXPECT_FALSE(agreement.mode.has_value());
  EXPECT_FALSE(agreement.drums.has_value());
  EXPECT_FALSE(agreement.metre.has_value());
}

TEST(CaptionAgreement, OfATrueCaptionIsFull) {
  const CaptionAgreement agreement = score_agreement(
      said("piano and violin in A minor, 90 bpm, 3/4, no drums, no guitar"), piece(), {});
  EXPECT_EQ(agreement.leading_family, true);
  EXPECT_EQ(agreement.instruments, true);
  EXPECT_EQ(agreement.exclusions, true);
  EXPECT_EQ(agreement.drums, true);
  EXPECT_EQ(agreement.tempo, true);
  EXPECT_EQ(agreement.tonic, true);
  EXPECT_EQ(agreement.mode, true);
  EXPECT_EQ(agreement.metre, true);
}

TEST(CaptionAgreement, OfAFalseCaptionIsNone) {
  const CaptionAgreement agreement = score_agreement(
      said("violin and flute in C major, 100 bpm, 4/4, with drums, no piano"), piece(), {});
  EXPECT_EQ(agreement.leading_family, false);
  EXPECT_EQ(agreement.instruments, false);
  EXPECT_EQ(agreement.exclusions, false);
  EXPECT_EQ(agreement.drums, false);
  EXPECT_EQ(agreement.tempo, false);
  EXPECT_EQ(agreement.tonic, false);
  EXPECT_EQ(agreement.mode, false);
  EXPECT_EQ(agreement.metre, false);
}

TEST(CaptionAgreement, TempoWordsAreRanges) {
  EXPECT_EQ(score_agreement(said("slow piano"), piece(), {}).tempo,
            said("slow piano").tempo_range->high_bpm >= 90 * 0.96);
  EXPECT_EQ(score_agreement(said("very fast piano"), piece(), {}).tempo, false);
}

TEST(CaptionAgreement, HearsKeyAndTempoInSound) {
  const auto notes = audio::timed_notes(piece());
  const auto sound = test_support::play(notes, 24 * 24000);
  const CaptionAgreement right = sound_agreement(said("A minor, 90 bpm"), sound, 24000);
  EXPECT_EQ(right.tempo, true);
  EXPECT_EQ(right.tonic, true);
  EXPECT_EQ(right.mode, true);
  EXPECT_FALSE(right.leading_family.has_value());
  const CaptionAgreement wrong = sound_agreement(said("F# major, 101 bpm"), sound, 24000);
  EXPECT_EQ(wrong.tempo, false);
  EXPECT_EQ(wrong.tonic, false);
  EXPECT_EQ(wrong.mode, false);
}

TEST(CaptionAgreementMean, CountsOnlyWhatWasSaid) {
  CaptionAgreementMean mean;
  mean.add({.tempo = true, .mode = false});
  mean.add({.tempo = false});
  mean.add({});
  FigureTable table = caption_table();
  mean.add_row(table, "score");
  const auto row = table.json()[0];
  EXPECT_EQ(row["tempo"], 50.0);
  EXPECT_EQ(row["mode"], 0.0);
  EXPECT_TRUE(row["metre"].is_null());
}

}  // namespace
}  // namespace melisma::cli
