#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/text_tokenizer.h"

namespace melisma::models {

/// The tokenizer of T5 (Raffel et al. 2020, arXiv 1910.10683): a unigram model over text that is
/// folded and whose spaces are marks (SentencePiece, Kudo and Richardson 2018, arXiv 1808.06226).
/// Immutable, thread-safe.
class T5Tokenizer final : public TextTokenizer {
 public:
  static constexpr std::int32_t kPad = 0;
  static constexpr std::int32_t kEnd = 1;

  /// Reads `spiece.model`, or a `tokenizer.json` with a unigram model. Throws CheckpointError that
  /// names the file and the fault.
  explicit T5Tokenizer(const std::filesystem::path& path);
  /// The same of a file's bytes; `name` stands in messages, and says by its end which form they
  /// have.
  T5Tokenizer(std::string bytes, const std::string& name);
  ~T5Tokenizer() override;
  T5Tokenizer(T5Tokenizer&&) noexcept;
  T5Tokenizer& operator=(T5Tokenizer&&) noexcept;
  T5Tokenizer(const T5Tokenizer&) = delete;
  T5Tokenizer& operator=(const T5Tokenizer&) = delete;

  /// Ends with kEnd.
  [[nodiscard]] std::vector<std::int32_t> ids(std::string_view text) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace melisma::models
