#include "models/text/spoken_markup.h"

#include <cctype>
#include <charconv>

#include "audio/error.h"

namespace melisma::models {
namespace {

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// A word that nobody writes, that the normaliser leaves alone, and that is not read as letters.
std::string placeholder(std::size_t number) {
  std::string word = "zhuqua";
  for (int digit = 0; digit < 3; ++digit) {
    word += static_cast<char>('a' + number % 26);
    word += 'o';
    number /= 26;
  }
  return word;
}

class MarkupReader {
 public:
  MarkupReader(std::string_view sentence, const Lexicon& lexicon)
      : rest_(sentence), lexicon_(lexicon) {}

  std::vector<MarkedText> run() {
    parts_.emplace_back();
    while (!rest_.empty()) {
      if (!take_phonemes() && !take_pause() && !take_word()) {
        part().text += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return std::move(parts_);
  }

 private:
  MarkedText& part() { return parts_.back(); }

  void say(const Pronunciation& pronunciation) {
    const std::string word = placeholder(words_++);
    part().text += word;
    part().pronunciations[word] = pronunciation;
  }

  bool take_phonemes() {
    if (!rest_.starts_with("[[")) {
      return false;
    }
    const std::size_t end = rest_.find("]]");
    if (end == std::string_view::npos) {
      return false;
    }
    say(parse_pronunciation(rest_.substr(2, end - 2)));
    rest_.remove_prefix(end + 2);
    return true;
  }

  bool take_pause() {
    constexpr std::string_view kBegin = "[pause ";
    const std::size_t end = rest_.find(']');
    if (!rest_.starts_with(kBegin) || end == std::string_view::npos) {
      return false;
    }
    const std::string_view number = rest_.substr(kBegin.size(), end - kBegin.size());
    double seconds = -1;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), seconds);
    if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size() ||
        !(seconds >= 0 && seconds <= kLongestPauseSeconds)) {
      throw InputError("found \"" +
                       std::string(rest_.substr(0, std::min<std::size_t>(end + 1, 60))) +
                       "\", wanted a pause of 0 to 10 seconds, such as [pause 0.5].");
    }
    part().pause_after_s = seconds;
    parts_.emplace_back();
    rest_.remove_prefix(end + 1);
    return true;
  }

  /// A whole word of letters and apostrophes, if the lexicon knows it; else it is copied.
  bool take_word() {
    if (!is_letter(rest_.front())) {
      return false;
    }
    std::size_t length = 1;
    while (length < rest_.size() &&
           (is_letter(rest_[length]) ||
            (rest_[length] == '\'' && length + 1 < rest_.size() && is_letter(rest_[length + 1])))) {
      ++length;
    }
    const std::string_view word = rest_.substr(0, length);
    if (const Pronunciation* known = lexicon_.find(word)) {
      say(*known);
    } else {
      part().text += word;
    }
    rest_.remove_prefix(length);
    return true;
  }

  std::string_view rest_;
  const Lexicon& lexicon_;
  std::vector<MarkedText> parts_;
  std::size_t words_ = 0;
};

}  // namespace

std::vector<MarkedText> read_markup(std::string_view sentence, const Lexicon& lexicon) {
  return MarkupReader(sentence, lexicon).run();
}

}  // namespace melisma::models
