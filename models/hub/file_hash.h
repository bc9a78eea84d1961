#pragma once

#include <filesystem>
#include <string>

namespace melisma::models {

/// SHA-256 of a file, 64 hexadecimal digits. Throws Error when it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

/// The name git has for these bytes: SHA-1 of "blob <size>\0" and the bytes, 40 hexadecimal digits.
std::string git_hash_of_file(const std::filesystem::path& path);

/// Whether `hash` (of either kind, by its length) is that of the file; true for other lengths,
/// which say nothing.
bool has_hash(const std::filesystem::path& path, const std::string& hash);

}  // namespace melisma::models
