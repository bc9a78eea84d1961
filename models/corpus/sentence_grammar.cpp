#include "models/corpus/sentence_grammar.h"

#include <array>
#include <cctype>
#include <random>
#include <string_view>

#include "audio/error.h"
#include "models/corpus/invented_words.h"
#include "models/corpus/sentence_words.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

// One letter a slot: what is written {n} is replaced by a name, and so on; see expand().
constexpr std::array kTemplates = {
    "The {a} {o} {p} the {a} {t}."sv,
    "{n} {p} a {c} {t} in the {r}."sv,
    "{n} and {n} {m} {v} in the {r} {w}."sv,
    "My {f} {p} {d} {a} {t}s {w}."sv,
    "The {a} {b} {m} {v} behind the {a} {t}."sv,
    "A {c} {b} and a {c} {b} {m} near the {r}."sv,
    "There are {d} {a} {b}s in the {r}."sv,
    "I have never seen such a {a} {o}."sv,
    "It was a {a}, {a} day in {l}."sv,
    "{n} said that the {t} was {a} and {a}."sv,
    "The {o} from {l} {p} my {t}, but I did not care."sv,
    "If the {b} is {a}, we will {e} the {t}."sv,
    "When {n} {m} {v}, everybody in the {r} {m}."sv,
    "Because it was {k}, the {o}s {m} in the {r}."sv,
    "She thinks about {s} more than about {s}."sv,
    "We learned {s}, {s} and {s} {w}."sv,
    "Nobody {p} the {t} except the {a} {o}."sv,
    "They say {n} is the most {a} {o} in {l}."sv,
    "This {t} is made of {x} and {x}."sv,
    "The {c} {t} costs {$}."sv,
    "I paid {$} for {d} pounds of {g}."sv,
    "He was born on {y}."sv,
    "The meeting is on {y} at {h}."sv,
    "The train to {l} leaves at {h} from track {d}."sv,
    "Call me at {h} on {q}, please."sv,
    "My number is {z}."sv,
    "She lives at {d} {l} Street, near the {r}."sv,
    "Chapter {d} is about {s}."sv,
    "About {D} people live in {l}."sv,
    "The score was {d} to {d}."sv,
    "Water boils at {d} degrees in {l}."sv,
    "Tomorrow will be {k} and {k}, with a high of {d} degrees."sv,
    "On {q} it will be {k} in {l} and {k} in {l}."sv,
    "The forecast says {k} for {q}."sv,
    "Please {e} the {t}."sv,
    "Do not {e} the {a} {t}!"sv,
    "{e} your {t} and {e} the {c} {t}."sv,
    "Turn left at the {r}, then go straight to the {r}."sv,
    "Walk {d} miles past the {a} {r} and turn right."sv,
    "Mix the {g} with the {g}, then add {d} cups of {g}."sv,
    "Cook the {g} for {d} minutes and {v} add the {g}."sv,
    "Buy {g}, {g}, {g} and {g}."sv,
    "We need {d} {t}s, {d} {t}s and a {a} {t}."sv,
    "First {n}, then {n}, and finally {n} {m}."sv,
    "Where is the {a} {t}?"sv,
    "Who {p} my {c} {t}?"sv,
    "Did {n} {e} the {t} {w}?"sv,
    "Why does the {o} want to {e} the {t}?"sv,
    "Can you {e} the {t} for me?"sv,
    "How many {b}s did you see in {l}?"sv,
    "Would you like some {g} or some {g}?"sv,
    "Is it {k} in {l} today?"sv,
    "What time does the {r} open on {q}?"sv,
    "Have you ever been to {l}, {n}?"sv,
    "What a {a} {b}!"sv,
    "Thank you, {n}!"sv,
    "Good morning, {n}."sv,
    "Good night, {n}, and sleep well."sv,
    "Yes."sv,
    "No, thank you."sv,
    "Hello there."sv,
    "Hello, my name is {n}."sv,
    "See you on {q}."sv,
    "Well, I think the {o} is right."sv,
    "\"I {p} the {t},\" said {n}, \"and I am {a}.\""sv,
    "\"Where are you?\" asked the {a} {o}."sv,
    "Once upon a time, a {a} {b} {m} in a {a} {r}."sv,
    "{n}, the {o}'s {f}, {p} {d} {c} {t}s {w}."sv,
    "Although the {t} was {a}, {n} {p} it {v}."sv,
    "The more {g} you eat, the more {a} you feel."sv,
    "Neither {n} nor {n} {p} the {a} {t} from {l}."sv,
    "{w}, the {o} and the {b} {m} {v}."sv,
    "Not only the {t} but also the {t} was {a}."sv,
    "In {Y}, {n} {m} from {l} to {l}."sv,
    "The {r} opens at {h} and closes at {h}."sv,
    "{a} {t}, {a} {t}, {a} {t}."sv,
    "{t}, {b}, {c}, {s}, {x}."sv,
    "{c} {b}s {v} {e} {x}."sv,
    "{a} {a} {r} {v} {s} {k} {f}."sv,
    "{o} {x} {m} {g} {p} {l}."sv,
    "{g} {v} {k} {b} {e} {a} {t} {s}."sv,
};

constexpr std::array kShort = {"{t}."sv,
                               "{n}."sv,
                               "{n}!"sv,
                               "{a}."sv,
                               "{d}."sv,
                               "{l}?"sv,
                               "{e} it."sv,
                               "The {a} {t}."sv,
                               "{v}, {n}."sv,
                               "{h}."sv,
                               "I {m}."sv,
                               "{c} {g}."sv,
                               "He {p} it."sv,
                               "You {e} {x}."sv};

// Slots that may hold a word nobody knows.
constexpr std::string_view kOpenSlots = "abcefgklmnoprstvx";
constexpr std::size_t kInventedPercent = 25;
constexpr std::size_t kShortPercent = 12;

class Random {
 public:
  Random(std::uint64_t seed, std::int64_t item)
      : engine_(seed * 0x9E3779B97F4A7C15U +
                static_cast<std::uint64_t>(item) * 0xD1B54A32D192ED03U + 1) {}
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }
  std::string_view word(WordClass word_class) {
    const auto words = words_of(word_class);
    return words[below(words.size())];
  }

 private:
  std::mt19937_64 engine_;
};

std::string money(Random& random) {
  std::string amount = "$";
  amount.append(std::to_string(random.between(2, 950)));
  const int cents = random.between(10, 99);
  if (random.below(2) != 0) {
    amount.append(".").append(std::to_string(cents));
  }
  return amount;
}

std::string clock_time(Random& random) {
  constexpr std::array kMinutes = {":15"sv, ":30"sv, ":45"sv, ":20"sv, ":05"sv, ""sv};
  const auto minutes = kMinutes[random.below(kMinutes.size())];
  return std::to_string(random.between(1, 12)) + std::string(minutes) +
         (random.below(2) == 0 ? " am" : " pm");
}

std::string date(Random& random) {
  return std::string(random.word(WordClass::kMonth)) + " " + std::to_string(random.between(1, 28)) +
         (random.below(2) == 0 ? "" : ", " + std::to_string(random.between(1900, 2030)));
}

std::string digits(Random& random) {
  std::string text;
  for (int i = 0; i < 7; ++i) {
    text += (i == 3 ? ", " : i > 0 ? " " : "") + std::to_string(random.between(0, 9));
  }
  return text;
}

std::string expand(char slot, Random& random) {
  switch (slot) {
    case 'a':
      return std::string(random.word(WordClass::kAdjective));
    case 'b':
      return std::string(random.word(WordClass::kAnimal));
    case 'c':
      return std::string(random.word(WordClass::kColour));
    case 'd':
      return std::to_string(random.between(2, 120));
    case 'D':
      return std::to_string(random.between(2, 900) * 100);
    case 'e':
      return std::string(random.word(WordClass::kVerb));
    case 'f':
      return std::string(random.word(WordClass::kRelative));
    case 'g':
      return std::string(random.word(WordClass::kFood));
    case 'h':
      return clock_time(random);
    case 'k':
      return std::string(random.word(WordClass::kWeather));
    case 'l':
      return std::string(random.word(WordClass::kPlace));
    case 'm':
      return std::string(random.word(WordClass::kMotionVerb));
    case 'n':
      return std::string(random.word(WordClass::kName));
    case 'o':
      return std::string(random.word(WordClass::kJob));
    case 'p':
      return std::string(random.word(WordClass::kPastVerb));
    case 'q':
      return std::string(random.word(WordClass::kWeekday));
    case 'r':
      return std::string(random.word(WordClass::kRoom));
    case 's':
      return std::string(random.word(WordClass::kSubject));
    case 't':
      return std::string(random.word(WordClass::kThing));
    case 'v':
      return std::string(random.word(WordClass::kAdverb));
    case 'w':
      return std::string(random.word(WordClass::kTimeWord));
    case 'x':
      return std::string(random.word(WordClass::kMaterial));
    case 'y':
      return date(random);
    case 'Y':
      return std::to_string(random.between(1800, 2030));
    case 'z':
      return digits(random);
    case '$':
      return money(random);
    default:
      break;
  }
  MELISMA_ASSERT(false && "unknown slot in a sentence template");
  return {};
}

std::string invented(char slot, Random& random) {
  std::string word = invented_word([&](std::size_t count) { return random.below(count); });
  if (slot == 'n' || slot == 'l') {
    word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  }
  return word;
}

std::string fill(std::string_view pattern, Vocabulary vocabulary, Random& random) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{') {
      const char slot = pattern[i + 1];
      const bool invents = vocabulary == Vocabulary::kWide &&
                           kOpenSlots.find(slot) != std::string_view::npos &&
                           random.below(100) < kInventedPercent;
      text += invents ? invented(slot, random) : expand(slot, random);
      i += 2;
    } else {
      text += pattern[i];
    }
  }
  const auto first = text.find_first_not_of('"');
  text[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[first])));
  return text;
}

}  // namespace

std::string make_sentence(std::uint64_t seed, std::int64_t item, Vocabulary vocabulary) {
  Random random(seed, item);
  if (vocabulary == Vocabulary::kWide && random.below(100) < kShortPercent) {
    return fill(kShort[random.below(kShort.size())], vocabulary, random);
  }
  return fill(kTemplates[random.below(kTemplates.size())], vocabulary, random);
}

}  // namespace melisma::models
