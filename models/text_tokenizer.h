#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace melisma::models {

/// Text to the ids that a published text encoder takes. Immutable, thread-safe.
class TextTokenizer {
 public:
  virtual ~TextTokenizer() = default;
  /// Ids of a text with the end mark behind them: that alone for an empty text. Throws InputError.
  [[nodiscard]] virtual std::vector<std::int32_t> ids(std::string_view text) const = 0;
};

/// What the tokenizer module opens:
/// RunTimeModule::tokenizer().interface<TokenizerOpener>(kTokenizerSymbol).
class TokenizerOpener {
 public:
  virtual ~TokenizerOpener() = default;
  /// A T5 tokenizer (Raffel et al. 2020, arXiv 1910.10683) from `spiece.model` or `tokenizer.json`.
  /// Throws CheckpointError that names the file and the fault.
  virtual std::unique_ptr<TextTokenizer> open_t5(const std::filesystem::path& path) = 0;
};

constexpr const char* kTokenizerSymbol = "melisma_tokenizers";

}  // namespace melisma::models
