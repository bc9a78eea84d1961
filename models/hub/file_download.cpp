#include "models/hub/file_download.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "audio/error.h"
#include "models/hub/partial_file.h"

namespace melisma::models {
namespace {

constexpr long kWhole = 200;
constexpr long kPart = 206;
constexpr long kTooManyRequests = 429;
constexpr long kServerFault = 500;

/// The server sends the whole file where a part was asked for.
struct NoRanges {};

bool may_pass(long status) {
  return status == kTooManyRequests || status >= kServerFault;
}

std::string header_for(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         std::to_string(size);
}

class Download {
 public:
  /// Where `whole`, the file is asked for as one, without a range.
  Download(HttpClients& clients,
           const std::string& url,
           const HubFile& file,
           const std::filesystem::path& target,
           const DownloadOptions& options,
           bool whole)
      : clients_(clients),
        url_(url),
        file_(file),
        options_(options),
        whole_(whole),
        partial_(target, file, whole ? file.size : options.part_bytes) {}

  void run();

 private:
  void bring_parts();
  void bring(HttpClient& client, const ByteRange& range);
  /// Writes what comes of the bytes from `next` to `last` and moves `next` on.
  void ask(HttpClient& client, std::uint64_t& next, std::uint64_t last);
  void check(const HttpAnswer& answer, const ByteRange& asked) const;
  void wait_after(int failures) const;
  [[nodiscard]] bool stopped() const { return failed_ || (options_.stop && *options_.stop); }

  HttpClients& clients_;
  const std::string& url_;
  const HubFile& file_;
  const DownloadOptions& options_;
  bool whole_;
  PartialFile partial_;
  std::atomic<bool> failed_{false};
};

void Download::check(const HttpAnswer& answer, const ByteRange& asked) const {
  if (answer.status == kWhole && whole_) {
    return;
  }
  if (answer.status == kWhole) {
    throw NoRanges{};
  }
  if (may_pass(answer.status)) {
    throw HttpError(url_ + ": the server answers " + std::to_string(answer.status) +
                    ". Try again later.");
  }
  if (answer.status != kPart) {
    refuse_status(answer.status, url_);
  }
  if (const std::string wanted = header_for(asked, file_.size); answer.content_range != wanted) {
    throw CheckpointError(url_ + ": the server sends \"" + answer.content_range + "\", wanted \"" +
                          wanted + "\". Is it the same revision? Try again.");
  }
}

void Download::ask(HttpClient& client, std::uint64_t& next, std::uint64_t last) {
  const ByteRange asked{next, last};
  const HttpRequest request{
      url_, options_.token, whole_ ? nullptr : &asked, options_.stall_s, [&] { return stopped(); }};
  const HttpAnswer answer =
      client.get(request, [&](const HttpAnswer& begun, std::span<const std::byte> bytes) {
        if (next == asked.first) {
          check(begun, asked);
        }
        if (bytes.size() > last + 1 - next) {
          throw CheckpointError(url_ + ": the server sends more than the " +
                                std::to_string(file_.size) + " bytes that the hub lists.");
        }
        partial_.write(next, bytes);
        next += bytes.size();
        options_.arrived(bytes.size());
      });
  check(answer, asked);  // also where no body came
  if (next <= last) {
    throw HttpError(url_ + ": the answer ends " + std::to_string(last + 1 - next) +
                    " bytes early.");
  }
}

void Download::wait_after(int failures) const {
  const auto end = std::chrono::steady_clock::now() + options_.first_wait * (1 << (failures - 1));
  while (std::chrono::steady_clock::now() < end) {
    if (stopped()) {
      throw Interrupted();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void Download::bring(HttpClient& client, const ByteRange& range) {
  std::uint64_t next = range.first;
  for (int failures = 0;;) {
    const std::uint64_t before = next;
    try {
      ask(client, next, range.last);
      partial_.note_whole(range);
      return;
    } catch (const HttpError&) {
      failures = next > before && !whole_ ? 1 : failures + 1;
      if (failures >= options_.attempts) {
        throw;
      }
    }
    wait_after(failures);
    next = whole_ ? range.first : next;
  }
}

void Download::bring_parts() {
  const auto client = clients_.open();
  while (const auto range = stopped() ? std::nullopt : partial_.take()) {
    bring(*client, *range);
  }
}

void Download::run() {
  options_.arrived(partial_.whole_bytes());
  std::mutex mutex;
  std::exception_ptr first;
  const auto work = [&] {
    try {
      bring_parts();
    } catch (...) {
      const std::lock_guard lock(mutex);
      first = failed_.exchange(true) ? first : std::current_exception();
    }
  };
  const std::uint64_t parts = file_.size / options_.part_bytes + 1;
  const auto connections = static_cast<std::uint64_t>(whole_ ? 1 : options_.connections);
  std::vector<std::thread> threads;
  while (threads.size() + 1 < std::min(parts, connections)) {
    threads.emplace_back(work);
  }
  work();
  for (auto& thread : threads) {
    thread.join();
  }
  if (first) {
    std::rethrow_exception(first);
  }
  if (options_.stop && *options_.stop) {
    throw Interrupted();
  }
  partial_.finish();
}

}  // namespace

void refuse_status(long status, const std::string& what) {
  constexpr long kUnauthorized = 401;
  constexpr long kForbidden = 403;
  constexpr long kNotFound = 404;
  if (status == kUnauthorized || status == kForbidden) {
    throw Error(what + ": the server refuses it (" + std::to_string(status) +
                "). If the name is right, its terms must be accepted in a browser first, and "
                "$HF_TOKEN set to a token of that account.");
  }
  if (status == kNotFound) {
    throw Error(what + ": the server has no such thing (404). Check the name and --revision.");
  }
  throw Error(what + ": the server answers " + std::to_string(status) + ".");
}

void download_file(HttpClients& clients,
                   const std::string& url,
                   const HubFile& file,
                   const std::filesystem::path& target,
                   const DownloadOptions& options) {
  try {
    Download(clients, url, file, target, options, false).run();
  } catch (const NoRanges&) {
    Download(clients, url, file, target, options, true).run();
  }
}

}  // namespace melisma::models
