#include "models/hub/file_hash.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "audio/error.h"
#include "models/checkpoint/sha256.h"

namespace melisma::models {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;

template <typename Take>
void for_each_block(const std::filesystem::path& path, const Take& take) {
  std::ifstream stream(path, std::ios::binary);
  std::vector<char> block(kBlockBytes);
  while (stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    take(static_cast<std::size_t>(stream.gcount()),
         reinterpret_cast<const std::uint8_t*>(block.data()));
  }
  if (!stream.eof()) {
    throw Error("cannot read " + path.string() + ".");
  }
}

}  // namespace

std::string sha256_of_file(const std::filesystem::path& path) {
  sha256_ctx context;
  sha256_init(&context);
  for_each_block(path, [&](std::size_t count, const std::uint8_t* bytes) {
    sha256_update(&context, count, bytes);
  });
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
  sha256_digest(&context, digest.size(), digest.data());
  return hex_of(digest);
}

std::string git_hash_of_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const std::string head =
      "blob " + std::to_string(std::filesystem::file_size(path, ignored)) + '\0';
  sha1_ctx context;
  sha1_init(&context);
  sha1_update(&context, head.size(), reinterpret_cast<const std::uint8_t*>(head.data()));
  for_each_block(path, [&](std::size_t count, const std::uint8_t* bytes) {
    sha1_update(&context, count, bytes);
  });
  std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest;
  sha1_digest(&context, digest.size(), digest.data());
  return hex_of(digest);
}

bool has_hash(const std::filesystem::path& path, const std::string& hash) {
  switch (hash.size()) {
    case std::size_t{2} * SHA256_DIGEST_SIZE:
      return sha256_of_file(path) == hash;
    case std::size_t{2} * SHA1_DIGEST_SIZE:
      return git_hash_of_file(path) == hash;
    default:
      return true;
  }
}

}  // namespace melisma::models
