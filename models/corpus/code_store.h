#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

namespace melisma::models {

/// Path of an item's codes in a folder of codes: NNNNNN.safetensors, one tensor "codes", I16 [T, K].
std::filesystem::path code_item(const std::filesystem::path& folder, std::int64_t item);
/// Writes one item's codes ([T][K]) atomically. Throws ShapeError when a code does not fit 16 bits.
void write_code_item(const std::filesystem::path& folder, std::int64_t item,
                     std::span<const std::int32_t> codes, int codebooks);

/// The codes of a whole corpus, in memory: 2 bytes a code, 3 MB an hour with 8 codebooks at 50 frames/s.
/// Immutable after construction.
class CodeStore {
 public:
  /// Reads the items of `items` that have codes in `folder`. Throws InputError when none has, or when an
  /// item has other than `codebooks` codes a frame.
  CodeStore(const std::filesystem::path& folder, const std::vector<std::int64_t>& items,
            int codebooks);

  /// Items that have codes, in order.
  [[nodiscard]] const std::vector<std::int64_t>& items() const noexcept { return items_; }
  [[nodiscard]] std::int64_t frames(std::int64_t item) const;
  /// Codes of the frames [begin, end) of an item, as the trainer takes them.
  [[nodiscard]] std::vector<std::int32_t> codes(std::int64_t item, std::int64_t begin,
                                                std::int64_t end) const;

 private:
  int codebooks_;
  std::vector<std::int64_t> items_;
  std::map<std::int64_t, std::vector<std::int16_t>> codes_;
};

}  // namespace melisma::models
