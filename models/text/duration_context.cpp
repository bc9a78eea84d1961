#include "models/text/duration_context.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"
#include "models/text/phoneme_classes.h"

namespace melisma::models {
namespace {

constexpr int kLargestCount = 31;

/// A run of phonemes [begin, end): a syllable, word or phrase.
struct Run {
  int begin = 0;
  int end = 0;
  [[nodiscard]] int length() const { return end - begin; }
};

/// For every phoneme the run that it belongs to: a new one begins where `starts(i)`.
template <typename Starts>
std::vector<int> number_runs(int count, std::vector<Run>& runs, const Starts& starts) {
  std::vector<int> run_of(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    if (i == 0 || starts(i)) {
      runs.push_back({i, i});
    }
    runs.back().end = i + 1;
    run_of[static_cast<std::size_t>(i)] = static_cast<int>(runs.size()) - 1;
  }
  return run_of;
}

/// Consonants that can begin an English syllable together, by manner: stop or fricative before
/// liquid or glide, s before stop or nasal.
bool is_onset(int first, int second) {
  const PhonemeClass& a = phoneme_class(first);
  const PhonemeClass& b = phoneme_class(second);
  const bool to_glide = b.manner == Manner::kLiquid || b.manner == Manner::kGlide;
  const bool obstruent = a.manner == Manner::kStop || a.manner == Manner::kFricative;
  const bool after_s = a.manner == Manner::kFricative && a.place == 4 && a.voiced == 0 &&
                       (b.manner == Manner::kNasal || b.manner == Manner::kStop) && !b.voiced;
  return (obstruent && to_glide) || after_s;
}

class SentenceContext {
 public:
  SentenceContext(std::span<const Phoneme> phonemes, SentenceType type, int voice)
      : phonemes_(phonemes),
        count_(static_cast<int>(phonemes.size())),
        type_(static_cast<int>(type)),
        voice_(voice) {
    word_of_ = number_runs(
        count_, words_, [&](int i) { return at(i).word_index != at(i - 1).word_index; });
    phrase_of_ = number_runs(
        count_, phrases_, [&](int i) { return (at(i).id == kPause) != (at(i - 1).id == kPause); });
    syllable_of_ = number_runs(count_, syllables_, [&](int i) { return begins_syllable(i); });
  }

  std::vector<std::uint8_t> build() {
    for (int i = 0; i < count_; ++i) {
      put_phonemes(i);
      put_flags(i);
      put_syllable(i);
      put_word(i);
      put_phrase(i);
      put(type_);
      put(voice_);
      MELISMA_ASSERT(values_.size() == static_cast<std::size_t>(i + 1) * kDurationInputs);
    }
    return std::move(values_);
  }

 private:
  void put(int value) { values_.push_back(static_cast<std::uint8_t>(value)); }
  void put_count(int value) { put(std::clamp(value, 0, kLargestCount)); }
  [[nodiscard]] Phoneme at(int i) const {
    return i < 0 || i >= count_ ? Phoneme{} : phonemes_[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] static bool vowel(const Phoneme& phoneme) {
    return phoneme_class(phoneme.id).manner == Manner::kVowel;
  }

  /// A vowel is ahead in the word, and phoneme i is the first of the longest onset before it.
  [[nodiscard]] bool begins_syllable(int i) const {
    if (at(i).word_index != at(i - 1).word_index) {
      return true;
    }
    if (vowel(at(i))) {
      return vowel(at(i - 1));
    }
    int next = i;
    while (at(next).word_index == at(i).word_index && next < count_ && !vowel(at(next))) {
      ++next;
    }
    const bool vowel_ahead = next < count_ && at(next).word_index == at(i).word_index;
    bool vowel_behind = false;
    for (int k = i - 1; k >= 0 && at(k).word_index == at(i).word_index; --k) {
      vowel_behind = vowel_behind || vowel(at(k));
    }
    if (!vowel_ahead || !vowel_behind) {
      return false;
    }
    int onset = next - 1;
    while (onset > 0 && !vowel(at(onset - 1)) && is_onset(at(onset - 1).id, at(onset).id)) {
      --onset;
    }
    return i == onset;
  }

  void put_phonemes(int i) {
    for (const int step : {0, -1, 1, -2, 2}) {
      const int id = at(i + step).id;
      const PhonemeClass& traits = phoneme_class(id);
      put(id);
      put(static_cast<int>(traits.manner));
      put(traits.place);
      put(traits.voiced);
      put(traits.length);
      put(traits.height);
      put(traits.front);
    }
  }

  void put_flags(int i) {
    const Phoneme phoneme = at(i);
    for (const bool flag : {phoneme.stressed,
                            phoneme.accented,
                            phoneme.word_start,
                            phoneme.word_end,
                            phoneme.phrase_final,
                            at(i - 1).stressed,
                            at(i - 1).accented,
                            at(i + 1).stressed,
                            at(i + 1).accented}) {
      put(flag ? 1 : 0);
    }
  }

  void put_syllable(int i) {
    const Run run = syllables_[static_cast<std::size_t>(syllable_of_[static_cast<std::size_t>(i)])];
    int nucleus = run.begin;
    while (nucleus + 1 < run.end && !vowel(at(nucleus))) {
      ++nucleus;
    }
    put_count(i - run.begin);
    put_count(run.end - 1 - i);
    put_count(run.length());
    put(i < nucleus ? 0 : i == nucleus ? 1 : 2);
    put(at(run.begin - 1).stressed ? 1 : 0);
    put(at(run.end).stressed ? 1 : 0);
    const bool onset = run.begin < nucleus;
    const bool coda = nucleus + 1 < run.end;
    put(onset ? static_cast<int>(phoneme_class(at(run.begin).id).manner) : 0);
    put(coda ? static_cast<int>(phoneme_class(at(nucleus + 1).id).manner) : 0);
    put(at(nucleus).id);
  }

  enum class Counted { kAll, kStressed, kAccented };

  [[nodiscard]] int syllables_in(int begin, int end, Counted counted) const {
    int count = 0;
    for (int i = begin; i < end; ++i) {
      const Phoneme phoneme = at(i);
      const bool fits = counted == Counted::kAll ||
                        (counted == Counted::kStressed ? phoneme.stressed : phoneme.accented);
      count += vowel(phoneme) && fits ? 1 : 0;
    }
    return count;
  }
  /// Syllables to the nearest accented one in the phrase, in steps of `step`; kLargestCount = none.
  [[nodiscard]] int to_accent(int i, int step, const Run& phrase) const {
    int count = 0;
    for (int k = i + step; k >= phrase.begin && k < phrase.end; k += step) {
      count += vowel(at(k)) ? 1 : 0;
      if (vowel(at(k)) && at(k).accented) {
        return count;
      }
    }
    return kLargestCount;
  }
  [[nodiscard]] int word_length(int word) const {
    const bool exists = word >= 0 && word < static_cast<int>(words_.size());
    return exists ? words_[static_cast<std::size_t>(word)].length() : 0;
  }

  void put_word(int i) {
    const int word = word_of_[static_cast<std::size_t>(i)];
    const Run run = words_[static_cast<std::size_t>(word)];
    put_count(i - run.begin);
    put_count(run.end - 1 - i);
    put_count(run.length());
    put_count(syllables_in(run.begin, i, Counted::kAll));
    put_count(syllables_in(i + 1, run.end, Counted::kAll));
    put_count(syllables_in(run.begin, run.end, Counted::kAll));
    put_count(word_length(word - 1));
    put_count(word_length(word + 1));
  }

  void put_phrase(int i) {
    const int phrase = phrase_of_[static_cast<std::size_t>(i)];
    const Run run = phrases_[static_cast<std::size_t>(phrase)];
    const int word = word_of_[static_cast<std::size_t>(i)];
    put_count(i - run.begin);
    put_count(run.end - 1 - i);
    put_count(syllables_in(run.begin, i, Counted::kAll));
    put_count(syllables_in(i + 1, run.end, Counted::kAll));
    put_count(word - word_of_[static_cast<std::size_t>(run.begin)]);
    put_count(word_of_[static_cast<std::size_t>(run.end - 1)] - word);
    put_count(syllables_in(run.begin, i, Counted::kStressed));
    put_count(syllables_in(i + 1, run.end, Counted::kStressed));
    put_count(syllables_in(run.begin, i, Counted::kAccented));
    put_count(syllables_in(i + 1, run.end, Counted::kAccented));
    put_count(to_accent(i, -1, run));
    put_count(to_accent(i, 1, run));
    put_count(phrase);
    put_count(static_cast<int>(phrases_.size()) - 1 - phrase);
    put_count(static_cast<int>(words_.size()));
    // Of the phrase before a pause, which decides how long the pause is.
    const bool before = phrase > 0;
    const Run last = before ? phrases_[static_cast<std::size_t>(phrase - 1)] : Run{};
    put_count(before ? last.length() : 0);
    const bool after = phrase + 1 < static_cast<int>(phrases_.size());
    put_count(after ? phrases_[static_cast<std::size_t>(phrase + 1)].length() : 0);
    put_count(run.length());
    put_count(i);
    put_count(count_ - 1 - i);
  }

  std::span<const Phoneme> phonemes_;
  int count_;
  int type_;
  int voice_;
  std::vector<Run> words_;
  std::vector<Run> phrases_;
  std::vector<Run> syllables_;
  std::vector<int> word_of_;
  std::vector<int> phrase_of_;
  std::vector<int> syllable_of_;
  std::vector<std::uint8_t> values_;
};

}  // namespace

std::vector<std::uint8_t> duration_context(std::span<const Phoneme> phonemes,
                                           SentenceType type,
                                           int voice) {
  MELISMA_ASSERT(voice >= 0 && voice <= kLargestDurationInput);
  return SentenceContext(phonemes, type, voice).build();
}

}  // namespace melisma::models
