#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace melisma::models {

struct CorpusOptions {
  std::filesystem::path folder;
  double hours = 1;  // of sound, about
  std::uint64_t seed = 1;
  int jobs = 2;              // processes
  bool scores_only = false;  // music: .mid and .json without sound, which is what a planner needs
};

/// Sample rate of all corpora.
inline constexpr int kCorpusSampleRate = 24000;

/// Fills a corpus folder (corpus_index.h) with items of about `mean_seconds`: calls `make_item` in
/// worker processes (worker_processes.h) for each that is not there yet, so an interrupted corpus
/// goes on where it stopped. `make_item` ends with write_item_json. Throws ConfigError for options
/// out of range and for a folder that holds another corpus (its kind or seed differs), Error,
/// Interrupted.
void make_corpus(const std::string& kind,
                 double mean_seconds,
                 const CorpusOptions& options,
                 const std::function<void(std::int64_t)>& make_item,
                 const std::atomic<bool>& stop,
                 const std::function<void(std::int64_t, std::int64_t)>& progress);

/// The item's .wav: mono, 16 bits. Throws Error.
void write_item_sound(const std::filesystem::path& folder,
                      std::int64_t item,
                      std::span<const float> samples);
/// The item's .json, which makes it complete: written last. Throws Error.
void write_item_json(const std::filesystem::path& folder,
                     std::int64_t item,
                     const nlohmann::json& json);

}  // namespace melisma::models
