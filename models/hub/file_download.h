#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "models/http_client.h"
#include "models/hub/model_record.h"

namespace melisma::models {

struct DownloadOptions {
  int connections = 4;                                 // at once, for one file
  std::uint64_t part_bytes = std::uint64_t{8} << 20U;  // asked for with one request
  int attempts = 5;                                    // in a row that bring nothing
  std::chrono::milliseconds first_wait{500};           // before the second; doubled each time
  long stall_s = 30;
  std::string token;
  const std::atomic<bool>* stop = nullptr;
  /// Told of bytes as they arrive; called from several threads.
  std::function<void(std::uint64_t bytes)> arrived = [](std::uint64_t /*bytes*/) {};
};

/// Brings `file` from `url` to `target`, in parts over several connections; what an earlier call
/// had got is not asked for again. A server that knows no ranges sends the whole over one
/// connection. Throws Error or HttpError when the server does not give it, CheckpointError when it
/// gives something else, and Interrupted; parts that are whole are kept.
void download_file(HttpClients& clients,
                   const std::string& url,
                   const HubFile& file,
                   const std::filesystem::path& target,
                   const DownloadOptions& options);

/// Says what a status means that is not success, for `what`, and what to do.
[[noreturn]] void refuse_status(long status, const std::string& what);

}  // namespace melisma::models
