#include "tests/support/hub_server.h"

#include <algorithm>
#include <span>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

#include "models/checkpoint/sha256.h"

namespace melisma::testing_support {
namespace {

const std::string kCommit(40, 'c');

std::string sha256_of(const std::string& bytes) {
  return models::sha256_hex(std::as_bytes(std::span(bytes)));
}

void send(const HubAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  if (!answer.location.empty()) {
    response.set_header("Location", answer.location);
  }
  if (!answer.content_range.empty()) {
    response.set_header("Content-Range", answer.content_range);
  }
  // Chunked: the library then leaves ranges and lengths alone.
  response.set_chunked_content_provider(
      "application/octet-stream", [answer](std::size_t /*offset*/, httplib::DataSink& sink) {
        const std::size_t count = std::min(answer.cut_at, answer.body.size());
        sink.write(answer.body.data(), count);
        while (answer.hangs && sink.is_writable()) {
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        if (count < answer.body.size() || answer.hangs) {
          return false;
        }
        sink.done();
        return true;
      });
}

}  // namespace

struct HubServer::Listener {
  httplib::Server server;
  int port = 0;
  std::thread thread;
};

HubServer::HubServer() : listener_(std::make_unique<Listener>()) {
  answer = [this](const HubRequest& request) { return honest(request); };
  listener_->server.Get(".*", [this](const httplib::Request& got, httplib::Response& response) {
    HubRequest request{got.path, std::nullopt, got.get_header_value("Authorization")};
    if (!got.ranges.empty()) {
      request.range = models::ByteRange{static_cast<std::uint64_t>(got.ranges[0].first),
                                        static_cast<std::uint64_t>(got.ranges[0].second)};
    }
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    send(answer(request), response);
  });
  listener_->port = listener_->server.bind_to_any_port("0.0.0.0");
  listener_->thread = std::thread([this] { listener_->server.listen_after_bind(); });
  while (!listener_->server.is_running()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

HubServer::~HubServer() {
  listener_->server.stop();
  listener_->thread.join();
}

std::string HubServer::endpoint(const std::string& host) const {
  return "http://" + host + ":" + std::to_string(listener_->port);
}

std::string HubServer::listing_path() {
  return "/api/models/org/model/revision/main";
}

std::string HubServer::file_path(const std::string& file) {
  return "/org/model/resolve/" + kCommit + "/" + file;
}

std::string HubServer::listing() const {
  auto siblings = nlohmann::json::array();
  for (const auto& [name, bytes] : files_) {
    siblings.push_back({{"rfilename", name},
                        {"size", bytes.size()},
                        {"lfs", {{"sha256", sha256_of(bytes)}, {"size", bytes.size()}}}});
  }
  return nlohmann::json{
      {"sha", kCommit}, {"cardData", {{"license", "cc-by-nc-4.0"}}}, {"siblings", siblings}}
      .dump();
}

HubAnswer HubServer::honest(const HubRequest& request) const {
  if (request.path == listing_path()) {
    return {.body = listing()};
  }
  for (const auto& [name, bytes] : files_) {
    if (request.path != file_path(name)) {
      continue;
    }
    if (!request.range) {
      return {.body = bytes};
    }
    const auto [first, last] = *request.range;
    return {.status = 206,
            .body = bytes.substr(first, last - first + 1),
            .content_range = "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
                             std::to_string(bytes.size())};
  }
  return {.status = 404, .body = "no such thing"};
}

std::vector<HubRequest> HubServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace melisma::testing_support
