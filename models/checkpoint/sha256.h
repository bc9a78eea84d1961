#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace melisma::models {

/// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits. It identifies model
/// files; it guards nothing secret.
std::string sha256_hex(std::span<const std::byte> bytes);

/// Bytes as lower-case hexadecimal digits.
std::string hex_of(std::span<const std::uint8_t> bytes);

}  // namespace melisma::models
