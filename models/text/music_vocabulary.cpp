#include "models/text/music_vocabulary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "audio/error.h"
#include "models/text/caption_parser.h"
#include "models/text/caption_words.h"

namespace melisma::models {
namespace {

/// A phrase as the tokeniser sees it: its words, separated by single blanks.
std::string normalised(std::string_view phrase, std::size_t& word_count) {
  const auto words = caption_words(phrase);
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  word_count = words.size();
  return text;
}

}  // namespace

const MusicVocabulary& MusicVocabulary::instance() {
  static const MusicVocabulary kVocabulary;
  return kVocabulary;
}

MusicVocabulary::MusicVocabulary() {
  // Where two groups share a phrase, the first that claims it keeps it.
  for (const auto words : {ensemble_words(),
                           instrument_words(),
                           style_words(),
                           mode_words(),
                           metre_words(),
                           mood_words(),
                           texture_words(),
                           dynamics_words(),
                           tempo_words(),
                           form_words()}) {
    for (const MusicWord& word : words) {
      by_token_.emplace(word.token, &word);
      add(word);
    }
  }
  for (const auto filler : filler_words()) {
    add({kNoneToken, MusicWordKind::kNone, 0, filler, filler});
  }
}

void MusicVocabulary::add(const MusicWord& word) {
  std::string_view rest = word.phrases;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    std::size_t words = 0;
    phrases_.emplace(normalised(rest.substr(0, end), words), word);
    longest_ = std::max(longest_, words);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

const MusicWord* MusicVocabulary::find(const std::string& phrase) const {
  auto entry = phrases_.find(phrase);
  if (entry == phrases_.end() && phrase.size() > 3 && phrase.back() == 's') {
    entry = phrases_.find(phrase.substr(0, phrase.size() - 1));
    if (entry == phrases_.end() && phrase.ends_with("es")) {
      entry = phrases_.find(phrase.substr(0, phrase.size() - 2));
    }
  }
  return entry == phrases_.end() ? nullptr : &entry->second;
}

ParsedCaption MusicVocabulary::parse(std::string_view text) const {
  if (text.size() > kMaxCaptionBytes) {
    throw InputError("the prompt has " + std::to_string(text.size()) + " bytes; at most " +
                     std::to_string(kMaxCaptionBytes) + " are read. Shorten it.");
  }
  return CaptionParser(*this, caption_words(text)).run();
}

const MusicWord* MusicVocabulary::word(int token) const {
  const auto entry = by_token_.find(token);
  return entry == by_token_.end() ? nullptr : entry->second;
}

std::string MusicVocabulary::token_name(int token) const {
  if (const MusicWord* entry = word(token)) {
    return std::string(entry->name);
  }
  if (token == kNoneToken) {
    return "<none>";
  }
  if (token >= kTempoBpmTokens && token < kTempoBpmTokens + kTempoBuckets) {
    return std::to_string(std::lround(tempo_bucket_bpm(token - kTempoBpmTokens))) + " bpm";
  }
  if (token >= kKeyTokens && token < kKeyTokens + 12) {
    return std::string(tonic_name(token - kKeyTokens));
  }
  return "<spare " + std::to_string(token) + ">";
}

std::vector<std::string> MusicVocabulary::nearest_words(std::string_view word,
                                                        std::size_t count) const {
  std::size_t ignored = 0;
  const std::string wanted = normalised(word.substr(0, 64), ignored);
  const std::size_t limit = std::max<std::size_t>(1, (wanted.size() + 1) / 3);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& [phrase, entry] : phrases_) {
    const std::size_t distance = edit_distance(wanted, phrase);
    if (entry.kind != MusicWordKind::kNone && distance <= limit) {
      near.emplace_back(distance, phrase);
    }
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), count));
  std::vector<std::string> words;
  for (auto& [distance, phrase] : near) {
    words.push_back(std::move(phrase));
  }
  return words;
}

std::string_view tonic_name(int tonic) {
  constexpr std::array<std::string_view, 12> kNames = {
      "C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
  return kNames.at(static_cast<std::size_t>(tonic));
}

}  // namespace melisma::models
