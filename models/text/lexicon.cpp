#include "models/text/lexicon.h"

#include <algorithm>
#include <cctype>

#include "audio/error.h"
#include "audio/lower_case.h"
#include "models/text/text_file.h"

namespace melisma::models {
namespace {

bool is_word(std::string_view text) {
  return !text.empty() && text.front() != '\'' && text.back() != '\'' &&
         std::ranges::all_of(text, [](char c) {
           return c == '\'' || std::isalpha(static_cast<unsigned char>(c)) != 0;
         });
}

}  // namespace

Lexicon::Lexicon(std::string_view text, const std::string& name) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++number;
    try {
      add_line(text.substr(0, end));
    } catch (const InputError& fault) {
      throw InputError(name + ", line " + std::to_string(number) + ": " + fault.what());
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Lexicon::add_line(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || line[begin] == '#' ||
      line.substr(begin).starts_with(";;;")) {
    return;
  }
  line.remove_prefix(begin);
  const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
  const std::string_view word = line.substr(0, end);
  if (!is_word(word)) {
    throw InputError(
        "found \"" + std::string(word.substr(0, 40)) +
        "\", wanted a word of letters and its phonemes, such as: MELISMA  M AH0 L IH1 Z "
        "M AH0");
  }
  words_[audio::lower_case(word)] = parse_pronunciation(line.substr(end));
}

Lexicon Lexicon::read(const std::filesystem::path& path) {
  const std::string text = read_beginning(path, kMostBytes + 1, "lexicon");
  if (text.size() > kMostBytes) {
    throw InputError("the lexicon " + path.string() + " is longer than 16 MB. Cut it.");
  }
  return {text, path.string()};
}

const Pronunciation* Lexicon::find(std::string_view word) const {
  const auto found = words_.find(audio::lower_case(word));
  return found == words_.end() ? nullptr : &found->second;
}

}  // namespace melisma::models
