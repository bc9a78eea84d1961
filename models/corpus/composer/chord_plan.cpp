#include "models/corpus/composer/chord_plan.h"

#include <algorithm>

#include "models/corpus/composer/progressions.h"

namespace melisma::models {
namespace {

bool is_blues(const Piece& piece) {
  const bool modal =
      piece.key.mode == MusicMode::kDorian || piece.key.mode == MusicMode::kMixolydian;
  return piece.style->book == ProgressionBook::kBlues && !modal;
}

std::string_view draw_phrase(const Piece& piece,
                             const Phrase& phrase,
                             const Progressions& book,
                             CropRandom& random) {
  if (!is_blues(piece)) {
    std::string_view chosen = pick(book.phrases, random);
    // Bridges and pre-choruses had better begin away from the tonic.
    for (int tries = 0;
         tries < 4 && phrase.idea >= 'D' && chosen.find_first_of("Ii") == 0 &&
         (chosen[1] != 'i' && chosen[1] != 'I' && chosen[1] != 'V' && chosen[1] != 'v');
         ++tries) {
      chosen = pick(book.phrases, random);
    }
    return chosen;
  }
  // Three lines make the twelve bars; the whole piece keeps one kind of them.
  CropRandom kind = piece.random("blues");
  const auto first =
      static_cast<std::size_t>(3 * kind.below(static_cast<std::int64_t>(book.phrases.size() / 3)));
  return book.phrases[first + static_cast<std::size_t>(phrase.line % 3)];
}

std::vector<BarChords> chords_of(const Piece& piece, const Phrase& phrase) {
  const Progressions book = progressions_of(piece.style->book, piece.key.mode);
  CropRandom random = piece.random("harmony", phrase.idea);
  std::vector<BarChords> chords =
      read_progression(draw_phrase(piece, phrase, book, random), piece.key);
  const auto open = read_progression(pick(book.open, random), piece.key);
  const auto closed = read_progression(pick(book.closed, random), piece.key);
  // A loop that goes round and round needs no half cadences.
  const bool turns = piece.style->form == FormKind::kSong && random.chance(.5);
  chords.resize(static_cast<std::size_t>(phrase.bars));
  if (phrase.cadence == Cadence::kOpen && !turns) {
    std::ranges::copy(open, chords.end() - 2);
  } else if (phrase.cadence == Cadence::kClosed) {
    std::ranges::copy(closed, chords.end() - 2);
  }
  return chords;
}

}  // namespace

std::vector<BarChords> plan_chords(const Piece& piece) {
  std::vector<BarChords> out;
  const bool blues = piece.style->book == ProgressionBook::kBlues;
  const int blue_note = piece.key.tonic + (piece.key.minor() ? 6 : 3);
  for (const Phrase& phrase : piece.form.phrases) {
    auto chords = chords_of(piece, phrase);
    for (BarChords& bar : chords) {
      for (Harmony& chord : bar) {
        chord.scale[pitch_class(blue_note)] = chord.scale[pitch_class(blue_note)] || blues;
      }
    }
    out.insert(out.end(), chords.begin(), chords.end());
  }
  return out;
}

}  // namespace melisma::models
