#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace melisma::codec {

/// [rows, columns] -> [columns, rows].
template <typename Value>
std::vector<Value> transposed(std::span<const Value> values, std::size_t rows) {
  const std::size_t columns = values.size() / rows;
  std::vector<Value> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    result[i % columns * rows + i / columns] = values[i];
  }
  return result;
}

}  // namespace melisma::codec
