#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "audio/midi/score.h"
#include "cli/eval/figure_table.h"
#include "cli/eval/passage_index.h"

namespace melisma::cli {

/// How much of pieces is note for note in what a planner was trained on.
class SharedPassages {
 public:
  /// Reads the scores of a music corpus that are not held out.
  explicit SharedPassages(const std::filesystem::path& corpus);

  /// A piece of the source `name`.
  void add(const std::string& name, const audio::Score& score);
  static FigureTable table();
  /// A row for each source: the shares of its passages that the corpus has.
  void add_rows(FigureTable& table) const;

 private:
  std::array<PassageIndex, 3> indexes_{PassageIndex(8), PassageIndex(4), PassageIndex(2)};
  std::map<std::string, std::array<PassageIndex::Count, 3>> counts_;
};

}  // namespace melisma::cli
