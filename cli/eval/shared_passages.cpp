#include "cli/eval/shared_passages.h"

#include <optional>
#include <vector>

#include "audio/midi/midi_file.h"
#include "models/corpus/corpus_index.h"

namespace melisma::cli {

SharedPassages::SharedPassages(const std::filesystem::path& corpus) {
  const models::CorpusIndex index = models::read_corpus_index(corpus);
  for (const std::int64_t item : models::complete_items(corpus, index)) {
    if (models::is_held_out(item)) {
      continue;
    }
    const audio::Score score = audio::read_midi_file(models::corpus_item(corpus, item, ".mid"));
    for (PassageIndex& passages : indexes_) {
      passages.add(score);
    }
  }
}

FigureTable SharedPassages::table() {
  return FigureTable("passages in the corpus",
                     {{"bars_8", "8 bars", 4}, {"bars_4", "4 bars", 4}, {"bars_2", "2 bars", 4}});
}

void SharedPassages::add(const std::string& name, const audio::Score& score) {
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    const PassageIndex::Count count = indexes_[i].count(score);
    counts_[name][i].passages += count.passages;
    counts_[name][i].known += count.known;
  }
}

void SharedPassages::add_rows(FigureTable& table) const {
  for (const auto& [name, counts] : counts_) {
    std::vector<std::optional<double>> shares;
    for (const PassageIndex::Count& count : counts) {
      shares.push_back(
          count.passages == 0
              ? std::nullopt
              : std::optional<double>(static_cast<double>(count.known) / count.passages));
    }
    table.add_row(name, shares);
  }
}

}  // namespace melisma::cli
