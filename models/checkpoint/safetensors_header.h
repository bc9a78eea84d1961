#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/checkpoint/safetensors.h"

namespace melisma::models {

/// One entry of a safetensors header: offsets are relative to the first byte after the header.
struct HeaderEntry {
  std::string name;
  DataType type = DataType::kF32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<HeaderEntry> entries;  // in order of their bytes, which they cover exactly
  std::map<std::string, std::string> metadata;
};

/// Parses and checks the JSON header of a file with `data_size` bytes after it. It is parsed as a
/// stream of events against the one legal structure, so deep nesting costs nothing. Throws
/// CheckpointError; `file` names the file in the message.
SafetensorsHeader parse_safetensors_header(std::string_view json,
                                           std::uint64_t data_size,
                                           const std::string& file);

}  // namespace melisma::models
