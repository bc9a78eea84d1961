#include "models/corpus/composer/arrangement.h"
#include "models/corpus/composer/piece.h"
#include "models/corpus/composer/piece_facts.h"
#include "models/corpus/composer/sheet.h"
#include "models/corpus/composition.h"

namespace melisma::models {

Composition compose_piece(std::uint64_t seed, std::int64_t item) {
  const Piece piece = plan_piece(seed, item);
  Sheet sheet(piece);
  arrange(piece, sheet);
  Composition composition;
  composition.score = sheet.score();
  composition.facts = facts_of(piece, composition.score);
  return composition;
}

}  // namespace melisma::models
