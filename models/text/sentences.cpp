#include "models/text/sentences.h"

#include <algorithm>
#include <cctype>

#include "audio/error.h"
#include "models/text/caption_words.h"
#include "models/text/sentence_ends.h"
#include "models/text/sentence_pieces.h"
#include "models/text/text_normaliser.h"

namespace melisma::models {
namespace {

/// Bytes at the end of `text` that begin a character which is not whole: 0 to 3.
std::size_t unfinished_bytes(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte >= 0xC0) {
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      return length > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}

bool has_words(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return std::isalnum(static_cast<unsigned char>(c)); });
}

}  // namespace

void SentenceReader::push(std::string_view text) {
  MELISMA_ASSERT(!complete_);
  partial_ += text;
  const std::string whole = partial_.substr(0, partial_.size() - unfinished_bytes(partial_));
  try {
    check_utf8(whole);
  } catch (const InputError& fault) {
    throw InputError("after byte " + std::to_string(bytes_) + " of the text: " + fault.what());
  }
  partial_.erase(0, whole.size());
  bytes_ += whole.size();
  text_ += fold_to_ascii(whole, unreadable_);
  read_sentences();
}

void SentenceReader::finish() {
  if (!partial_.empty()) {
    throw InputError("the text is not UTF-8: it ends within a character, at byte " +
                     std::to_string(bytes_) + ". Convert it to UTF-8.");
  }
  complete_ = true;
  read_sentences();
}

std::optional<Sentence> SentenceReader::next() {
  if (ready_.empty()) {
    return std::nullopt;
  }
  Sentence sentence = std::move(ready_.front());
  ready_.pop_front();
  return sentence;
}

void SentenceReader::skip_space() {
  while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\n')) {
    const bool new_line = text_[place_] == '\n';
    new_lines_ += new_line ? 1 : 0;
    column_ = new_line ? 0 : column_ + 1;
    ++place_;
  }
}

void SentenceReader::read_sentences() {
  skip_space();
  while (const auto length =
             sentence_length(std::string_view(text_).substr(place_), column_, complete_)) {
    take(*length);
    skip_space();
  }
  text_.erase(0, place_);
  place_ = 0;
}

void SentenceReader::take(std::size_t length) {
  std::string raw = text_.substr(place_, length);
  const auto line = raw.rfind('\n');
  column_ = line == std::string::npos ? column_ + length : length - line - 1;
  place_ += length;
  std::ranges::replace(raw, '\n', ' ');
  emit(raw);
}

void SentenceReader::emit(const std::string& raw) {
  const SentenceType type = sentence_type(raw);
  std::vector<MarkedText> parts = read_markup(raw, lexicon_);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    emit_part(std::move(parts[i]), type, i + 1 < parts.size());
  }
}

void SentenceReader::emit_part(MarkedText part, SentenceType type, bool goes_on) {
  const std::string text = normalise_text(part.text);
  if (has_words(text)) {
    auto before = within_sentence_  ? SentenceBreak::kClause
                  : new_lines_ >= 2 ? SentenceBreak::kParagraph
                                    : SentenceBreak::kSentence;
    new_lines_ = 0;
    const auto pieces = sentence_pieces(text);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (has_words(pieces[i])) {
        ready_.push_back(
            {pieces[i], before, type, goes_on || i + 1 < pieces.size(), part.pronunciations, 0});
        before = SentenceBreak::kClause;
      }
    }
  }
  if (part.pause_after_s > 0) {
    ready_.push_back({"", SentenceBreak::kClause, type, goes_on, {}, part.pause_after_s});
  }
  within_sentence_ = goes_on && (within_sentence_ || has_words(text));
}

}  // namespace melisma::models
