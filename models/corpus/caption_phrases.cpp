#include "models/corpus/caption_phrases.h"

#include <algorithm>
#include <span>

#include "models/text/caption_words.h"
#include "models/text/music_vocabulary.h"
#include "models/text/word_list.h"

namespace melisma::models {
namespace {

/// Phrases that claim more than the piece is known to be, or that read badly in a caption.
constexpr std::string_view kUnused =
    "|drone|ambient music|viennese waltz|ballroom waltz|waltzes|love song|power ballad|single "
    "instrument|solo instrument|marching band|"
    "military march|parade|big band|dub|roots reggae|industrial techno|deep house|club|rap|"
    "rap beat|trap|boom bap|hiphop|bossanova|study beats|rock and roll|rock n roll|hard rock|"
    "alternative rock|indie rock|acoustic folk|singer songwriter|twelve bar blues|"
    "12 bar blues|delta blues|milonga|argentine tango|bach|sonata|sonatina|mozart|game music|"
    "movie soundtrack|trailer|film|score|80s|carnival|jungle|d&b|jazz trio|jazz quartet|bebop|"
    "bluegrass|western|nu disco|salsa|son|rumba|cha cha|mambo|latin jazz|irish|scottish|"
    "irish jig|jig|reel|repetitive|chorale|gospel hymn|thrash metal|gospel|motown|"
    "romantic piano|chopin|psytrance|progressive trance|sadness|fun|longing|party|celebration|"
    "dance|bedtime|clear|rolling|single theme|improvised solo|improvisation|beats|beat|verses|"
    "grave|medium|mezzo forte|mezzo piano|strong|building up|dying away|fading away|maj|min|"
    "natural minor|harmonic minor|minor key|major key|four four|three four|six eight|"
    "four on the floor|drum|drummer|drum machine|without percussion|no percussion|alone|"
    "symphony|unaccompanied solo|pianos|piano family|bells|saxophones|reed|ensemble|ensembles|"
    "string or choir ensemble|organs|guitars|basses|bass line|bassline|pipe|pipes|ethnic|"
    "effects|";

/// Phrases whose form is not that of their kind.
constexpr std::string_view kAdjectives =
    "|classical|celtic|latin|8 bit|8bit|retro game|video "
    "game|romantic-era|cinematic|minimalist|chordal|strummed|arpeggiated|fingerpicked|sustained|"
    "drawn out|polyphonic|interweaving|syncopated|off beat|offbeat|sparse|minimal|simple|bare|"
    "stripped down|spacious|dense|full|rich|busy|thick|layered|unaccompanied|monophonic|swung|"
    "swinging|shuffled|looping|loopable|solo|orchestral|symphonic|drumless|beatless|";
constexpr std::string_view kCountNouns =
    "|waltz|ballad|power ballad|march|tango|lullaby|cradle song|berceuse|samba|"
    "brazilian samba|nocturne|hymn|folk song|pop song|funk groove|arpeggio|ostinato|riff|"
    "repeating figure|repeated pattern|walking bassline|walking bass line|counter melody|"
    "countermelody|single line|swing feel|shuffle|slow tempo|medium tempo|moderate tempo|"
    "fast tempo|walking pace|moderate volume|crescendo|build up|diminuendo|decrescendo|"
    "fade out|";
constexpr std::string_view kAdverbs =
    "|very slowly|slowly|quickly|softly|quietly|loudly|pianissimo|forte|fortissimo|"
    "two instruments|three instruments|four instruments|";

/// Whether one of these lists, whose entries stand between bars, has a phrase.
bool holds(std::string_view list, std::string_view phrase) {
  return list.find(std::string("|").append(phrase).append("|")) != std::string_view::npos;
}

PhraseForm form_of(std::string_view text, MusicWordKind kind) {
  if (holds(kAdverbs, text)) {
    return PhraseForm::kAdverb;
  }
  if (holds(kAdjectives, text)) {
    return PhraseForm::kAdjective;
  }
  if (holds(kCountNouns, text)) {
    return PhraseForm::kCountNoun;
  }
  switch (kind) {
    case MusicWordKind::kMood:
    case MusicWordKind::kTempoWord:
    case MusicWordKind::kDynamics:
      return PhraseForm::kAdjective;
    case MusicWordKind::kForm:
    case MusicWordKind::kEnsemble:
      return PhraseForm::kCountNoun;
    default:
      return PhraseForm::kMassNoun;
  }
}

bool is_true(const MusicWord& word, const CaptionAttributes& facts) {
  const auto in_family = [&](int program) { return program / 8 == word.value; };
  switch (word.kind) {
    case MusicWordKind::kDrums:
      return facts.drums == (word.value == 1);
    case MusicWordKind::kEnsemble:
      return facts.ensemble == word.name;
    case MusicWordKind::kInstrument:
      return contains(facts.programs, word.value);
    case MusicWordKind::kFamily:
      return std::any_of(facts.programs.begin(), facts.programs.end(), in_family);
    case MusicWordKind::kMood:
      return contains(facts.moods, word.name);
    case MusicWordKind::kDynamics:
      return facts.dynamics == word.name;
    case MusicWordKind::kTempoWord:
      return facts.tempo_bpm && tempo_word_range(word.value).low_bpm <= *facts.tempo_bpm &&
             *facts.tempo_bpm <= tempo_word_range(word.value).high_bpm;
    default:
      return true;
  }
}

/// Whether none of a phrase's words, read alone, says something else that is not true. An
/// instrument's name may hold a style, a mood or another instrument ("jazz guitar", "bright
/// piano").
bool words_are_true(std::string_view text, const MusicWord& entry, const CaptionAttributes& facts) {
  const bool instrument =
      entry.kind == MusicWordKind::kInstrument || entry.kind == MusicWordKind::kFamily;
  const auto words = caption_words(text);
  if (words.size() < 2 || entry.kind == MusicWordKind::kForm) {
    return true;
  }
  for (const std::string& part : words) {
    const MusicWord* word = MusicVocabulary::instance().find(part);
    if (word == nullptr || word->kind == entry.kind) {
      continue;
    }
    const bool names_sound =
        word->kind == MusicWordKind::kInstrument || word->kind == MusicWordKind::kFamily ||
        word->kind == MusicWordKind::kDrums || word->kind == MusicWordKind::kMood;
    if (!(instrument && names_sound) && !is_true(*word, facts)) {
      return false;
    }
  }
  return true;
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

std::vector<CaptionPhrase> true_phrases(const MusicWord& word, const CaptionAttributes& facts) {
  std::vector<CaptionPhrase> phrases;
  for (std::string_view rest = word.phrases; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    // "synth bass 1": General MIDI's numbering.
    const bool numbered = word.kind == MusicWordKind::kInstrument && has_digit(text);
    if (!numbered && !holds(kUnused, text) && words_are_true(text, word, facts)) {
      phrases.push_back({std::string(text), form_of(text, word.kind)});
    }
  }
  if (phrases.empty()) {
    phrases.push_back({std::string(word.name), form_of(word.name, word.kind)});
  }
  return phrases;
}

const MusicWord* word_named(std::span<const MusicWord> words, std::string_view name) {
  const auto found = std::find_if(
      words.begin(), words.end(), [&](const MusicWord& word) { return word.name == name; });
  return found == words.end() ? nullptr : &*found;
}

std::vector<int> tempo_words_for(double bpm) {
  std::vector<int> values;
  for (const MusicWord& word : tempo_words()) {
    const TempoRange range = tempo_word_range(word.value);
    if (range.low_bpm <= bpm && bpm <= range.high_bpm) {
      values.push_back(word.value);
    }
  }
  return values;
}

}  // namespace melisma::models
