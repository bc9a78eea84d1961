#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::cli {

/// Remembers passages of so many bars, to tell what of a piece others have too. Passages are the
/// same when their notes begin at the same twelfths of a quarter and have the same pitches above
/// their lowest note, in whatever key, by whomever they are played and however long; drums are
/// compared as they are.
class PassageIndex {
 public:
  explicit PassageIndex(int bars) : bars_(bars) {}

  void add(const audio::Score& score);

  struct Count {
    int passages = 0;  // that begin at a bar and have enough notes to be anybody's
    int known = 0;     // of them
  };
  [[nodiscard]] Count count(const audio::Score& score) const;

 private:
  [[nodiscard]] std::vector<std::uint64_t> passages(const audio::Score& score) const;

  int bars_;
  std::unordered_set<std::uint64_t> known_;  // 64-bit hashes: a chance match is one in billions
};

}  // namespace melisma::cli
