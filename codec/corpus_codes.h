#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "codec/spectral_features.h"

namespace melisma::codec {

/// Features [T][F] of a whole signal, T = ceil(N / hop), as the native encoder computes them.
std::vector<float> features_of(std::span<const float> samples, const AnalysisConfig& config);

/// Encodes the sound files of a corpus once; items that exist are left. Parallel over `jobs`
/// threads; may be interrupted at any time (by `stop`) and gone on with, when `write` is atomic.
/// Returns how many items were made.
struct CodesToMake {
  std::vector<std::pair<std::int64_t, std::filesystem::path>> sounds;  // item number and its file
  int sample_rate = 24000;
  std::function<std::vector<std::int32_t>(std::span<const float>)> encode;  // any thread
  std::function<bool(std::int64_t)> exists;
  std::function<void(std::int64_t, const std::vector<std::int32_t>&)> write;  // [T][K]; any thread
  std::function<void(std::int64_t done, std::int64_t all)> progress;          // under a lock
  const std::atomic<bool>* stop = nullptr;
};
std::int64_t make_codes(const CodesToMake& work, int jobs);

}  // namespace melisma::codec
