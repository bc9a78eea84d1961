#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audio/metrics/word_error_rate.h"
#include "cli/eval/figure_mean.h"
#include "cli/eval/figure_table.h"
#include "cli/eval/generated_sound.h"
#include "cli/eval/intelligibility.h"
#include "cli/eval/signal_faults.h"

namespace melisma::cli {

/// One way to say sentences, measured: Flite itself, its codec reconstruction, a model.
class SpeechSystem {
 public:
  explicit SpeechSystem(std::string name) : name_(std::move(name)) {}

  /// One sentence, and what was heard of it; `expected_seconds` is how long the reference takes.
  Heard add(const std::string& text,
            const GeneratedSound& sound,
            int sample_rate,
            double expected_seconds,
            Intelligibility& words);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const audio::WordErrors& errors() const noexcept { return errors_; }
  [[nodiscard]] const FaultCounts& faults() const noexcept { return faults_; }
  /// Empty when no time was measured.
  [[nodiscard]] std::optional<double> real_time_factor() const;
  /// A row of speech_table.
  void add_row(FigureTable& table) const;

 private:
  std::string name_;
  audio::WordErrors errors_;
  FaultCounts faults_;
  FigureMean wrong_sentences_;  // with an error at all
  FigureMean length_ratio_;     // to the reference
  double seconds_ = 0;
  double wall_seconds_ = 0;
};

FigureTable speech_table();

/// A text, and the words that a listener should hear.
struct SpokenText {
  std::string text;
  std::string words;
};

/// Lines of a text, a tab and its words. Throws InputError that names the line.
std::vector<SpokenText> read_spoken_texts(const std::string& path);

/// Sentences [0, count) of the grammar.
std::vector<std::string> grammar_sentences(std::uint64_t seed, int count);

}  // namespace melisma::cli
