#include "tests/support/damaged_models.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace melisma::testing {
namespace {

using nlohmann::json;

constexpr std::size_t kLengthBytes = 8;

void set_version(json& header) {
  header.at("__metadata__").at("format") = "melisma/2";
}

void flatten_a_matrix(json& header) {
  for (auto& [name, entry] : header.items()) {
    if (name != "__metadata__" && entry.at("shape").size() == 2) {
      entry["shape"] = {entry["shape"][0].get<std::int64_t>() *
                        entry["shape"][1].get<std::int64_t>()};
      return;
    }
  }
  throw std::logic_error("no matrix in this model");
}

void overlap_two_tensors(json& header) {
  for (auto& [name, entry] : header.items()) {
    if (name != "__metadata__" && entry.at("data_offsets")[0].get<std::int64_t>() > 0) {
      for (json& offset : entry["data_offsets"]) {
        offset = offset.get<std::int64_t>() - 4;
      }
      return;
    }
  }
  throw std::logic_error("one tensor alone cannot overlap");
}

void rewrite_header(const std::filesystem::path& file, void (*change)(json&)) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), kLengthBytes);
  json header = json::parse(bytes.substr(kLengthBytes, length));
  change(header);
  const std::string changed = header.dump();
  const std::uint64_t changed_length = changed.size();
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&changed_length), kLengthBytes);
  out << changed << bytes.substr(kLengthBytes + length);
}

}  // namespace

std::string name_of(Damage damage) {
  switch (damage) {
    case Damage::kTruncated:
      return "truncated";
    case Damage::kOtherVersion:
      return "of another version";
    case Damage::kWrongShape:
      return "of the wrong shape";
    case Damage::kOverlap:
      return "with overlapping offsets";
  }
  return "";
}

void spoil(const std::filesystem::path& file, Damage damage) {
  switch (damage) {
    case Damage::kTruncated:
      std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
      return;
    case Damage::kOtherVersion:
      return rewrite_header(file, set_version);
    case Damage::kWrongShape:
      return rewrite_header(file, flatten_a_matrix);
    case Damage::kOverlap:
      return rewrite_header(file, overlap_two_tensors);
  }
}

}  // namespace melisma::testing
