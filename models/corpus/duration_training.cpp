#include "models/corpus/duration_training.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/error.h"
#include "audio/metrics/correlation.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/speech_item.h"
#include "models/text/duration_context.h"

namespace melisma::models {
namespace {

constexpr double kFrameRate = 50.0;
constexpr std::size_t kFewestSentences = 10;
constexpr double kShortestSeconds = 0.005;
constexpr std::size_t kPhonemes = kPhonemeNames.size();

/// Phonemes of many sentences.
struct Examples {
  std::vector<std::uint8_t> rows;      // [N][kDurationInputs]
  std::vector<float> log_seconds;      // [N]
  std::vector<std::size_t> mean_slot;  // [N]: voice x phoneme
  std::int64_t sentences = 0;
  double seconds = 0;

  void add(const SpeechItem& item) {
    const auto context = duration_context(item.phonemes, sentence_type(item.text), item.voice);
    rows.insert(rows.end(), context.begin(), context.end());
    double begin = 0;
    for (std::size_t i = 0; i < item.phonemes.size(); ++i) {
      const double length = (item.ends_s[i] - begin) / item.duration_stretch;
      begin = item.ends_s[i];
      log_seconds.push_back(static_cast<float>(std::log(std::max(length, kShortestSeconds))));
      mean_slot.push_back(static_cast<std::size_t>(item.voice) * kPhonemes +
                          static_cast<std::size_t>(item.phonemes[i].id));
    }
    ++sentences;
    seconds += begin;
  }

  /// [kDurationInputs][N]
  [[nodiscard]] std::vector<std::uint8_t> columns() const {
    const std::size_t count = log_seconds.size();
    std::vector<std::uint8_t> turned(rows.size());
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t input = 0; input < kDurationInputs; ++input) {
        turned[input * count + i] = rows[i * kDurationInputs + input];
      }
    }
    return turned;
  }
};

/// Mean of each voice and phoneme; of the phoneme in all voices, or of everything, where there are
/// few or none.
std::vector<float> means_of(const Examples& examples, std::size_t voices) {
  constexpr double kPrior = 4;  // phonemes
  double all = 0;
  std::vector<double> sums(voices * kPhonemes);
  std::vector<double> counts(voices * kPhonemes);
  for (std::size_t i = 0; i < examples.log_seconds.size(); ++i) {
    sums[examples.mean_slot[i]] += static_cast<double>(examples.log_seconds[i]);
    counts[examples.mean_slot[i]] += 1;
    all += static_cast<double>(examples.log_seconds[i]);
  }
  all /= static_cast<double>(examples.log_seconds.size());
  std::vector<float> means(voices * kPhonemes);
  for (std::size_t phoneme = 0; phoneme < kPhonemes; ++phoneme) {
    double sum = all * kPrior;
    double count = kPrior;
    for (std::size_t voice = 0; voice < voices; ++voice) {
      sum += sums[voice * kPhonemes + phoneme];
      count += counts[voice * kPhonemes + phoneme];
    }
    const double common = sum / count;
    for (std::size_t voice = 0; voice < voices; ++voice) {
      const std::size_t slot = voice * kPhonemes + phoneme;
      means[slot] = static_cast<float>((sums[slot] + common * kPrior) / (counts[slot] + kPrior));
    }
  }
  return means;
}

DurationFigures figures_of(const Examples& examples, const std::vector<float>& predicted) {
  DurationFigures figures;
  figures.phonemes = std::ssize(predicted);
  double squares = 0;
  double frames = 0;
  double real_seconds = 0;
  double predicted_seconds = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const auto real = static_cast<double>(examples.log_seconds[i]);
    const auto guess = static_cast<double>(predicted[i]);
    squares += (guess - real) * (guess - real);
    frames += std::abs(std::exp(guess) - std::exp(real)) * kFrameRate;
    real_seconds += std::exp(real);
    predicted_seconds += std::exp(guess);
  }
  const auto count = static_cast<double>(predicted.size());
  figures.rmse_log = std::sqrt(squares / count);
  figures.mean_error_frames = frames / count;
  figures.length_ratio = predicted_seconds / real_seconds;
  figures.correlation_log = audio::pearson_correlation(predicted, examples.log_seconds);
  return figures;
}

void measure(const Examples& held_out, DurationTraining& training) {
  std::vector<float> mean;
  std::vector<float> whole;
  for (std::size_t i = 0; i < held_out.log_seconds.size(); ++i) {
    const auto row = std::span(held_out.rows).subspan(i * kDurationInputs, kDurationInputs);
    mean.push_back(training.weights.mean[held_out.mean_slot[i]]);
    whole.push_back(mean.back() + training.weights.trees.predict(row));
  }
  training.baseline = figures_of(held_out, mean);
  training.held_out = figures_of(held_out, whole);
}

}  // namespace

DurationTraining train_durations(const std::filesystem::path& corpus,
                                 const BoostedTreeOptions& options,
                                 const std::atomic<bool>& stop,
                                 const std::function<void(std::int64_t, std::int64_t)>& progress) {
  const CorpusIndex index = read_corpus_index(corpus);
  if (index.kind != "speech") {
    throw InputError(
        corpus.string() + " is a " + index.kind +
        " corpus; durations need a speech corpus. Make one with: melisma corpus speech");
  }
  const auto items = complete_items(corpus, index);
  const std::int64_t all = std::ssize(items) + options.trees;
  const auto report = [&](std::int64_t done) {
    if (progress) {
      progress(done, all);
    }
  };
  Examples trained;
  Examples held_out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (stop.load(std::memory_order_relaxed)) {
      throw Interrupted();
    }
    (is_held_out(items[i]) ? held_out : trained).add(read_speech_item(corpus, items[i]));
    report(static_cast<std::int64_t>(i) + 1);
  }
  if (trained.sentences < static_cast<std::int64_t>(kFewestSentences) || held_out.sentences == 0) {
    throw InputError(corpus.string() + " has " + std::to_string(items.size()) +
                     " sentences; wanted at least 21. Make a larger corpus.");
  }
  DurationTraining training;
  for (const std::string_view voice : kVoiceNames) {
    training.weights.voices.emplace_back(voice);
  }
  training.sentences = trained.sentences;
  training.hours = trained.seconds / 3600;
  training.weights.mean = means_of(trained, training.weights.voices.size());
  std::vector<float> residual(trained.log_seconds.size());
  for (std::size_t i = 0; i < residual.size(); ++i) {
    residual[i] = trained.log_seconds[i] - training.weights.mean[trained.mean_slot[i]];
  }
  training.weights.trees =
      fit_boosted_trees(trained.columns(), residual, options, stop, [&](int tree) {
        report(std::ssize(items) + tree);
      });
  measure(held_out, training);
  return training;
}

}  // namespace melisma::models
