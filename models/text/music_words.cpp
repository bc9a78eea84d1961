#include "models/text/music_words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::array kStyles = {
    "ambient|ambient music|drone"sv,
    "waltz|waltzes|viennese waltz|ballroom waltz"sv,
    "ballad|power ballad|love song"sv,
    "march|marching band|military march|parade"sv,
    "swing|swing jazz|big band"sv,
    "bossa-nova|bossa|bossanova"sv,
    "reggae|dub|roots reggae"sv,
    "techno|industrial techno"sv,
    "house|deep house|house music|edm|club"sv,
    "hip-hop|hip hop|hiphop|rap|rap beat|trap|boom bap"sv,
    "lo-fi|lofi|lo fi beats|lofi beats|chillhop|study beats"sv,
    "funk|funk groove"sv,
    "rock|rock and roll|rock n roll|hard rock|alternative rock|indie rock"sv,
    "folk|folk song|acoustic folk|singer songwriter"sv,
    "blues|twelve bar blues|12 bar blues|delta blues"sv,
    "tango|milonga|argentine tango"sv,
    "baroque|baroque music|bach"sv,
    "classical|classical music|sonata|sonatina|mozart"sv,
    "chiptune|8 bit|8bit|video game|video game music|retro game|game music|chip tune"sv,
    "film-score|cinematic|film music|movie score|movie soundtrack|trailer|film|score"sv,
    "lullaby|cradle song|berceuse"sv,
    "synth-pop|synthpop|synthwave|electro pop|eighties pop|80s|retro wave"sv,
    "samba|brazilian samba|carnival"sv,
    "drum-and-bass|dnb|drum n bass|jungle|drum & bass|d&b"sv,
    "jazz|smooth jazz|cool jazz|jazz trio|jazz quartet|bebop"sv,
    "pop|pop song|pop music|pop rock"sv,
    "country|country music|bluegrass|western"sv,
    "disco|disco music|nu disco"sv,
    "latin|salsa|son|latin jazz|rumba|cha cha|mambo"sv,
    "celtic|irish|scottish|irish jig|jig|reel"sv,
    "minimalism|minimalist|minimalist music|systems music|repetitive"sv,
    "hymn|chorale|church music|sacred music|gospel hymn"sv,
    "metal|heavy metal|thrash metal"sv,
    "soul|r&b|rnb|rhythm and blues|gospel|motown"sv,
    "romantic-era|romantic piano|nocturne|chopin|romantic music"sv,
    "trance|trance music|psytrance|progressive trance"sv,
};

constexpr std::array kMoods = {
    "happy|cheerful|joyful|merry|sunny|joyous|upbeat|jolly|fun"sv,
    "sad|melancholic|melancholy|sorrowful|mournful|gloomy|tearful|sadness"sv,
    "calm|peaceful|relaxing|relaxed|serene|tranquil|gentle|soothing|meditative"sv,
    "energetic|lively|driving|exciting|dynamic|high energy|vibrant"sv,
    "dark|ominous|sinister|brooding|scary|menacing"sv,
    "bright|light|airy|sparkling|clear"sv,
    "dreamy|ethereal|floating|atmospheric|spacey|dreamlike"sv,
    "romantic|tender|loving|intimate|passionate"sv,
    "epic|heroic|grand|majestic|triumphant|powerful|victorious"sv,
    "tense|suspenseful|anxious|nervous|dramatic|urgent"sv,
    "playful|funny|quirky|whimsical|bouncy|comical"sv,
    "mysterious|eerie|mystical|enigmatic|haunting"sv,
    "nostalgic|wistful|bittersweet|longing|sentimental"sv,
    "aggressive|angry|fierce|intense|brutal|furious"sv,
    "hopeful|uplifting|inspiring|optimistic|positive|motivational"sv,
    "groovy|danceable|funky|catchy|rhythmic|dance"sv,
    "solemn|serious|sacred|reverent|noble|stately"sv,
    "sleepy|drowsy|bedtime|restful"sv,
    "elegant|graceful|refined|delicate"sv,
    "laid-back|chill|chilled|mellow|smooth|easy going|lazy|cool"sv,
    "festive|celebratory|party|celebration"sv,
};

constexpr std::array kTextures = {
    "block chords|chords|chordal"sv,
    "strummed|strumming|strummed chords"sv,
    "arpeggios|arpeggio|arpeggiated|broken chords|fingerpicked|fingerpicking|rolling"sv,
    "alberti bass|alberti"sv,
    "sustained|sustained chords|long chords|drawn out|held chords"sv,
    "comping|rhythmic chords|chord stabs|stabs"sv,
    "ostinato|riff|repeating figure|repeated pattern"sv,
    "stride|stride piano|oom pah"sv,
    "walking bass|walking bassline|walking bass line"sv,
    "counterpoint|counter melody|countermelody|polyphonic|interweaving"sv,
    "syncopated|syncopation|off beat|offbeat"sv,
    "sparse|minimal|simple|bare|stripped down|spacious"sv,
    "dense|full|rich|busy|thick|layered"sv,
    "unaccompanied|monophonic|single line|melody only"sv,
    "swung|swinging|swing feel|shuffle|shuffled"sv,
};

constexpr std::array kDynamics = {
    "soft|quiet|softly|quietly|pianissimo|hushed"sv,
    "medium loud|moderate volume|mezzo forte|mezzo piano"sv,
    "loud|loudly|forte|fortissimo|strong"sv,
    "crescendo|building|growing|rising|build up|building up|swelling"sv,
    "diminuendo|decrescendo|fading|fade out|dying away|fading away"sv,
};

constexpr std::array kTempos = {
    "very slow|largo|lento|grave|very slowly"sv,
    "slow|slowly|adagio|slow tempo|larghetto"sv,
    "andante|walking pace|moderately slow"sv,
    "moderate|moderato|mid tempo|midtempo|medium tempo|medium|moderate tempo"sv,
    "allegretto|moderately fast"sv,
    "fast|quick|allegro|up tempo|uptempo|fast tempo|quickly|rapid|fast paced"sv,
    "very fast|vivace|very quick|extremely fast"sv,
    "presto|prestissimo|breakneck"sv,
};
constexpr std::array<TempoRange, kTempos.size()> kTempoRanges = {{
    {40, 62},
    {56, 78},
    {74, 98},
    {92, 116},
    {108, 126},
    {120, 200},
    {148, 200},
    {164, 220},
}};

constexpr std::array kModes = {
    "major|maj|ionian|major key"sv,
    "minor|min|aeolian|natural minor|harmonic minor|minor key"sv,
    "dorian|dorian mode"sv,
    "mixolydian|mixolydian mode"sv,
};
constexpr std::array kMetres = {
    "3/4|waltz time|three four|triple metre|triple meter|triple time|three four time"sv,
    "4/4|common time|four four|four on the floor|four four time"sv,
    "6/8|six eight|compound metre|compound meter|compound time|six eight time"sv,
};
constexpr std::array kForms = {
    "intro|introduction|opening"sv,
    "verse|verses"sv,
    "chorus|refrain|hook"sv,
    "bridge|middle eight"sv,
    "solo section|solo break|improvised solo|improvisation"sv,
    "ending|outro|coda|finale|final cadence|clear ending"sv,
    "theme|main theme|single theme|melody|tune"sv,
    "loop|looping|loopable|groove|beat|beats"sv,
};
constexpr std::array kEnsembles = {
    "drums|drum kit|drum set|drummer|with drums|drum beat|drum machine|drum"sv,
    "no drums|without drums|drumless|without percussion|no percussion|no beat|beatless"sv,
    "solo|solo instrument|alone|unaccompanied solo|single instrument"sv,
    "duo|duet|two instruments"sv,
    "trio|three instruments"sv,
    "quartet|four instruments"sv,
    "band|full band|group|combo"sv,
    "orchestra|orchestral|symphonic|symphony|full orchestra"sv,
};

template <std::size_t N>
constexpr std::array<MusicWord, N> make_words(const std::array<std::string_view, N>& phrases,
                                              int first_token,
                                              MusicWordKind kind) {
  std::array<MusicWord, N> words{};
  for (std::size_t i = 0; i < N; ++i) {
    const auto name = phrases[i].substr(0, phrases[i].find('|'));
    words[i] = {first_token + static_cast<int>(i), kind, static_cast<int>(i), name, phrases[i]};
  }
  return words;
}

constexpr auto make_ensembles() {
  auto words = make_words(kEnsembles, kDrumsToken, MusicWordKind::kEnsemble);
  words[0].kind = words[1].kind = MusicWordKind::kDrums;
  words[0].value = 1;
  words[1].value = 0;
  return words;
}

constexpr auto kStyleWords = make_words(kStyles, kStyleTokens, MusicWordKind::kStyle);
constexpr auto kMoodWords = make_words(kMoods, kMoodTokens, MusicWordKind::kMood);
constexpr auto kTextureWords = make_words(kTextures, kTextureTokens, MusicWordKind::kTexture);
constexpr auto kDynamicsWords = make_words(kDynamics, kDynamicsTokens, MusicWordKind::kDynamics);
constexpr auto kTempoWordWords = make_words(kTempos, kTempoWordTokens, MusicWordKind::kTempoWord);
constexpr auto kModeWords = make_words(kModes, kModeTokens, MusicWordKind::kMode);
constexpr auto kMetreWords = make_words(kMetres, kMetreTokens, MusicWordKind::kMetre);
constexpr auto kFormWords = make_words(kForms, kFormTokens, MusicWordKind::kForm);
constexpr auto kEnsembleWords = make_ensembles();

constexpr std::array kFillers = {
    "a"sv,
    "an"sv,
    "the"sv,
    "with"sv,
    "in"sv,
    "of"sv,
    "and"sv,
    "at"sv,
    "for"sv,
    "by"sv,
    "on"sv,
    "to"sv,
    "from"sv,
    "over"sv,
    "under"sv,
    "is"sv,
    "it"sv,
    "its"sv,
    "that"sv,
    "this"sv,
    "has"sv,
    "have"sv,
    "some"sv,
    "me"sv,
    "my"sv,
    "make"sv,
    "write"sv,
    "compose"sv,
    "play"sv,
    "played"sv,
    "playing"sv,
    "plays"sv,
    "create"sv,
    "give"sv,
    "please"sv,
    "i"sv,
    "want"sv,
    "need"sv,
    "like"sv,
    "music"sv,
    "song"sv,
    "piece"sv,
    "track"sv,
    "composition"sv,
    "instrumental"sv,
    "style"sv,
    "styled"sv,
    "feel"sv,
    "feeling"sv,
    "mood"sv,
    "vibe"sv,
    "sound"sv,
    "sounding"sv,
    "key"sv,
    "tempo"sv,
    "pace"sv,
    "time"sv,
    "metre"sv,
    "meter"sv,
    "signature"sv,
    "mode"sv,
    "about"sv,
    "around"sv,
    "very"sv,
    "quite"sv,
    "rather"sv,
    "slightly"sv,
    "little"sv,
    "bit"sv,
    "short"sv,
    "long"sv,
    "part"sv,
    "line"sv,
    "instrument"sv,
    "featuring"sv,
    "features"sv,
    "accompaniment"sv,
    "accompanied"sv,
    "plus"sv,
    "then"sv,
    "also"sv,
    "as"sv,
    "into"sv,
    "through"sv,
    "section"sv,
    "only"sv,
    "just"sv,
    "nice"sv,
    "good"sv,
    "beautiful"sv,
    "lovely"sv,
    "new"sv,
    "one"sv,
    "set"sv,
    "texture"sv,
    "dynamics"sv,
    "harmony"sv,
    "background"sv,
    "backing"sv,
    "lead by"sv,
    "led"sv,
    "based"sv,
    "type"sv,
    "kind"sv,
    "genre"sv,
    "bpm"sv,
    "beats per minute"sv,
    "throughout"sv,
    "towards"sv,
    "end"sv,
    "beginning"sv,
    "start"sv,
    "starts"sv,
    "ends"sv,
    "which"sv,
    "where"sv,
    "no"sv,
    "without"sv,
    "not"sv,
    "&"sv,
    "or"sv,
    "mostly"sv,
    "mainly"sv,
    "solo for"sv,
    "are"sv,
    "be"sv,
    "so"sv,
    "but"sv,
    "two"sv,
    "three"sv,
    "four"sv,
    "am"sv,
    "accompanying"sv,
    "carries"sv,
    "carried"sv,
    "leading"sv,
    "supported"sv,
    "up"sv,
    "down"sv,
    "level"sv,
    "volume"sv,
};

}  // namespace

double tempo_bucket_bpm(int bucket) {
  return 50.0 * std::pow(1.05, bucket);
}

int tempo_bucket(double bpm) {
  const double place = std::log(std::max(bpm, 1.0) / 50.0) / std::log(1.05);
  return std::clamp(static_cast<int>(std::lround(place)), 0, kTempoBuckets - 1);
}

std::span<const MusicWord> style_words() {
  return kStyleWords;
}
std::span<const MusicWord> mood_words() {
  return kMoodWords;
}
std::span<const MusicWord> texture_words() {
  return kTextureWords;
}
std::span<const MusicWord> dynamics_words() {
  return kDynamicsWords;
}
std::span<const MusicWord> tempo_words() {
  return kTempoWordWords;
}
std::span<const MusicWord> mode_words() {
  return kModeWords;
}
std::span<const MusicWord> metre_words() {
  return kMetreWords;
}
std::span<const MusicWord> form_words() {
  return kFormWords;
}
std::span<const MusicWord> ensemble_words() {
  return kEnsembleWords;
}
std::span<const std::string_view> filler_words() {
  return kFillers;
}

TempoRange tempo_word_range(int value) {
  return kTempoRanges.at(static_cast<std::size_t>(value));
}

Metre metre_of(int value) {
  constexpr std::array<Metre, 3> kValues = {{{3, 4}, {4, 4}, {6, 8}}};
  return kValues.at(static_cast<std::size_t>(value));
}

}  // namespace melisma::models
