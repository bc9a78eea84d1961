#pragma once

#include <cstddef>
#include <cstdint>

namespace melisma::models {

/// Reads `bytes` (a multiple of 256) from a cache-line boundary on as fast as the processor can;
/// the result depends on all of them.
std::uint64_t read_memory(const std::byte* from, std::size_t bytes);

}  // namespace melisma::models
