#include "models/corpus/composer/form.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace melisma::models {
namespace {

using Text = std::string_view;

// One letter a phrase: i intro, V verse, p pre-chorus, C chorus, b bridge, S solo, k break, o
// outro, A B D themes, 1 2 3 variations of A, n interlude; L M loops (the second idea of a loop).
constexpr std::array kSongs{Text("iVVo"),
                            Text("VVC"),
                            Text("VVCC"),
                            Text("iVVCC"),
                            Text("iVVCCo"),
                            Text("VVpCC"),
                            Text("iVVpCCo"),
                            Text("VVCCVVCC"),
                            Text("iVVCCbCCo"),
                            Text("iVVCCVVCCo"),
                            Text("VVCCSSCC"),
                            Text("iVVpCCbbCCo"),
                            Text("iVVCCSSCCo"),
                            Text("iVVpCCVVpCCo"),
                            Text("iVVCCkCCo"),
                            Text("iVVpCCVVpCCbbCCo"),
                            Text("CCVVCC"),
                            Text("VVVVCC"),
                            Text("iVVCCVVCCSSbbCCo"),
                            Text("VCVC")};
constexpr std::array kThemes{Text("AA"),       Text("AAo"),         Text("AABA"),
                             Text("AABB"),     Text("iAAo"),        Text("AABA1"),
                             Text("AABBA"),    Text("AA11"),        Text("AA1122"),
                             Text("iAABAo"),   Text("AABBAA"),      Text("AABBDDAA"),
                             Text("AA112233"), Text("iAABBAAo"),    Text("AABBAABB"),
                             Text("iAASSAAo"), Text("AABAnAABA"),   Text("iAABASSBAo"),
                             Text("AA"),       Text("AABBAADDAAo"), Text("AABBAABBDDAAo")};
constexpr std::array kLoops{Text("iLL"),
                            Text("LLL"),
                            Text("LLMM"),
                            Text("iLLMM"),
                            Text("iLLkLL"),
                            Text("iLLMMo"),
                            Text("iLLMMLLo"),
                            Text("iLLkMMLL"),
                            Text("LLMMLLMM"),
                            Text("iLLMMkMMo"),
                            Text("iLLLLMMkLLo"),
                            Text("iLLMMkLLMMo"),
                            Text("iiLLMMkMMLLMMo"),
                            Text("LL")};
constexpr std::array kBluesForms{Text("VVV"),
                                 Text("iVVV"),
                                 Text("VVVo"),
                                 Text("VVVSSS"),
                                 Text("iVVVVVV"),
                                 Text("VVVSSSVVV"),
                                 Text("iVVVSSSVVVo"),
                                 Text("VVVVVVSSSVVV")};

std::span<const Text> forms_of(FormKind kind) {
  switch (kind) {
    case FormKind::kSong:
      return kSongs;
    case FormKind::kTheme:
      return kThemes;
    case FormKind::kLoop:
      return kLoops;
    default:
      return kBluesForms;
  }
}

struct Meaning {
  char letter;
  Section section;
  char idea;
  double intensity;
};
constexpr std::array kMeanings{Meaning{'i', Section::kIntro, 'A', .2},
                               Meaning{'V', Section::kVerse, 'A', .5},
                               Meaning{'p', Section::kPreChorus, 'P', .6},
                               Meaning{'C', Section::kChorus, 'B', .9},
                               Meaning{'b', Section::kBridge, 'D', .45},
                               Meaning{'S', Section::kSolo, 'A', .8},
                               Meaning{'k', Section::kBreak, 'A', .15},
                               Meaning{'o', Section::kOutro, 'A', .4},
                               Meaning{'A', Section::kTheme, 'A', .55},
                               Meaning{'B', Section::kTheme, 'B', .7},
                               Meaning{'D', Section::kBridge, 'D', .6},
                               Meaning{'1', Section::kVariation, 'A', .6},
                               Meaning{'2', Section::kVariation, 'A', .75},
                               Meaning{'3', Section::kVariation, 'A', .9},
                               Meaning{'n', Section::kInterlude, 'D', .3},
                               Meaning{'L', Section::kVerse, 'A', .6},
                               Meaning{'M', Section::kChorus, 'B', .9}};

/// Intros and outros are short where bars are long.
int bars_of(char letter, double bar_s) {
  return (letter == 'i' || letter == 'o') && bar_s > 1.8 ? 2 : 4;
}

double length_s(Text form, double bar_s) {
  double bars = 0;
  for (const char letter : form) {
    bars += bars_of(letter, bar_s);
  }
  return bars * bar_s;
}

Text choose(std::span<const Text> forms, double bar_s, double target_s, CropRandom& random) {
  Text best = forms.front();
  double least = 1e9;
  for (const Text form : forms) {
    const double length = length_s(form, bar_s);
    const double outside = std::max({20 - length, length - 88, 0.0});
    // The random part lets forms of like lengths take turns.
    const double distance = std::abs(length - target_s) + 50 * outside + 14 * random.uniform();
    if (distance < least) {
      least = distance;
      best = form;
    }
  }
  return best;
}

Cadence cadence_of(FormKind kind, const Phrase& phrase) {
  const bool answers = phrase.line % 2 == 1 || phrase.last_of_section;
  if (kind == FormKind::kBlues || kind == FormKind::kLoop || phrase.section == Section::kIntro ||
      phrase.section == Section::kBreak) {
    return Cadence::kLoop;
  }
  if (phrase.section == Section::kPreChorus || phrase.section == Section::kBridge) {
    return phrase.last_of_section ? Cadence::kOpen : Cadence::kLoop;
  }
  return answers ? Cadence::kClosed : Cadence::kOpen;
}

}  // namespace

bool Form::has(Section section) const {
  return std::ranges::find(phrases, section, &Phrase::section) != phrases.end();
}

Form make_form(const StyleProfile& style, double bar_s, double target_s, CropRandom& random) {
  const Text letters = choose(forms_of(style.form), bar_s, target_s, random);
  Form form;
  std::array<int, 128> heard{};
  int bar = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char letter = letters[i];
    const auto* meaning = std::ranges::find(kMeanings, letter, &Meaning::letter);
    Phrase phrase;
    phrase.section = meaning->section;
    phrase.idea = meaning->idea;
    phrase.intensity = meaning->intensity;
    phrase.first_bar = bar;
    phrase.bars = bars_of(letter, bar_s);
    const bool goes_on = i > 0 && letters[i - 1] == letter;
    phrase.line = goes_on ? form.phrases.back().line + 1 : 0;
    phrase.last_of_section = i + 1 == letters.size() || letters[i + 1] != letter;
    phrase.repeat =
        goes_on ? form.phrases.back().repeat : heard[static_cast<std::size_t>(letter)]++;
    phrase.repeat += letter >= '1' && letter <= '3' && !goes_on ? letter - '0' : 0;
    phrase.cadence = cadence_of(style.form, phrase);
    bar += phrase.bars;
    form.phrases.push_back(phrase);
  }
  form.phrases.back().cadence = Cadence::kClosed;
  return form;
}

}  // namespace melisma::models
