#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "models/http_client.h"

namespace melisma::testing_support {

/// What a client asked for.
struct HubRequest {
  std::string path;
  std::optional<models::ByteRange> range;
  std::string authorization;
};

struct HubAnswer {
  int status = 200;
  std::string body;
  std::string content_range;
  std::string location;                    // of a redirect
  std::size_t cut_at = std::string::npos;  // the connection breaks behind so many bytes
  bool hangs = false;                      // behind them, until the client gives up
};

/// A model hub on this machine: org/model with the files that are added, over real HTTP.
class HubServer {
 public:
  HubServer();
  ~HubServer();
  HubServer(const HubServer&) = delete;
  HubServer& operator=(const HubServer&) = delete;

  [[nodiscard]] std::string endpoint(const std::string& host = "127.0.0.1") const;
  void add(const std::string& file, const std::string& bytes) { files_[file] = bytes; }
  /// What a hub of good will answers.
  [[nodiscard]] HubAnswer honest(const HubRequest& request) const;
  /// What this one answers; called from several threads. To be set before the first request.
  std::function<HubAnswer(const HubRequest&)> answer;
  /// All requests so far.
  [[nodiscard]] std::vector<HubRequest> requests() const;
  /// Its list of files, as JSON.
  [[nodiscard]] std::string listing() const;
  /// Where its files are listed, and where one is.
  [[nodiscard]] static std::string listing_path();
  [[nodiscard]] static std::string file_path(const std::string& file);

 private:
  struct Listener;

  std::map<std::string, std::string> files_;
  mutable std::mutex mutex_;
  std::vector<HubRequest> requests_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace melisma::testing_support
