#include "models/text/pronunciation.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "audio/error.h"
#include "audio/lower_case.h"

namespace melisma::models {
namespace {

struct Written {
  int id = kPause;
  std::optional<int> stress;
};

Written read_phoneme(const std::string& word) {
  std::string name;
  std::optional<int> stress;
  for (const char c : word) {
    if (c >= '0' && c <= '2' && !stress) {
      stress = c - '0';
    } else {
      name += audio::lower_case(c);
    }
  }
  if (name == "ah" && stress == 0) {
    name = "ax";  // the front end's name for it
  }
  const auto id = phoneme_id(name);
  if (!id || *id == kPause || (stress && !is_vowel(*id))) {
    throw InputError("found the phoneme \"" + word +
                     "\", wanted those of the CMU dictionary, such as HH AH0 L OW1.");
  }
  return {*id, stress};
}

/// Consonants belong to the vowel after them, those at the end to the last one.
void spread_stress(const std::vector<Written>& written, Pronunciation& pronunciation) {
  const bool any = std::ranges::any_of(written, [](const Written& w) { return w.stress > 0; });
  bool stressed = false;
  for (std::size_t i = written.size(); i-- > 0;) {
    if (is_vowel(written[i].id)) {
      stressed = any ? written[i].stress > 0 : !written[i].stress;
    }
    pronunciation[i].stressed = stressed;
  }
  const auto last_vowel = std::find_if(
      written.rbegin(), written.rend(), [](const Written& w) { return is_vowel(w.id); });
  for (auto i = written.rbegin(); i != last_vowel && last_vowel != written.rend(); ++i) {
    pronunciation[static_cast<std::size_t>(written.rend() - i) - 1].stressed =
        pronunciation[static_cast<std::size_t>(written.rend() - last_vowel) - 1].stressed;
  }
}

}  // namespace

Pronunciation parse_pronunciation(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::vector<Written> written;
  for (std::string word; words >> word;) {
    written.push_back(read_phoneme(word));
  }
  if (written.empty() || written.size() > kMostWordPhonemes) {
    throw InputError("found " + std::to_string(written.size()) +
                     " phonemes, wanted 1 to 64 of the CMU dictionary, such as HH AH0 L OW1.");
  }
  Pronunciation pronunciation;
  for (const Written& each : written) {
    pronunciation.push_back({each.id, false});
  }
  spread_stress(written, pronunciation);
  return pronunciation;
}

std::vector<Phoneme> phonemes_of_word(const Pronunciation& pronunciation,
                                      bool accented,
                                      int word_index) {
  std::vector<Phoneme> phonemes;
  for (const SpokenPhoneme& spoken : pronunciation) {
    Phoneme phoneme;
    phoneme.id = spoken.id;
    phoneme.stressed = spoken.stressed;
    phoneme.accented = accented && spoken.stressed;
    phoneme.word_index = word_index;
    phonemes.push_back(phoneme);
  }
  return phonemes;
}

}  // namespace melisma::models
