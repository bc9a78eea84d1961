#include "models/checkpoint/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::size_t kMaxRank = 16;
constexpr std::string_view kMetadataKey = "__metadata__";

std::optional<DataType> type_from_name(std::string_view name) {
  for (const auto type : {DataType::kF32,
                          DataType::kF16,
                          DataType::kBF16,
                          DataType::kF64,
                          DataType::kI64,
                          DataType::kI32,
                          DataType::kI16,
                          DataType::kI8,
                          DataType::kU8,
                          DataType::kBool}) {
    if (name_of(type) == name) {
      return type;
    }
  }
  return std::nullopt;
}

/// Receives the JSON events; every event that the format does not allow here stops the parser.
class HeaderEvents final : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;
  std::string fault;

  bool null() override { return unexpected("null"); }
  bool boolean(bool /*value*/) override { return unexpected("a boolean"); }
  bool number_float(double /*value*/, const std::string& text) override {
    return unexpected("the number " + text.substr(0, 40));
  }
  bool binary(nlohmann::json::binary_t& /*value*/) override { return unexpected("binary data"); }
  bool number_integer(std::int64_t value) override {
    return unexpected("the negative number " + std::to_string(value));
  }

  bool number_unsigned(std::uint64_t value) override {
    if (state_ == State::kShape) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return fail("dimension " + std::to_string(value) + " is too large");
      }
      if (entry_.shape.size() == kMaxRank) {
        return fail("more than " + std::to_string(kMaxRank) + " dimensions");
      }
      entry_.shape.push_back(static_cast<std::int64_t>(value));
      return true;
    }
    if (state_ == State::kOffsets) {
      if (offsets_ == 2) {
        return fail("more than two data_offsets");
      }
      (offsets_++ == 0 ? entry_.begin : entry_.end) = value;
      return true;
    }
    return unexpected("the number " + std::to_string(value));
  }

  bool string(std::string& value) override {
    if (state_ == State::kMetadata) {
      header.metadata[key_] = value;
      return true;
    }
    if (state_ == State::kTensor && key_ == "dtype") {
      const auto type = type_from_name(value);
      if (!type) {
        return fail("unknown dtype '" + value.substr(0, 40) + "'");
      }
      entry_.type = *type;
      return true;
    }
    return unexpected("a string");
  }

  bool start_object(std::size_t /*size*/) override {
    if (state_ == State::kStart) {
      state_ = State::kTop;
      return true;
    }
    if (state_ != State::kTop) {
      return unexpected("an object");
    }
    keys_.clear();
    state_ = key_ == kMetadataKey ? State::kMetadata : State::kTensor;
    if (state_ == State::kTensor) {
      entry_ = HeaderEntry{};
      entry_.name = key_;
      offsets_ = 0;
    }
    return true;
  }

  bool key(std::string& value) override {
    auto& seen = state_ == State::kTop ? names_ : keys_;
    if (!seen.insert(value).second) {
      return fail("duplicate name '" + value.substr(0, 100) + "'");
    }
    if (state_ == State::kTensor && value != "dtype" && value != "shape" &&
        value != "data_offsets") {
      return fail("unknown key '" + value.substr(0, 40) + "'");
    }
    key_ = value;
    return true;
  }

  bool end_object() override {
    if (state_ == State::kTensor) {
      if (keys_.size() != 3 || offsets_ != 2) {
        return fail("an entry without all of dtype, shape and two data_offsets");
      }
      header.entries.push_back(std::move(entry_));
      entry_ = HeaderEntry{};
    }
    state_ = state_ == State::kTop ? State::kDone : State::kTop;
    return true;
  }

  bool start_array(std::size_t /*size*/) override {
    if (state_ != State::kTensor || key_ == "dtype") {
      return unexpected("an array");
    }
    state_ = key_ == "shape" ? State::kShape : State::kOffsets;
    return true;
  }

  bool end_array() override {
    state_ = State::kTensor;
    return true;
  }

  bool parse_error(std::size_t position,
                   const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) override {
    return fail("bad JSON at byte " + std::to_string(position) + " of the header");
  }

 private:
  enum class State { kStart, kTop, kMetadata, kTensor, kShape, kOffsets, kDone };

  bool fail(const std::string& what) {
    fault = what + (entry_.name.empty() ? "" : " in tensor '" + entry_.name.substr(0, 100) + "'");
    return false;
  }
  bool unexpected(const std::string& what) {
    return fail(what + " where the header may not have it");
  }

  State state_ = State::kStart;
  std::string key_;
  std::set<std::string> names_;  // tensor names seen so far
  std::set<std::string> keys_;   // keys of the object being read
  HeaderEntry entry_;
  int offsets_ = 0;  // how many data_offsets were read, 0 to 2
};

/// Bytes that the shape asks for, or nothing if that overflows.
std::optional<std::uint64_t> byte_count(const HeaderEntry& entry) {
  std::uint64_t count = size_of(entry.type);
  bool zero = false;
  for (const std::int64_t dimension : entry.shape) {
    zero = zero || dimension == 0;
  }
  if (zero) {
    return 0;
  }
  for (const std::int64_t dimension : entry.shape) {
    const auto size = static_cast<std::uint64_t>(dimension);
    if (count > std::numeric_limits<std::uint64_t>::max() / size) {
      return std::nullopt;
    }
    count *= size;
  }
  return count;
}

std::string check_layout(std::vector<HeaderEntry>& entries, std::uint64_t data_size) {
  std::sort(entries.begin(), entries.end(), [](const HeaderEntry& a, const HeaderEntry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t at = 0;
  for (const HeaderEntry& entry : entries) {
    const std::string where = " at tensor '" + entry.name.substr(0, 100) + "'";
    if (entry.end < entry.begin || entry.end > data_size) {
      return "data_offsets [" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) +
             "] outside the file's " + std::to_string(data_size) + " data bytes" + where;
    }
    if (entry.begin != at) {
      return (entry.begin < at ? "overlapping data_offsets" : "a hole in the data_offsets") + where;
    }
    const auto wanted = byte_count(entry);
    if (!wanted || *wanted != entry.end - entry.begin) {
      return "a shape that does not match its " + std::to_string(entry.end - entry.begin) +
             " bytes" + where;
    }
    at = entry.end;
  }
  if (at != data_size) {
    return std::to_string(data_size - at) + " bytes after the last tensor";
  }
  return {};
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json,
                                           std::uint64_t data_size,
                                           const std::string& file) {
  HeaderEvents events;
  std::string fault;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &events)) {
    fault = events.fault;
  } else {
    fault = check_layout(events.header.entries, data_size);
  }
  if (!fault.empty()) {
    throw CheckpointError(file + " is not a usable safetensors file: found " + fault +
                          ". The file is damaged or of another kind: get it again.");
  }
  return std::move(events.header);
}

}  // namespace melisma::models
