#include "cli/eval/speech_recogniser.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include <pocketsphinx.h>
#include <sphinxbase/err.h>

#include "audio/error.h"
#include "audio/metrics/word_error_rate.h"
#include "audio/resampler.h"
#include "cli/eval/bigram_model.h"

namespace melisma::cli {
namespace {

constexpr int kRecogniserRate = 16000;

/// Lines of the pronunciation dictionary by word; a word has several lines when it has several
/// pronunciations ("read", "read(2)").
using Pronunciations = std::map<std::string, std::string, std::less<>>;

Pronunciations read_dictionary(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw Error("speech recogniser: no dictionary at " + path.string() +
                "; install the package pocketsphinx-en-us (scripts/setup does)");
  }
  Pronunciations result;
  for (std::string line; std::getline(file, line);) {
    const std::string head = line.substr(0, line.find(' '));
    result[head.substr(0, head.find('('))] += line + "\n";
  }
  return result;
}

/// A folder that lives as long as the object: PocketSphinx reads its models from files only.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "melisma-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw Error("cannot make a temporary folder " + name + "; is TMPDIR writable?");
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = path_ / name;
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) {
      throw Error("cannot write " + path.string() + "; is the disk full?");
    }
    return path.string();
  }

 private:
  std::filesystem::path path_;
};

std::vector<std::int16_t> to_recogniser_samples(std::span<const float> mono, int sample_rate) {
  std::vector<float> finite(mono.begin(), mono.end());
  std::replace_if(
      finite.begin(), finite.end(), [](float x) { return !std::isfinite(x); }, 0.0F);
  const auto resampled = audio::resample_all(
      finite, audio::SampleRate{sample_rate}, audio::SampleRate{kRecogniserRate});
  std::vector<std::int16_t> samples(resampled.size());
  std::transform(resampled.begin(), resampled.end(), samples.begin(), [](float x) {
    return static_cast<std::int16_t>(std::lround(std::clamp(x, -1.0F, 1.0F) * 32767.0F));
  });
  return samples;
}

}  // namespace

struct SpeechRecogniser::Decoder {
  Decoder(const std::string& language_model, const std::string& dictionary) {
    const std::string acoustic = std::string(MELISMA_RECOGNISER_MODELS) + "/en-us";
    // Means over the whole utterance, so that one clip does not change how the next is heard.
    config = cmd_ln_init(nullptr,
                         ps_args(),
                         1,
                         "-hmm",
                         acoustic.c_str(),
                         "-lm",
                         language_model.c_str(),
                         "-dict",
                         dictionary.c_str(),
                         "-cmn",
                         "batch",
                         "-logfn",
                         "/dev/null",
                         nullptr);
    recogniser = config == nullptr ? nullptr : ps_init(config);
    if (recogniser == nullptr) {
      cmd_ln_free_r(config);
      throw Error("speech recogniser: PocketSphinx could not load " + acoustic +
                  "; install the package pocketsphinx-en-us (scripts/setup does)");
    }
  }
  ~Decoder() {
    ps_free(recogniser);
    cmd_ln_free_r(config);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  cmd_ln_t* config = nullptr;
  ps_decoder_t* recogniser = nullptr;
};

SpeechRecogniser::SpeechRecogniser(std::span<const std::string> grammar_sentences) {
  err_set_logfp(nullptr);
  const Pronunciations known =
      read_dictionary(std::filesystem::path(MELISMA_RECOGNISER_MODELS) / "cmudict-en-us.dict");
  std::vector<std::vector<std::string>> sentences;
  for (const std::string& sentence : grammar_sentences) {
    // A word that cannot be heard parts its sentence, so that its neighbours do not become a pair.
    std::vector<std::string> part;
    for (std::string& word : audio::comparable_words(sentence)) {
      if (known.contains(word)) {
        part.push_back(std::move(word));
      } else {
        missing_.push_back(std::move(word));
        sentences.push_back(std::exchange(part, {}));
      }
    }
    sentences.push_back(std::move(part));
  }
  std::sort(missing_.begin(), missing_.end());
  missing_.erase(std::unique(missing_.begin(), missing_.end()), missing_.end());

  const BigramModel model(sentences);
  const std::vector<std::string> words = model.words();
  if (words.empty()) {
    throw ConfigError(
        "speech recogniser: the " + std::to_string(grammar_sentences.size()) +
        " sentences hold no English word that its dictionary knows; give English text");
  }
  std::string dictionary;
  for (const std::string& word : words) {
    dictionary += known.find(word)->second;
  }
  const TemporaryFolder folder;
  decoder_ = std::make_unique<Decoder>(folder.write("grammar.lm", model.arpa()),
                                       folder.write("words.dict", dictionary));
}

SpeechRecogniser::~SpeechRecogniser() = default;
SpeechRecogniser::SpeechRecogniser(SpeechRecogniser&&) noexcept = default;
SpeechRecogniser& SpeechRecogniser::operator=(SpeechRecogniser&&) noexcept = default;

std::string SpeechRecogniser::recognise(std::span<const float> mono, int sample_rate) {
  const std::vector<std::int16_t> samples = to_recogniser_samples(mono, sample_rate);
  if (samples.empty()) {
    return {};
  }
  ps_decoder_t* recogniser = decoder_->recogniser;
  const bool done = ps_start_utt(recogniser) == 0 &&
                    ps_process_raw(recogniser, samples.data(), samples.size(), 0, 1) >= 0 &&
                    ps_end_utt(recogniser) == 0;
  if (!done) {
    throw Error("speech recogniser: PocketSphinx failed on a clip of " +
                std::to_string(samples.size()) + " samples at 16 kHz");
  }
  std::int32_t score = 0;
  const char* words = ps_get_hyp(recogniser, &score);
  return words == nullptr ? std::string{} : std::string(words);
}

}  // namespace melisma::cli
