#include "models/tokenizer/normalizer_map.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::uint32_t kNormalizerSpec = 3;  // of ModelProto
constexpr std::uint32_t kPrecompiledMap = 2;  // of NormalizerSpec
constexpr std::size_t kUnitBytes = 4;
constexpr std::uint32_t kByteValues = 256;

/// A serialized message of Protocol Buffers, field by field.
class Message {
 public:
  Message(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  /// The next field and, where it has a length, its bytes; false at the end.
  bool next(std::uint32_t& field, std::string_view& bytes) {
    constexpr std::uint64_t kVarint = 0;
    constexpr std::uint64_t kEightBytes = 1;
    constexpr std::uint64_t kLength = 2;
    constexpr std::uint64_t kFourBytes = 5;
    if (rest_.empty()) {
      return false;
    }
    const std::uint64_t key = varint();
    field = static_cast<std::uint32_t>(key >> 3U);
    bytes = {};
    switch (key & 7U) {
      case kVarint:
        varint();
        return true;
      case kEightBytes:
        take(8);
        return true;
      case kFourBytes:
        take(4);
        return true;
      case kLength:
        bytes = take(varint());
        return true;
      default:
        refuse();
    }
  }

 private:
  [[noreturn]] void refuse() const {
    throw CheckpointError(name_ +
                          " is no SentencePiece model: it breaks off, or is damaged. "
                          "Get it again.");
  }
  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) {
      refuse();
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= static_cast<std::uint64_t>(byte & 127U) << shift;
      if (byte < 128U) {
        return value;
      }
    }
    refuse();
  }

  std::string_view rest_;
  const std::string& name_;
};

class Trie {
 public:
  Trie(std::string_view units, std::string_view replacements)
      : units_(units.size() / kUnitBytes), replacements_(replacements) {
    std::memcpy(units_.data(), units.data(), units_.size() * kUnitBytes);
  }

  /// Whether no text leads out of the units or of the replacements.
  [[nodiscard]] bool is_sound() const {
    if (units_.empty() || replacements_.empty() || replacements_.back() != '\0') {
      return false;
    }
    std::vector<bool> seen(units_.size());
    std::vector<std::uint32_t> open{offset(units_[0])};
    while (!open.empty()) {
      const std::uint32_t state = open.back();
      open.pop_back();
      if ((state | (kByteValues - 1)) >= units_.size()) {
        return false;
      }
      if (seen[state]) {
        continue;
      }
      seen[state] = true;
      if (!follow(state, open)) {
        return false;
      }
    }
    return true;
  }

 private:
  /// Of a unit: 9 or 17 bits, by which the state that it leads to differs from its own place.
  static std::uint32_t offset(std::uint32_t unit) {
    return (unit >> 10U) << ((unit & (1U << 9U)) >> 6U);
  }
  /// Opens what each byte leads to from `state`; false where a leaf has no replacement.
  bool follow(std::uint32_t state, std::vector<std::uint32_t>& open) const {
    for (std::uint32_t byte = 0; byte < kByteValues; ++byte) {
      const std::uint32_t place = state ^ byte;
      const std::uint32_t unit = units_[place];
      if ((unit & ((1U << 31U) | 255U)) != byte) {
        continue;
      }
      const std::uint32_t next = place ^ offset(unit);
      const bool has_leaf = (unit & (1U << 8U)) != 0;
      if (has_leaf &&
          (next >= units_.size() || (units_[next] & ~(1U << 31U)) >= replacements_.size())) {
        return false;
      }
      open.push_back(next);
    }
    return true;
  }

  std::vector<std::uint32_t> units_;
  std::string_view replacements_;
};

bool is_sound_map(std::string_view map) {
  std::uint32_t trie_bytes = 0;
  if (map.size() <= sizeof trie_bytes) {
    return map.empty();
  }
  std::memcpy(&trie_bytes, map.data(), sizeof trie_bytes);
  map.remove_prefix(sizeof trie_bytes);
  return trie_bytes < map.size() && trie_bytes % kUnitBytes == 0 &&
         Trie(map.substr(0, trie_bytes), map.substr(trie_bytes)).is_sound();
}

}  // namespace

void check_normalizer_maps(std::string_view model, const std::string& name) {
  std::uint32_t field = 0;
  std::string_view bytes;
  for (Message all(model, name); all.next(field, bytes);) {
    if (field != kNormalizerSpec) {
      continue;
    }
    std::uint32_t part = 0;
    std::string_view map;
    for (Message spec(bytes, name); spec.next(part, map);) {
      if (part == kPrecompiledMap && !is_sound_map(map)) {
        throw CheckpointError(name + " has a damaged normalizer map. Get it again.");
      }
    }
  }
}

}  // namespace melisma::models
