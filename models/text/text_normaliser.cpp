#include "models/text/text_normaliser.h"

#include <algorithm>
#include <vector>

#include "models/text/normaliser_words.h"
#include "models/text/number_reading.h"
#include "models/text/text_tokens.h"
#include "models/text/token_reading.h"

namespace melisma::models {
namespace {

bool has_words(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_letter(c) || is_digit(c); });
}

class Normaliser {
 public:
  explicit Normaliser(std::string_view text) : tokens_(tokens_of(text)) {}

  std::string run() {
    for (place_ = 0; place_ < tokens_.size(); ++place_) {
      const Token& token = tokens_[place_];
      if (!has_words(token.core)) {
        put_signs(token);
        continue;
      }
      if (token.opens_bracket) {
        put_comma();
      }
      const TokenReading reading = read_token(tokens_, place_);
      used_stop_ = reading.used_stop;
      put_words(reading.words);
      put_marks(token);
      if (reading.used_next) {
        ++place_;
        put_marks(tokens_[place_]);
      }
    }
    return std::move(text_);
  }

 private:
  void put_words(std::string_view words) {
    for (std::size_t begin = words.find_first_not_of(' '); begin < words.size();) {
      const std::size_t end = std::min(words.find(' ', begin), words.size());
      text_ += text_.empty() ? "" : " ";
      text_ += words.substr(begin, end - begin);
      begin = words.find_first_not_of(' ', end);
    }
  }

  void put_comma() {
    if (!text_.empty() && (is_letter(text_.back()) || is_digit(text_.back()))) {
      text_ += ',';
    }
  }

  void put_marks(const Token& token) {
    std::string_view after = token.after;
    if (used_stop_ && after.starts_with('.')) {
      after.remove_prefix(1);
    }
    const std::size_t mark = after.find_first_of(".,;:!?");
    if (mark != std::string_view::npos) {
      const bool dots = after.substr(mark).starts_with("..");
      const bool last = place_ + 1 >= tokens_.size();
      text_ += dots && !last ? ',' : after[mark];
    } else if (after.find_first_of(")]}") != std::string_view::npos) {
      put_comma();
    }
  }

  /// A word of signs alone: names what has a name on its own; dashes, bars and the like make a
  /// short pause, marks go to the word before.
  void put_signs(const Token& token) {
    const std::string_view whole = token.whole;
    if (whole.size() == 1 && sign_name(whole[0])) {
      put_words(*sign_name(whole[0]));
      return;
    }
    if (whole == "-" && between_numbers()) {
      put_words(has_equation() ? "minus" : "to");
      return;
    }
    const std::size_t mark = whole.find_first_of(".;:!?");
    if (mark != std::string_view::npos && !text_.empty() && is_letter(text_.back())) {
      text_ += whole.starts_with("..") && place_ + 1 < tokens_.size() ? ',' : whole[mark];
      return;
    }
    put_comma();
  }

  [[nodiscard]] bool between_numbers() const {
    return place_ > 0 && place_ + 1 < tokens_.size() && tokens_[place_ - 1].after.empty() &&
           is_number(tokens_[place_ - 1].core) && is_number(tokens_[place_ + 1].core);
  }
  [[nodiscard]] bool has_equation() const {
    return std::ranges::find(tokens_, "=", &Token::whole) != tokens_.end();
  }

  std::vector<Token> tokens_;
  std::size_t place_ = 0;
  bool used_stop_ = false;  // its full stop belonged to an abbreviation
  std::string text_;
};

}  // namespace

std::string normalise_text(std::string_view text) {
  return Normaliser(text).run();
}

}  // namespace melisma::models
