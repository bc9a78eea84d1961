#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace melisma::models {

/// What DIR/corpus.json says of a corpus. Items are DIR/items/NNNNNN.{wav,json} (and .mid for music); an
/// item is complete when its .json exists.
struct CorpusIndex {
  std::string kind;  // "music" or "speech"
  int version = 1;
  std::uint64_t seed = 0;
  double hours = 0;
  std::int64_t items = 0;
};

/// Every 20th item is held out from training, everywhere.
constexpr std::int64_t kHeldOutEvery = 20;
constexpr bool is_held_out(std::int64_t item) { return item % kHeldOutEvery == 0; }

/// DIR/items/NNNNNN + extension (with its dot).
std::filesystem::path corpus_item(const std::filesystem::path& folder,
                                  std::int64_t item,
                                  const std::string& extension);
/// Throws InputError naming what is missing and the command that makes a corpus.
CorpusIndex read_corpus_index(const std::filesystem::path& folder);
void write_corpus_index(const std::filesystem::path& folder, const CorpusIndex& index);
/// Numbers of the complete items below index.items, in order.
std::vector<std::int64_t> complete_items(const std::filesystem::path& folder, const CorpusIndex& index);

}  // namespace melisma::models
