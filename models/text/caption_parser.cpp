#include "models/text/caption_parser.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace melisma::models {
namespace {

bool one_of(const std::string& word, std::initializer_list<const char*> list) {
  return std::any_of(list.begin(), list.end(), [&](const char* other) { return word == other; });
}

template <class T>
void add_once(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) {
    list.push_back(value);
  }
}

/// Tonic of "a".."g" with signs ("f#", "bb"), or nothing.
std::optional<int> tonic_of(std::string_view word) {
  constexpr std::array<int, 7> kNatural = {9, 11, 0, 2, 4, 5, 7};
  if (word.empty() || word.size() > 2 || word[0] < 'a' || word[0] > 'g') {
    return std::nullopt;
  }
  int tonic = kNatural[static_cast<std::size_t>(word[0] - 'a')];
  if (word.size() == 2) {
    if (word[1] != '#' && word[1] != 'b') {
      return std::nullopt;
    }
    tonic += word[1] == '#' ? 1 : 11;
  }
  return tonic % 12;
}

std::optional<double> spelled_number(const std::string& word) {
  constexpr std::array kNumbers = {
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
  for (std::size_t i = 0; i < kNumbers.size(); ++i) {
    if (word == kNumbers[i]) {
      return static_cast<double>(i + 1);
    }
  }
  if (word == "thirty") {
    return 30.0;
  }
  return word == "half" ? std::optional<double>(0.5) : std::nullopt;
}

}  // namespace

const std::string& CaptionParser::word(std::size_t offset) const {
  static const std::string kEmpty;
  return place_ + offset < words_.size() ? words_[place_ + offset] : kEmpty;
}

bool CaptionParser::previous_is(const char* text) const {
  return place_ > 0 && words_[place_ - 1] == text;
}

std::optional<double> CaptionParser::number(std::size_t offset) const {
  const std::string& text = word(offset);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

void CaptionParser::add_token(int token) {
  add_once(caption_.tokens, token);
}

void CaptionParser::add_unknown(const std::string& unknown) {
  constexpr std::size_t kMaxReported = 64;  // the text may be a megabyte of nonsense
  if (caption_.unknown_words.size() < kMaxReported) {
    add_once(caption_.unknown_words, unknown);
  }
}

std::size_t CaptionParser::take_tempo() {
  const auto bpm = number(0);
  if (!bpm || *bpm < 20 || *bpm > 400) {
    return 0;
  }
  std::size_t length = 0;
  if (word(1) == "bpm") {
    length = 2;
  } else if (word(1) == "beats" && word(2) == "per" && word(3) == "minute") {
    length = 4;
  } else if (previous_is("at") || previous_is("tempo") || previous_is("around")) {
    const bool length_of_piece = one_of(word(1), {"seconds", "sec", "secs", "s", "minutes", "min"});
    length = length_of_piece ? 0 : 1;
  }
  if (length > 0) {
    caption_.attributes.tempo_bpm = *bpm;
    add_token(kTempoBpmTokens + tempo_bucket(*bpm));
  }
  return length;
}

std::size_t CaptionParser::take_duration() {
  std::string joined = word(0);
  if (joined.size() > 1 && joined.back() == 's' && joined != "80s") {  // "30s"
    joined.pop_back();
    double value = 0;
    const auto [end, fault] = std::from_chars(joined.data(), joined.data() + joined.size(), value);
    if (fault == std::errc{} && end == joined.data() + joined.size() && value > 0) {
      caption_.attributes.duration_s = value;
      return 1;
    }
  }
  const auto spelled = spelled_number(word(0));
  const auto value = spelled ? spelled : number(0);
  if (!value || *value <= 0) {
    return 0;
  }
  if (one_of(word(1), {"second", "seconds", "sec", "secs", "s"})) {
    caption_.attributes.duration_s = *value;
    return 2;
  }
  if (one_of(word(1), {"minute", "minutes", "min", "mins"})) {
    caption_.attributes.duration_s = *value * 60;
    return 2;
  }
  return 0;
}

std::size_t CaptionParser::take_key() {
  std::string name = word(0);
  const bool asked = previous_is("in") || previous_is("key") ||
                     (previous_is("of") && place_ > 1 && words_[place_ - 2] == "key");
  if (name.size() >= 2 && name.back() == 'm' && (asked || name.find('#') != std::string::npos)) {
    if (const auto tonic = tonic_of(name.substr(0, name.size() - 1))) {  // "am", "f#m"
      caption_.attributes.tonic = *tonic;
      caption_.attributes.mode = MusicMode::kMinor;
      add_token(kKeyTokens + *tonic);
      add_token(kModeTokens + static_cast<int>(MusicMode::kMinor));
      return 1;
    }
  }
  auto tonic = tonic_of(name);
  if (!tonic) {
    return 0;
  }
  std::size_t length = 1;
  if (name.size() == 1 && (word(1) == "sharp" || word(1) == "flat")) {
    tonic = (*tonic + (word(1) == "sharp" ? 1 : 11)) % 12;
    length = 2;
  }
  const MusicWord* next = vocabulary_.find(word(length));
  const bool before_mode = next != nullptr && next->kind == MusicWordKind::kMode;
  const bool letter_a = name == "a" && length == 1;
  if (letter_a && before_mode && word(2) == "key" && !asked) {
    return 0;  // "a minor key": an article
  }
  const bool bare = name.size() == 1 && length == 1 && !before_mode;
  const bool last = place_ + 1 == words_.size();
  if (bare && (!asked || (letter_a && !last && !previous_is("of")))) {
    return 0;
  }
  caption_.attributes.tonic = *tonic;
  add_token(kKeyTokens + *tonic);
  return length;
}

std::size_t CaptionParser::take_negation() {
  if (word(0) != "no" && word(0) != "without") {
    return 0;
  }
  std::size_t length = 0;
  if (const MusicWord* match = longest_match(0, length)) {
    if (match->kind == MusicWordKind::kDrums) {  // "no drums", "without percussion"
      apply(*match);
      return length;
    }
  }
  const std::size_t skip = one_of(word(1), {"a", "an", "the", "any"}) ? 2 : 1;
  const MusicWord* match = longest_match(skip, length);
  if (match == nullptr || match->kind == MusicWordKind::kNone) {
    return one_of(word(skip), {"vocals", "singing", "words", "lyrics"}) ? skip + 1 : 0;
  }
  exclude(*match);
  return skip + length;
}

std::size_t CaptionParser::take_phrase() {
  std::size_t length = 0;
  const MusicWord* match = longest_match(0, length);
  if (match != nullptr && match->kind != MusicWordKind::kNone) {
    apply(*match);
  }
  return match == nullptr ? 0 : length;
}

const MusicWord* CaptionParser::longest_match(std::size_t offset, std::size_t& length) const {
  std::string phrase;
  const MusicWord* best = nullptr;
  for (std::size_t count = 1; count <= vocabulary_.longest_phrase(); ++count) {
    const std::string& next = word(offset + count - 1);
    if (next.empty()) {
      break;
    }
    phrase += (count > 1 ? " " : "") + next;
    if (const MusicWord* match = vocabulary_.find(phrase)) {
      best = match;
      length = count;
    }
  }
  return best;
}

void CaptionParser::exclude(const MusicWord& excluded) {
  CaptionAttributes& attributes = caption_.attributes;
  if (excluded.kind == MusicWordKind::kInstrument) {
    add_once(attributes.excluded_programs, excluded.value);
  } else if (excluded.kind == MusicWordKind::kFamily) {
    add_once(attributes.excluded_families, excluded.value);
  } else if (excluded.kind == MusicWordKind::kDrums) {
    attributes.drums = false;
    add_token(kNoDrumsToken);
  } else {
    add_unknown("no " + std::string(excluded.name));
  }
}

void CaptionParser::apply(const MusicWord& known) {
  CaptionAttributes& attributes = caption_.attributes;
  const std::string name(known.name);
  add_token(known.token);
  switch (known.kind) {
    case MusicWordKind::kDrums:
      attributes.drums = known.value == 1;
      break;
    case MusicWordKind::kEnsemble:
      attributes.ensemble = name;
      break;
    case MusicWordKind::kInstrument:
      add_once(attributes.programs, known.value);
      break;
    case MusicWordKind::kFamily:
      add_once(attributes.families, known.value);
      break;
    case MusicWordKind::kStyle:
      attributes.style = name;
      break;
    case MusicWordKind::kMood:
      add_once(attributes.moods, name);
      break;
    case MusicWordKind::kTexture:
      add_once(attributes.textures, name);
      break;
    case MusicWordKind::kForm:
      add_once(attributes.forms, name);
      break;
    case MusicWordKind::kDynamics:
      attributes.dynamics = name;
      break;
    case MusicWordKind::kTempoWord:
      attributes.tempo_range = tempo_word_range(known.value);
      break;
    case MusicWordKind::kMode:
      attributes.mode = static_cast<MusicMode>(known.value);
      break;
    case MusicWordKind::kMetre:
      attributes.metre = metre_of(known.value);
      break;
    case MusicWordKind::kNone:
    case MusicWordKind::kTempoBpm:
    case MusicWordKind::kKey:
      break;
  }
}

ParsedCaption CaptionParser::run() {
  while (place_ < words_.size()) {
    std::size_t taken = take_tempo();
    taken = taken > 0 ? taken : take_duration();
    taken = taken > 0 ? taken : take_key();
    taken = taken > 0 ? taken : take_negation();
    taken = taken > 0 ? taken : take_phrase();
    if (taken == 0) {
      add_unknown(words_[place_]);
      taken = 1;
    }
    place_ += taken;
  }
  if (caption_.tokens.empty()) {
    caption_.tokens.push_back(kNoneToken);
  }
  return std::move(caption_);
}

}  // namespace melisma::models
