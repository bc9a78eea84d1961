#include "models/corpus/item_json.h"

#include <fstream>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/corpus/corpus_index.h"

namespace melisma::models {

nlohmann::json read_item_json(const std::filesystem::path& folder, std::int64_t item) {
  const auto path = corpus_item(folder, item, ".json");
  std::ifstream stream(path);
  try {
    return nlohmann::json::parse(stream);
  } catch (const nlohmann::json::exception& fault) {
    throw InputError(path.string() + " is missing or damaged: " + fault.what() +
                     ". Remove it and make the corpus again.");
  }
}

}  // namespace melisma::models
