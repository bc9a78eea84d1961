#include "models/hub/file_hash.h"

#include <array>
#include <cstdint>
#include <span>

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/sha256.h"

namespace melisma::models {
namespace {

void update(sha1_ctx& context, std::span<const std::byte> bytes) {
  sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

}  // namespace

std::string sha256_of_file(const std::filesystem::path& path) {
  return sha256_hex(MappedFile(path).bytes());
}

std::string git_hash_of_file(const std::filesystem::path& path) {
  const MappedFile file(path);
  const std::string head = "blob " + std::to_string(file.bytes().size()) + '\0';
  sha1_ctx context;
  sha1_init(&context);
  update(context, std::as_bytes(std::span(head)));
  update(context, file.bytes());
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
