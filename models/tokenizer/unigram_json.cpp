#include "models/tokenizer/unigram_json.h"

#include <bit>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/published/shallow_json.h"

namespace melisma::models {
namespace {

constexpr std::size_t kMostPieces = 1'000'000;
constexpr std::size_t kLongestPiece = 1000;

// What of SentencePiece's ModelProto is needed: numbers of its fields, and of the types of pieces.
constexpr std::uint32_t kPieceField = 1;
constexpr std::uint32_t kTrainerField = 2;
constexpr std::uint32_t kNormalizerField = 3;
constexpr std::uint64_t kNormalPiece = 1;
constexpr std::uint64_t kUnknownPiece = 2;
constexpr std::uint64_t kControlPiece = 3;

/// Writes a protocol buffer.
class MessageWriter {
 public:
  void number(std::uint32_t field, std::uint64_t value) {
    varint(field << 3U);
    varint(value);
  }
  void real(std::uint32_t field, float value) {
    varint(field << 3U | 5U);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes_ += static_cast<char>(bits >> shift & 0xFFU);
    }
  }
  void text(std::uint32_t field, std::string_view value) {
    varint(field << 3U | 2U);
    varint(value.size());
    bytes_ += value;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) {
      bytes_ += static_cast<char>(value | 0x80U);
    }
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

std::string decode_base64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) {
      break;  // padding
    }
    pending = pending << 6U | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(pending >> bits & 0xFFU);
    }
  }
  return bytes;
}

/// Of the normalizer, or the first of a sequence that has one; empty: nothing is folded.
std::string charsmap_of(const nlohmann::json& normalizer) {
  if (normalizer.is_object() && normalizer.value("type", "") == "Sequence") {
    for (const auto& part : normalizer.at("normalizers")) {
      if (std::string map = charsmap_of(part); !map.empty()) {
        return map;
      }
    }
    return "";
  }
  return normalizer.is_object() ? decode_base64(normalizer.value("precompiled_charsmap", "")) : "";
}

bool is_sentinel(std::string_view piece) {
  return piece.starts_with("<extra_id_");
}

std::string convert(const nlohmann::json& tokenizer) {
  const auto& model = tokenizer.at("model");
  if (model.at("type") != "Unigram") {
    throw CheckpointError("its model is of type " + model.at("type").dump().substr(0, 40) +
                          ", wanted Unigram");
  }
  const auto& vocabulary = model.at("vocab");
  const std::uint64_t unknown = whole_number(model.at("unk_id"));
  if (vocabulary.size() > kMostPieces || unknown >= vocabulary.size()) {
    throw CheckpointError("found " + std::to_string(vocabulary.size()) +
                          " pieces, wanted at most a million, and the unknown one among them");
  }
  MessageWriter message;
  std::uint64_t id = 0;
  for (const auto& entry : vocabulary) {
    const auto& piece = entry.at(0).get_ref<const std::string&>();
    if (is_sentinel(piece)) {
      break;  // they stand behind all others, and in no text
    }
    if (piece.empty() || piece.size() > kLongestPiece) {
      throw CheckpointError("a piece has " + std::to_string(piece.size()) +
                            " bytes, wanted 1 to 1000");
    }
    MessageWriter written;
    written.text(1, piece);
    written.real(2, entry.at(1).get<float>());
    const bool control = piece == "<pad>" || piece == "</s>";
    written.number(3, id == unknown ? kUnknownPiece : control ? kControlPiece : kNormalPiece);
    message.text(kPieceField, written.bytes());
    ++id;
  }
  MessageWriter trainer;
  constexpr std::uint64_t kNone = ~std::uint64_t{0};  // -1
  trainer.number(3, 1);                               // unigram
  trainer.number(40, unknown);
  trainer.number(41, kNone);  // no token begins a text
  trainer.number(42, 1);
  trainer.number(43, 0);
  message.text(kTrainerField, trainer.bytes());
  MessageWriter normalizer;
  normalizer.text(1, "nmt_nfkc");
  normalizer.text(2, charsmap_of(tokenizer.value("normalizer", nlohmann::json())));
  message.text(kNormalizerField, normalizer.bytes());
  return message.bytes();
}

}  // namespace

std::string sentencepiece_of_json(const std::string& json, const std::string& name) {
  const nlohmann::json parsed = parse_shallow_json(json, name);
  try {
    return convert(parsed);
  } catch (const CheckpointError& error) {
    throw CheckpointError(name + " cannot be used: " + error.what() +
                          ". Get the tokenizer of a T5 model.");
  } catch (const nlohmann::json::exception& error) {
    throw CheckpointError(name + " is no tokenizer of a T5 model: " + error.what() +
                          ". Get it again.");
  }
}

}  // namespace melisma::models
