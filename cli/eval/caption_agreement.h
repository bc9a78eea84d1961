#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audio/midi/score.h"
#include "cli/eval/figure_mean.h"
#include "cli/eval/figure_table.h"
#include "cli/eval/style_listener.h"
#include "models/text/caption_attributes.h"

namespace melisma::cli {

/// Whether music does what a caption says. Empty: the caption says nothing of it, or it cannot be
/// told.
struct CaptionAgreement {
  std::optional<bool> leading_family;  // the family that sounds longest is one of those named
  std::optional<bool> instruments;     // every instrument or family named plays
  std::optional<bool> exclusions;      // nothing plays that is excluded
  std::optional<bool> drums;
  std::optional<bool> tempo;  // within 4 % of the number, or in the word's range
  std::optional<bool> tonic;
  std::optional<bool> mode;  // dorian counts as minor, mixolydian as major
  std::optional<bool> metre;
  std::optional<bool> style;       // the one that a StyleListener names first
  std::optional<bool> near_style;  // or among its first three
};

/// By what the score says of itself (tempo, metre) and by its notes (all else; the key is
/// estimated from them, not read; the style as far as `listener` has learned it).
CaptionAgreement score_agreement(const models::CaptionAttributes& said,
                                 const audio::Score& score,
                                 const StyleListener& listener);

/// By measuring sound: tempo (folded to the level that fits best, so chance is high: see the floor)
/// and key. Other things cannot be told from sound without a model of their own.
CaptionAgreement sound_agreement(const models::CaptionAttributes& said,
                                 std::span<const float> sound,
                                 int sample_rate);

/// Shares of the captions that say a thing and get it.
class CaptionAgreementMean {
 public:
  void add(const CaptionAgreement& piece);
  /// A row of caption_table.
  void add_row(FigureTable& table, const std::string& name) const;

 private:
  std::array<FigureMean, 10> shares_;
};

/// Percentages.
FigureTable caption_table();

}  // namespace melisma::cli
