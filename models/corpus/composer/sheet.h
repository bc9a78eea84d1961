#pragma once

#include <vector>

#include "audio/midi/score.h"
#include "models/corpus/composer/piece.h"

namespace melisma::models {

/// Collects the notes of a piece's parts and makes a clean score of them.
class Sheet {
 public:
  explicit Sheet(const Piece& piece) : piece_(piece) {}

  /// stress as in velocity_at. Notes of no length and pitches outside the instrument's range are
  /// moved into it by octaves.
  void add(const Player& player, int start, int length, int pitch, int stress = 0);
  void drum(int start, int pitch, double loudness);

  /// Swing applied, lengths of the planner's classes, no pitch of a program twice at a time, at
  /// most kMostVoices at once; tempo, key, metre and markers. The title is empty.
  [[nodiscard]] audio::Score score() const;

  static constexpr int kMostVoices = 12;

 private:
  struct SheetNote {
    int start;
    int length;
    int program;  // kDrumProgram for drums
    int pitch;
    int velocity;
    Role role;
  };
  static void remove_overlaps(std::vector<SheetNote>& notes);
  static void thin_out(std::vector<SheetNote>& notes);
  void swing(std::vector<SheetNote>& notes) const;

  const Piece& piece_;
  std::vector<SheetNote> notes_;
};

}  // namespace melisma::models
