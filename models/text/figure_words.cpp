#include "models/text/figure_words.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "models/text/acronym_reading.h"
#include "models/text/normaliser_words.h"
#include "models/text/number_reading.h"
#include "models/text/number_words.h"
#include "models/text/time_reading.h"
#include "models/text/unit_words.h"

namespace melisma::models {
namespace {

bool has_figures(std::string_view text) {
  return std::ranges::any_of(text, is_digit);
}

/// Words of one name, of letters and figures in turn, as it is put together.
class MixedWord {
 public:
  void add_number(std::string_view number) {
    const std::string words = all_digits(number) ? name_number_words(number) : number_words(number);
    add(words, after_capitals_ ? '-' : ' ');
    after_capitals_ = false;
    after_number_ = true;
  }

  void add_letters(std::string_view letters, bool last) {
    const bool x = letters == "x" && after_number_;
    const bool number = after_number_;
    after_number_ = false;
    if (letters == "s" && number && last) {
      text_ = plural_number(std::move(text_));
    } else if (x) {
      add(last ? "times" : "by", ' ');
    } else if (letters.size() <= 3 && all_capitals(letters)) {
      add(spell_letters(letters), number ? '-' : ' ');
      after_capitals_ = true;
    } else {
      add(letters, ' ');
    }
  }

  /// A mark inside or at the end.
  void add_mark(char mark, bool last) {
    after_capitals_ = after_capitals_ && mark == '\'';
    after_number_ = after_number_ && mark == '\'';
    if (mark == '\'' || last) {
      text_ += mark;
      glue_ = mark == '\'';
    }
  }

  std::string take() { return std::move(text_); }

 private:
  void add(std::string_view words, char separator) {
    if (!text_.empty() && !glue_) {
      text_ += separator;
    }
    glue_ = false;
    text_ += words;
  }

  std::string text_;
  bool after_number_ = false;
  bool after_capitals_ = false;
  bool glue_ = false;  // the next letters belong to the word before: "'s"
};

std::string read_mixed(std::string_view word) {
  MixedWord mixed;
  while (!word.empty()) {
    std::size_t length = number_length(word);
    if (length > 0) {
      mixed.add_number(word.substr(0, length));
    } else if (is_letter(word.front())) {
      length = static_cast<std::size_t>(std::ranges::find_if_not(word, is_letter) - word.begin());
      mixed.add_letters(word.substr(0, length), length == word.size());
    } else {
      length = 1;
      mixed.add_mark(word.front(), word.size() == 1);
    }
    word.remove_prefix(length);
  }
  return mixed.take();
}

std::optional<std::string> read_simple(std::string_view word) {
  if (small_number(word, 1100, 2099)) {
    return year_words(word);
  }
  if (is_number(word)) {
    return number_words(word);
  }
  for (const auto reader : {read_ordinal, read_decade, read_range, read_ratio}) {
    if (auto reading = reader(word)) {
      return reading;
    }
  }
  return std::nullopt;
}

/// "A", which the front end reads as an article unless a hyphen follows.
bool is_single_capital(std::string_view text) {
  return text.size() == 1 && all_capitals(text);
}

/// Words joined by hyphens, figures among them.
std::string read_compound(std::string_view word) {
  std::string text;
  bool number_before = false;
  bool letters_before = false;
  const auto parts = split(word, '-');
  for (const std::string_view part : parts) {
    if (part.empty()) {
      continue;
    }
    const auto simple = read_simple(part);
    const auto unit = number_before && part.size() > 1 ? unit_name(part, true) : std::nullopt;
    const bool letters = !has_figures(part);
    const bool range = parts.size() == 2 && simple && number_before;
    const bool joined = letters_before && (letters || is_single_capital(text));
    text += text.empty() ? "" : range ? " to " : joined ? "-" : " ";
    text += simple ? *simple : unit ? *unit : letters ? std::string(part) : read_mixed(part);
    number_before = simple.has_value();
    letters_before = letters;
  }
  return text;
}

std::string read_figures(std::string_view word) {
  if (const auto simple = read_simple(word)) {
    return *simple;
  }
  return word.find('-') != std::string_view::npos ? read_compound(word) : read_mixed(word);
}

}  // namespace

std::string word_figures(std::string_view text) {
  std::string words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) {
      words += words.empty() ? "" : " ";
      words += has_figures(word) ? read_figures(word) : std::string(word);
    }
  }
  return words;
}

}  // namespace melisma::models
