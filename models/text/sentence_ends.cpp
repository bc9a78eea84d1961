#include "models/text/sentence_ends.h"

#include <algorithm>
#include <array>
#include <string>

#include "audio/lower_case.h"
#include "models/text/word_list.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

// Never the end of a sentence, whatever follows.
constexpr std::array kTitles = {
    "mr"sv,  "mrs"sv, "ms"sv,   "dr"sv, "prof"sv,   "st"sv,  "mt"sv,   "gen"sv, "sen"sv,
    "rep"sv, "gov"sv, "capt"sv, "lt"sv, "col"sv,    "sgt"sv, "rev"sv,  "hon"sv, "messrs"sv,
    "e.g"sv, "i.e"sv, "vs"sv,   "cf"sv, "approx"sv, "fig"sv, "figs"sv, "vol"sv, "pp"sv};
// Not the end before a number.
constexpr std::array kBeforeNumbers = {"no"sv,
                                       "nos"sv,
                                       "p"sv,
                                       "ch"sv,
                                       "jan"sv,
                                       "feb"sv,
                                       "mar"sv,
                                       "apr"sv,
                                       "jun"sv,
                                       "jul"sv,
                                       "aug"sv,
                                       "sep"sv,
                                       "sept"sv,
                                       "oct"sv,
                                       "nov"sv,
                                       "dec"sv};
// The end only before a word that begins sentences.
constexpr std::array kAbbreviations = {"etc"sv,
                                       "inc"sv,
                                       "ltd"sv,
                                       "co"sv,
                                       "corp"sv,
                                       "jr"sv,
                                       "sr"sv,
                                       "al"sv,
                                       "a.m"sv,
                                       "p.m"sv,
                                       "ave"sv,
                                       "blvd"sv,
                                       "rd"sv,
                                       "dept"sv,
                                       "est"sv,

                                       "ph.d"sv,
                                       "b.c"sv,
                                       "a.d"sv};
constexpr std::array kStarters = {
    "the"sv,    "a"sv,    "an"sv,   "he"sv,    "she"sv,   "it"sv,    "we"sv,    "they"sv,  "you"sv,
    "i"sv,      "this"sv, "that"sv, "these"sv, "those"sv, "there"sv, "then"sv,  "but"sv,   "and"sv,
    "so"sv,     "if"sv,   "when"sv, "what"sv,  "who"sv,   "why"sv,   "how"sv,   "where"sv, "in"sv,
    "on"sv,     "at"sv,   "my"sv,   "our"sv,   "his"sv,   "her"sv,   "their"sv, "no"sv,    "yes"sv,
    "please"sv, "is"sv,   "are"sv,  "do"sv,    "did"sv,   "for"sv,   "after"sv, "before"sv};

bool is_space(char c) {
  return c == ' ' || c == '\n';
}
bool is_mark(char c) {
  return c == '.' || c == '?' || c == '!';
}
bool is_closing(char c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == '}';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
/// The word that ends before `end`, without quotes and brackets around it.
std::string_view word_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && !is_space(text[begin - 1])) {
    --begin;
  }
  while (begin < end && !is_digit(text[begin]) && !is_lower(text[begin]) &&
         !is_upper(text[begin])) {
    ++begin;
  }
  return text.substr(begin, end - begin);
}

/// What comes after a possible end of a sentence.
struct Following {
  bool known = false;  // the next word is there, whole
  std::string word;    // in lower case; empty at the end of the text
  char first = '\0';
  bool new_line = false;
};

Following following(std::string_view text, std::size_t place, bool complete) {
  Following next;
  while (place < text.size() && is_space(text[place])) {
    next.new_line = next.new_line || text[place] == '\n';
    ++place;
  }
  while (place < text.size() && (text[place] == '"' || text[place] == '\'' || text[place] == '(')) {
    ++place;
  }
  std::size_t end = place;
  while (end < text.size() && !is_space(text[end])) {
    ++end;
  }
  next.known = complete || end < text.size();
  if (next.known && place < end) {
    next.first = text[place];
    std::size_t stop = place;
    while (stop < end && (is_lower(text[stop]) || is_upper(text[stop]))) {
      ++stop;
    }
    next.word = audio::lower_case(text.substr(place, stop - place));
  }
  return next;
}

enum class Verdict { kEnd, kGoesOn, kUnknown };

bool is_initials(std::string_view word) {
  // "J" and "U.S", but not "I", which ends sentences.
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i % 2 == 0 ? !is_upper(word[i]) : word[i] != '.') {
      return false;
    }
  }
  return !word.empty() && word != "I";
}

/// Of a single full stop after `word`.
Verdict judge_stop(std::string_view text, std::string_view word, const Following& next) {
  const std::string plain = audio::lower_case(word);
  if (contains(kTitles, plain)) {
    return Verdict::kGoesOn;
  }
  const bool list_number =
      word.size() <= 3 && std::ranges::all_of(word, is_digit) && text.starts_with(word);
  if (list_number && !word.empty()) {
    return Verdict::kGoesOn;
  }
  if (is_initials(word) || contains(kAbbreviations, plain)) {
    if (!next.known) {
      return Verdict::kUnknown;
    }
    const bool starter = is_upper(next.first) && contains(kStarters, next.word);
    return starter || next.first == '\0' ? Verdict::kEnd : Verdict::kGoesOn;
  }
  if (contains(kBeforeNumbers, plain)) {
    if (!next.known) {
      return Verdict::kUnknown;
    }
    return is_digit(next.first) ? Verdict::kGoesOn : Verdict::kEnd;
  }
  return Verdict::kEnd;
}

/// Of the marks [begin, end) and the quotes after them up to `closed`, before a space.
Verdict judge(
    std::string_view text, std::size_t begin, std::size_t end, std::size_t closed, bool complete) {
  const std::string_view marks = text.substr(begin, end - begin);
  const Following next = following(text, closed, complete);
  if (marks == ".") {
    return judge_stop(text, word_before(text, begin), next);
  }
  const bool ellipsis = std::ranges::all_of(marks, [](char c) { return c == '.'; });
  const bool quoted = closed > end;
  if ((ellipsis || quoted) && !next.new_line) {
    if (!next.known) {
      return Verdict::kUnknown;
    }
    return is_lower(next.first) ? Verdict::kGoesOn : Verdict::kEnd;
  }
  return Verdict::kEnd;
}

/// True when the line end at `place` ends a sentence; none when the next line must be seen.
bool line_ends_sentence(std::string_view text, std::size_t place, std::size_t column) {
  const auto start = text.substr(0, place).rfind('\n');
  const std::size_t length = start == std::string_view::npos ? column + place : place - start - 1;
  if (length < kShortLine) {
    return true;
  }
  const auto next = text.find_first_not_of(' ', place + 1);
  return next != std::string_view::npos && text[next] == '\n';
}

std::size_t forced_length(std::string_view text) {
  const auto space = text.substr(0, kLongestRawSentence).find_last_of(" \n");
  return space == std::string_view::npos || space == 0 ? kLongestRawSentence : space;
}

}  // namespace

std::optional<std::size_t> sentence_length(std::string_view text,
                                           std::size_t column,
                                           bool complete) {
  const std::string_view seen = text.substr(0, kLongestRawSentence);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (text[i] == '\n' && line_ends_sentence(text, i, column)) {
      return i;
    }
    if (!is_mark(text[i])) {
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of(".?!", i), text.size());
    std::size_t closed = end;
    while (closed < text.size() && is_closing(text[closed])) {
      ++closed;
    }
    if (closed == text.size() && !complete) {
      break;
    }
    if (closed == text.size() || is_space(text[closed])) {
      const Verdict verdict = judge(text, i, end, closed, complete);
      if (verdict == Verdict::kEnd) {
        return closed;
      }
      if (verdict == Verdict::kUnknown) {
        break;
      }
    }
    i = closed - 1;
  }
  if (text.size() > kLongestRawSentence) {
    return forced_length(text);
  }
  return complete && !text.empty() ? std::optional(text.size()) : std::nullopt;
}

}  // namespace melisma::models
