#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "audio/error.h"

namespace melisma::models {

/// No answer, or one that broke off: trying again may help.
class HttpError : public Error {
 public:
  explicit HttpError(const std::string& message) : Error(message) {}
};

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};

struct HttpRequest {
  std::string url;
  std::string token;  // sent to the host of `url`, never on to another; may be empty
  const ByteRange* range = nullptr;
  long stall_s = 30;                                  // give up when nothing arrives for so long
  std::function<bool()> stop = [] { return false; };  // true ends it with Interrupted
};

struct HttpAnswer {
  long status = 0;
  std::string content_range;  // that header as sent; empty: none
};

/// GET over HTTP, redirects followed (from https to https only). One connection, kept open between
/// requests; not for two threads.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Takes a piece of the body of whatever status; what it throws ends the request and comes out of
  /// `get`.
  using Sink = std::function<void(const HttpAnswer& answer, std::span<const std::byte> bytes)>;
  /// Throws HttpError.
  virtual HttpAnswer get(const HttpRequest& request, const Sink& sink) = 0;
};

/// What the HTTP module gives: RunTimeModule::http().interface<HttpClients>(kHttpSymbol).
class HttpClients {
 public:
  virtual ~HttpClients() = default;
  /// Thread-safe.
  virtual std::unique_ptr<HttpClient> open() = 0;
};

constexpr const char* kHttpSymbol = "melisma_http_clients";

}  // namespace melisma::models
