#include "cli/text_input.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

#include "audio/error.h"
#include "models/text/ssml.h"
#include "models/text/text_file.h"

namespace melisma::cli {
namespace {

constexpr int kPollMs = 200;

[[noreturn]] void refuse_length(const std::string& what) {
  throw InputError(what + " is longer than " + std::to_string(kMostTextBytes >> 20U) +
                   " MB, which is about a day of speech. Cut it, or give it on standard input, "
                   "which has no limit.");
}

}  // namespace

WholeText::WholeText(const std::string& text, const std::string& what, models::Lexicon lexicon)
    : reader_(std::move(lexicon)) {
  if (text.size() > kMostTextBytes) {
    refuse_length(what);
  }
  reader_.push(models::is_ssml(text) ? models::ssml_to_text(text) : text);
  reader_.finish();
}

std::optional<models::Sentence> StreamedText::next() {
  for (;;) {
    if (auto sentence = reader_.next()) {
      given_ = true;
      return sentence;
    }
    try {
      if (ended_ || !read_more()) {
        return std::nullopt;
      }
    } catch (const InputError&) {
      if (!given_) {
        throw;
      }
      ended_ = true;
      fault_ = std::current_exception();
    }
  }
}

bool StreamedText::read_more() {
  std::array<char, 16384> bytes;
  pollfd waiting{descriptor_, POLLIN, 0};
  if (on_wait_ && ::poll(&waiting, 1, 0) == 0) {
    on_wait_();
  }
  for (;;) {
    if (stop_.load(std::memory_order_relaxed)) {
      return false;
    }
    const int ready = ::poll(&waiting, 1, kPollMs);
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
      continue;
    }
    const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count > 0) {
      take(std::string_view(bytes.data(), static_cast<std::size_t>(count)));
      return true;
    }
    if (count == 0) {
      ended_ = true;
      if (!document_.empty()) {
        reader_.push(models::ssml_to_text(document_));
      }
      reader_.finish();
      return true;
    }
    if (errno != EINTR && errno != EAGAIN) {
      throw InputError(std::string("cannot read standard input: ") + std::strerror(errno) + ".");
    }
  }
}

void StreamedText::take(std::string_view text) {
  // Tags may close at the very end, so a document is read whole.
  if (document_.empty() && (begun_ || !models::is_ssml(text))) {
    begun_ = true;
    reader_.push(text);
    return;
  }
  document_ += text;
  if (document_.size() > kMostTextBytes) {
    refuse_length("the SSML on standard input");
  }
}

void StreamedText::check() const {
  if (fault_) {
    std::rethrow_exception(fault_);
  }
}

std::string read_text_to_speak(const std::string& path) {
  std::string text = models::read_beginning(path, kMostTextBytes + 1, "text file");
  if (text.size() > kMostTextBytes) {
    refuse_length(path);
  }
  return text;
}

}  // namespace melisma::cli
