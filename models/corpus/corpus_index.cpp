#include "models/corpus/corpus_index.h"

#include <cstdio>
#include <fstream>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"

namespace melisma::models {

namespace fs = std::filesystem;

fs::path corpus_item(const fs::path& folder, std::int64_t item, const std::string& extension) {
  char number[32];
  std::snprintf(number, sizeof number, "%06lld", static_cast<long long>(item));
  return folder / "items" / (number + extension);
}

CorpusIndex read_corpus_index(const fs::path& folder) {
  const fs::path path = folder / "corpus.json";
  std::ifstream stream(path);
  if (!stream) {
    throw InputError("found no corpus at " + folder.string() +
                     " (no corpus.json). Make one with: melisma corpus music|speech -o " +
                     folder.string());
  }
  try {
    const auto json = nlohmann::json::parse(stream);
    CorpusIndex index;
    index.kind = json.at("kind").get<std::string>();
    index.version = json.at("version").get<int>();
    index.seed = json.at("seed").get<std::uint64_t>();
    index.hours = json.at("hours").get<double>();
    index.items = json.at("items").get<std::int64_t>();
    return index;
  } catch (const nlohmann::json::exception& fault) {
    throw InputError(path.string() + " is damaged: " + fault.what() + ". Make the corpus again.");
  }
}

void write_corpus_index(const fs::path& folder, const CorpusIndex& index) {
  fs::create_directories(folder / "items");
  const nlohmann::json json = {{"kind", index.kind},
                               {"version", index.version},
                               {"seed", index.seed},
                               {"hours", index.hours},
                               {"items", index.items}};
  audio::replace_file(folder / "corpus.json", json.dump(2) + "\n");
}

std::vector<std::int64_t> complete_items(const fs::path& folder, const CorpusIndex& index) {
  std::vector<std::int64_t> items;
  for (std::int64_t item = 0; item < index.items; ++item) {
    if (fs::exists(corpus_item(folder, item, ".json"))) {
      items.push_back(item);
    }
  }
  return items;
}

}  // namespace melisma::models
