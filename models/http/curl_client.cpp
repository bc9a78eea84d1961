#include "models/http/curl_client.h"

#include <array>
#include <exception>
#include <string_view>

#include <curl/curl.h>

namespace melisma::models {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kMostRedirects = 5;
constexpr std::string_view kContentRange = "content-range:";

/// What the callbacks of one request share; exceptions must not pass through libcurl.
struct Transfer {
  CURL* handle;
  const HttpRequest& request;
  const HttpClient::Sink& sink;
  HttpAnswer answer;
  std::exception_ptr thrown;
};

std::size_t take_body(char* bytes, std::size_t /*one*/, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &transfer.answer.status);
    transfer.sink(transfer.answer, std::as_bytes(std::span(bytes, count)));
    return count;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return CURL_WRITEFUNC_ERROR;
  }
}

std::size_t take_header(char* bytes, std::size_t /*one*/, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(bytes, count);
  if (line.starts_with("HTTP/")) {  // a new answer, behind a redirect
    transfer.answer.content_range.clear();
  } else if (count > kContentRange.size() &&
             curl_strnequal(bytes, kContentRange.data(), kContentRange.size()) != 0) {
    const std::string_view value = line.substr(kContentRange.size());
    const std::size_t begin = value.find_first_not_of(" \t");
    const std::size_t end = value.find_last_not_of(" \t\r\n");
    if (begin != std::string_view::npos) {
      transfer.answer.content_range = value.substr(begin, end - begin + 1);
    }
  }
  return count;
}

int is_stopped(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->request.stop() ? 1 : 0;
}

class CurlClient final : public HttpClient {
 public:
  CurlClient() : handle_(curl_easy_init(), &curl_easy_cleanup) {
    if (!handle_) {
      throw Error("libcurl does not start.");
    }
  }

  HttpAnswer get(const HttpRequest& request, const Sink& sink) override {
    CURL* handle = handle_.get();
    curl_easy_reset(handle);
    Transfer transfer{handle, request, sink, {}, {}};
    std::array<char, CURL_ERROR_SIZE> reason{};
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason.data());
    set_address(request);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, request.stall_s);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &is_stopped);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
    const CURLcode code = curl_easy_perform(handle);
    if (transfer.thrown) {
      std::rethrow_exception(transfer.thrown);
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
      throw Interrupted();
    }
    if (code != CURLE_OK) {
      throw HttpError(request.url + ": " +
                      (reason[0] != '\0' ? reason.data() : curl_easy_strerror(code)) + ".");
    }
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &transfer.answer.status);
    return transfer.answer;
  }

 private:
  void set_address(const HttpRequest& request) {
    CURL* handle = handle_.get();
    const bool secure = request.url.starts_with("https:");
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "melisma");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, kMostRedirects);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    if (!request.token.empty()) {  // libcurl keeps it from other hosts
      curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
      curl_easy_setopt(handle, CURLOPT_XOAUTH2_BEARER, request.token.c_str());
    }
    if (request.range != nullptr) {
      const std::string range =
          std::to_string(request.range->first) + "-" + std::to_string(request.range->last);
      curl_easy_setopt(handle, CURLOPT_RANGE, range.c_str());
    }
  }

  std::unique_ptr<CURL, void (*)(CURL*)> handle_;
};

}  // namespace

CurlClients::CurlClients() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

std::unique_ptr<HttpClient> CurlClients::open() {
  return std::make_unique<CurlClient>();
}

}  // namespace melisma::models
