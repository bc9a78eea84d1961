#include "cli/eval/speech_evaluation.h"

#include <sstream>

#include "audio/error.h"
#include "models/corpus/sentence_grammar.h"
#include "models/text/text_file.h"

namespace melisma::cli {

Heard SpeechSystem::add(const std::string& text,
                        const GeneratedSound& sound,
                        int sample_rate,
                        double expected_seconds,
                        Intelligibility& words) {
  Heard heard = words.hear(text, sound.samples, sample_rate);
  errors_ += heard.errors;
  wrong_sentences_.add(heard.errors.total() > 0 ? 1.0 : 0.0);
  faults_.add(signal_faults(sound.samples, sample_rate, expected_seconds));
  const double seconds = static_cast<double>(sound.samples.size()) / sample_rate;
  if (expected_seconds > 0) {
    length_ratio_.add(seconds / expected_seconds);
  }
  seconds_ += seconds;
  wall_seconds_ += sound.wall_seconds;
  return heard;
}

std::optional<double> SpeechSystem::real_time_factor() const {
  return wall_seconds_ > 0 && seconds_ > 0 ? std::optional<double>(wall_seconds_ / seconds_)
                                           : std::nullopt;
}

void SpeechSystem::add_row(FigureTable& table) const {
  const auto count = [](auto number) { return std::optional<double>(static_cast<double>(number)); };
  table.add_row(name_,
                {errors_.rate(),
                 count(errors_.substitutions),
                 count(errors_.deletions),
                 count(errors_.insertions),
                 wrong_sentences_.mean(),
                 length_ratio_.mean(),
                 count(faults_.silent),
                 count(faults_.too_long),
                 count(faults_.too_short),
                 count(faults_.clipped),
                 real_time_factor()});
}

FigureTable speech_table() {
  return FigureTable("speech",
                     {{"word_error_rate", "WER", 3},
                      {"substitutions", "sub", 0},
                      {"deletions", "del", 0},
                      {"insertions", "ins", 0},
                      {"wrong_sentences", "wrong sentences", 2},
                      {"length_ratio", "length", 2},
                      {"silent", "silent", 0},
                      {"too_long", "too long", 0},
                      {"too_short", "too short", 0},
                      {"clipped", "clipped", 0},
                      {"real_time_factor", "RTF", 3}});
}

std::vector<SpokenText> read_spoken_texts(const std::string& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
  std::istringstream lines(models::read_beginning(path, kMostBytes, "list of texts"));
  std::vector<SpokenText> texts;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || tab == 0 || tab + 1 == line.size()) {
      throw InputError(path + ", line " + std::to_string(texts.size() + 1) +
                       ": wanted a text, a tab and the words that are to be heard.");
    }
    texts.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return texts;
}

std::vector<std::string> grammar_sentences(std::uint64_t seed, int count) {
  std::vector<std::string> sentences;
  for (int item = 0; item < count; ++item) {
    sentences.push_back(models::make_sentence(seed, item));
  }
  return sentences;
}

}  // namespace melisma::cli
