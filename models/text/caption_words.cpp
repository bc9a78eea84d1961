#include "models/text/caption_words.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "audio/error.h"

namespace melisma::models {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Length of the UTF-8 sequence at `place`, 0 if it is not valid (overlong, surrogate, cut off).
std::size_t sequence_length(std::string_view text, std::size_t place) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[place + k]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80                     ? 1
                             : first >= 0xC2 && first <= 0xDF ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || place + length > text.size()) {
    return 0;
  }
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) {
      return 0;
    }
  }
  const bool bad = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
                   (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
  return bad ? 0 : length;
}

/// In time linear in the text, which may be a megabyte of such signs.
void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string replaced;
  std::size_t begin = 0;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, begin)) {
    replaced.append(text, begin, at - begin).append(to);
    begin = at + from.size();
  }
  replaced.append(text, begin);
  text = std::move(replaced);
}

/// Lower case, typographic signs as plain ones.
std::string simplified(std::string_view text) {
  std::string plain(text);
  replace_all(plain, "\u266f", "#");
  replace_all(plain, "\u266d", "b");
  for (const auto* sign : {"\u2019", "\u2018"}) {
    replace_all(plain, sign, "'");
  }
  for (const auto* sign : {"\u2013", "\u2014", "\u201c", "\u201d", "\u2026", "\u00a0"}) {
    replace_all(plain, sign, " ");
  }
  for (char& c : plain) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::erase(plain, '\'');
  return plain;
}

bool belongs_to_word(const std::string& text, std::size_t i) {
  const char c = text[i];
  if (is_digit(c) || is_letter(c) || c == '#' || c == '&') {
    return true;
  }
  const bool between_digits =
      i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
  return (c == '/' || c == '.') && between_digits;
}

void append_word(std::vector<std::string>& words, std::string word) {
  const auto letters = std::find_if(word.begin(), word.end(), is_letter);
  const std::string unit(letters, word.end());
  if (letters != word.begin() && (unit == "bpm" || unit == "sec" || unit == "min")) {
    words.emplace_back(word.begin(), letters);
    words.push_back(unit);
  } else {
    words.push_back(std::move(word));
  }
}

}  // namespace

void check_utf8(std::string_view text) {
  for (std::size_t place = 0; place < text.size();) {
    const std::size_t length = sequence_length(text, place);
    if (length == 0) {
      throw InputError("the text is not UTF-8: byte " + std::to_string(place) +
                       " is not part of a character. Save it as UTF-8 and try again.");
    }
    place += length;
  }
}

std::vector<std::string> caption_words(std::string_view text) {
  check_utf8(text);
  const std::string plain = simplified(text);
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= plain.size(); ++i) {
    if (i < plain.size() && belongs_to_word(plain, i)) {
      word += plain[i];
    } else if (!word.empty()) {
      append_word(words, std::move(word));
      word.clear();
    }
  }
  return words;
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t exchange = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchange, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[right.size()];
}

}  // namespace melisma::models
