#include "models/corpus/caption_layout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace melisma::models {
namespace {

std::string with_article(const std::string& noun) {
  const bool vowel = std::string("aeiouAEIO8").find(noun[0]) != std::string::npos;
  return (vowel ? "an " : "a ") + noun;
}

/// "a, b and c"
std::string enumerate(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  }
  return text;
}

/// Puts statements into one caption.
class Layout {
 public:
  Layout(std::vector<Statement> statements, CropRandom& random)
      : statements_(std::move(statements)), random_(random) {}

  std::string write(CaptionShape shape) {
    shuffle(statements_);
    if (shape == CaptionShape::kList) {
      return list();
    }
    const bool sentence = shape == CaptionShape::kSentence;
    std::string text = noun_phrase(sentence);
    text += tail();
    text.erase(0, text.find_first_not_of(" ,"));
    if (sentence && random_.chance(0.15)) {
      text = pick<6>({"compose ", "write ", "play ", "please make ", "create ", "i want "}) + text;
    }
    if (sentence) {
      text[0] = text[0] >= 'a' && text[0] <= 'z' ? static_cast<char>(text[0] - 'a' + 'A') : text[0];
      text += '.';
    }
    return text;
  }

 private:
  template <typename List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) {
      std::swap(list[i - 1],
                list[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(i)))]);
    }
  }
  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& choices) {
    return choices[static_cast<std::size_t>(random_.below(N))];
  }

  std::string list() {
    std::string text;
    for (const Statement& statement : statements_) {
      text += (text.empty() ? "" : ", ") + statement.phrase.text;
    }
    return text;
  }

  /// Takes the first statement that fits out of those that are left.
  template <typename Fits>
  std::vector<Statement> take(Fits fits, std::size_t most = 100) {
    std::vector<Statement> taken;
    for (auto place = statements_.begin(); place != statements_.end() && taken.size() < most;) {
      if (fits(*place)) {
        taken.push_back(*place);
        place = statements_.erase(place);
      } else {
        ++place;
      }
    }
    return taken;
  }

  /// "a slow, sad ballad for piano and strings"
  std::string noun_phrase(bool sentence) {
    const auto adjectives = take([](const Statement& s) {
      return s.phrase.form == PhraseForm::kAdjective &&
             (s.topic == Topic::kMood || s.topic == Topic::kTempoWord ||
              s.topic == Topic::kDynamics || s.topic == Topic::kEnsemble);
    });
    std::string text;
    for (const Statement& adjective : adjectives) {
      const bool comma = sentence && !text.empty();
      text += (text.empty() ? "" : comma ? ", " : " ") + adjective.phrase.text;
    }
    bool countable = false;
    const std::string noun = head(sentence, countable);
    text += (text.empty() || noun.empty() ? "" : " ") + noun;
    text = sentence && countable ? with_article(text) : text;
    return text + players(!noun.empty());
  }

  std::string head(bool sentence, bool& countable) {
    const auto style = take([](const Statement& s) { return s.topic == Topic::kStyle; }, 1);
    if (!style.empty()) {
      const CaptionPhrase& phrase = style[0].phrase;
      countable = phrase.form == PhraseForm::kCountNoun;
      const bool complete =
          countable || phrase.text.ends_with("music") || phrase.text.ends_with("beats");
      const bool needs_noun = phrase.form == PhraseForm::kAdjective;
      if (!complete && (needs_noun || random_.chance(sentence ? 0.6 : 0.15))) {
        countable = true;
        return phrase.text + pick<4>({" piece", " track", " piece", " composition"});
      }
      return phrase.text;
    }
    const auto has = [&](Topic topic) {
      return std::any_of(statements_.begin(), statements_.end(), [&](const Statement& s) {
        return s.topic == topic;
      });
    };
    if (has(Topic::kEnsemble)) {
      countable = true;
      return "piece";
    }
    if (has(Topic::kInstrument) && random_.chance(sentence ? 0.4 : 0.8)) {
      return "";  // the instruments are the head: "calm piano and cello"
    }
    if (!sentence && !has(Topic::kInstrument)) {
      return "";
    }
    countable = true;
    return pick<4>({"piece", "track", "piece", "composition"});
  }

  /// " for a trio with piano and bass"; `after_noun`: something stands before it.
  std::string players(bool after_noun) {
    std::string text;
    for (const Statement& ensemble :
         take([](const Statement& s) { return s.topic == Topic::kEnsemble; })) {
      const std::string& name = ensemble.phrase.text;
      text += ensemble.phrase.form == PhraseForm::kAdverb
                  ? " for " + name
                  : pick<2>({" for ", " by "}) + with_article(name);
    }
    std::vector<std::string> names;
    auto instruments = take([](const Statement& s) { return s.topic == Topic::kInstrument; });
    for (const Statement& instrument : instruments) {
      names.push_back(instrument.phrase.text);
    }
    if (names.empty()) {
      return text;
    }
    if (!after_noun && text.empty()) {
      return std::string(" ").append(enumerate(names));
    }
    const bool plain = text.empty() && random_.chance(0.6);
    return text + (plain ? " for " : pick<3>({" with ", " with ", " featuring "})) +
           enumerate(names);
  }

  /// " in D minor, 3/4, about 70 bpm, with drums"
  std::string tail() {
    std::string text;
    bool joined = false;  // one " with ... " without a comma is enough
    for (const Statement& statement : statements_) {
      std::string part = tail_part(statement);
      const bool close = !joined && (part.starts_with("in ") || part.starts_with("at ") ||
                                     part.starts_with("with "));
      joined = joined || close;
      text += (close ? " " : ", ") + part;
    }
    statements_.clear();
    return text;
  }

  std::string tail_part(const Statement& statement) {
    const std::string& text = statement.phrase.text;
    const PhraseForm form = statement.phrase.form;
    switch (statement.topic) {
      case Topic::kKey:
        return form == PhraseForm::kCountNoun
                   ? text
                   : pick<4>({"in ", "in ", "in the key of ", ""}) + text;
      case Topic::kMetre:
        return pick<2>({"in ", ""}) + text;
      case Topic::kTempoNumber:
        return pick<4>({"at ", "about ", "", "around "}) + text;
      case Topic::kTempoWord:
        return form == PhraseForm::kAdverb ? "played " + text : "at " + with_article(text);
      case Topic::kDynamics:
        return form == PhraseForm::kAdverb ? "played " + text : "with " + with_article(text);
      case Topic::kDrums: {
        const bool whole =
            text.starts_with("with") || text.starts_with("no ") || form == PhraseForm::kAdjective;
        return whole ? text : "with " + (text == "drums" ? text : with_article(text));
      }
      case Topic::kTexture:
        return "with " + (form == PhraseForm::kAdjective   ? with_article(text) + " texture"
                          : form == PhraseForm::kCountNoun ? with_article(text)
                                                           : text);
      case Topic::kForm:
        return form == PhraseForm::kAdjective ? text : "with " + with_article(text);
      default:
        return text;
    }
  }

  std::vector<Statement> statements_;
  CropRandom& random_;
};

}  // namespace

std::string lay_out_caption(std::vector<Statement> statements,
                            CaptionShape shape,
                            CropRandom& random) {
  return Layout(std::move(statements), random).write(shape);
}

}  // namespace melisma::models
