#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <utility>
#include <vector>

#include "codec/codec.h"

namespace melisma::codec {

/// Encodes sound files (24 kHz mono, as corpora have them) once into `folder`, as `write_item` lays
/// them down; items already there are left. Parallel over `jobs` threads; each item is written
/// atomically, so that it may be interrupted at any time (by `stop`) and gone on with. Returns how
/// many items were made.
struct CodesToMake {
  std::vector<std::pair<std::int64_t, std::filesystem::path>> sounds;  // item number and its file
  std::function<bool(std::int64_t)> exists;
  std::function<void(std::int64_t, const std::vector<std::int32_t>&)>
      write;                                                          // codes [T][K]; any thread
  std::function<void(std::int64_t done, std::int64_t all)> progress;  // under a lock
  const std::atomic<bool>* stop = nullptr;
};
std::int64_t make_codes(const Codec& codec, const CodesToMake& work, int jobs);

}  // namespace melisma::codec
