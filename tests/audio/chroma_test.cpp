#include "audio/chroma.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/metrics/chroma_correlation.h"
#include "tests/support/notes.h"

namespace melisma::audio {
namespace {

using test_support::play;
using test_support::timed_note;

std::ptrdiff_t strongest(std::span<const float> classes) {
  return std::max_element(classes.begin(), classes.end()) - classes.begin();
}

TEST(Chroma, PutsASineInItsPitchClass) {
  for (int pitch = 57; pitch < 90; ++pitch) {
    const auto x = test_support::sine(440.0 * std::exp2((pitch - 69) / 12.0), 12000);
    const Chroma result = chroma(x, 24000);
    EXPECT_EQ(result.frames.frames(), 26U);
    EXPECT_EQ(strongest(result.frames.row(12)), pitch % 12) << "pitch " << pitch;
  }
}

TEST(Chroma, OfNotesLooksLikeTheirSound) {
  const std::vector<TimedNote> notes{
      timed_note(60, 0.0, 1.0), timed_note(64, 0.0, 2.0), timed_note(67, 1.0, 2.0)};
  const auto sound = play(notes, 48000);
  EXPECT_GT(chroma_correlation(notes, sound, 24000), 0.9);
  const Chroma score = score_chroma(notes, 100);
  EXPECT_GT(score.frames.row(20)[0], 0.3F);
  EXPECT_NEAR(score.frames.row(80)[0], 0.0F, 0.05F);                   // C has ended
  EXPECT_GT(score.frames.row(80)[7], 2.0F * score.frames.row(20)[7]);  // G: harmonic, then note
}

TEST(Chroma, LeavesDrumsOut) {
  const Chroma score = score_chroma(std::vector{timed_note(60, 0.0, 1.0, 9)}, 50);
  EXPECT_EQ(*std::max_element(score.energies.begin(), score.energies.end()), 0.0F);
}

TEST(Chroma, RefusesALowRate) {
  EXPECT_THROW(chroma({}, 3000), ConfigError);
}

TEST(ChromaCorrelation, OfARecordingWithItselfIsOne) {
  const auto x = test_support::chord_with_burst(24000);
  EXPECT_NEAR(chroma_correlation(x, x, 24000), 1.0, 1e-9);
}

TEST(ChromaCorrelation, SeesATransposition) {
  const std::vector<TimedNote> notes{
      timed_note(60, 0.0, 2.0), timed_note(64, 0.0, 2.0), timed_note(67, 0.0, 2.0)};
  std::vector<TimedNote> moved = notes;
  for (auto& timed : moved) {
    timed.note.pitch = static_cast<std::uint8_t>(timed.note.pitch + 6);
  }
  const auto sound = play(moved, 48000);
  EXPECT_LT(chroma_correlation(notes, sound, 24000), 0.1);
  EXPECT_GT(chroma_correlation(moved, sound, 24000), 0.9);
}

TEST(ChromaCorrelation, OfSilenceIsZero) {
  const std::vector<float> silence(24000);
  const auto x = test_support::sine(440.0, 24000);
  EXPECT_EQ(chroma_correlation(silence, x, 24000), 0.0);
  EXPECT_EQ(chroma_correlation(x, silence, 24000), 0.0);
}

}  // namespace
}  // namespace melisma::audio
