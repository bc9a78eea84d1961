#include "models/corpus/code_store.h"

#include <cstdio>
#include <cstring>
#include <limits>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {

namespace fs = std::filesystem;

fs::path code_item(const fs::path& folder, std::int64_t item) {
  char number[40];
  std::snprintf(number, sizeof number, "%06lld.safetensors", static_cast<long long>(item));
  return folder / number;
}

void write_code_item(const fs::path& folder, std::int64_t item, std::span<const std::int32_t> codes,
                     int codebooks) {
  for (const std::int32_t code : codes) {
    if (code < 0 || code > std::numeric_limits<std::int16_t>::max()) {
      throw ShapeError("found code " + std::to_string(code) + " for item " + std::to_string(item) +
                       "; wanted 0..32767.");
    }
  }
  const auto frames = static_cast<std::int64_t>(codes.size()) / codebooks;
  write_safetensors(code_item(folder, item),
                    {{"codes", OwnedTensor::from_ints(codes, {frames, codebooks}, DataType::kI16)}},
                    {{"format", "melisma/1"}, {"kind", "corpus_codes"}});
}

CodeStore::CodeStore(const fs::path& folder, const std::vector<std::int64_t>& items, int codebooks)
    : codebooks_(codebooks) {
  for (const std::int64_t item : items) {
    const fs::path path = code_item(folder, item);
    if (!fs::exists(path)) {
      continue;
    }
    const SafetensorsFile file(path);
    const TensorView& tensor = file.tensor("codes");
    if (tensor.type != DataType::kI16 || tensor.shape.size() != 2 || tensor.shape[1] != codebooks) {
      throw InputError(path.string() + " does not hold " + std::to_string(codebooks) +
                       " codes a frame. Remove the folder and encode the corpus again.");
    }
    std::vector<std::int16_t> values(tensor.bytes.size() / sizeof(std::int16_t));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    if (!values.empty()) {
      codes_.emplace(item, std::move(values));
      items_.push_back(item);
    }
  }
  if (items_.empty()) {
    throw InputError("found no codes in " + folder.string() + ". Encode the corpus first.");
  }
}

std::int64_t CodeStore::frames(std::int64_t item) const {
  return static_cast<std::int64_t>(codes_.at(item).size()) / codebooks_;
}

std::vector<std::int32_t> CodeStore::codes(std::int64_t item, std::int64_t begin,
                                           std::int64_t end) const {
  const auto& all = codes_.at(item);
  return {all.begin() + begin * codebooks_, all.begin() + end * codebooks_};
}

}  // namespace melisma::models
