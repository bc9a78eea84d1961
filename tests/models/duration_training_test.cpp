#include "models/corpus/duration_training.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/sentence_grammar.h"
#include "models/text/phonemizer.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

/// A rule that durations follow: vowels are long, more so when stressed and at the end of a phrase;
/// the second voice is slower.
double rule(const Phoneme& phoneme, int voice) {
  double seconds = phoneme.id == kPause ? .15 : is_vowel(phoneme.id) ? .09 : .06;
  seconds *= phoneme.stressed && is_vowel(phoneme.id) ? 1.4 : 1;
  seconds *= phoneme.phrase_final ? 1.3 : 1;
  return seconds * (voice == 1 ? 1.2 : 1);
}

void write_item(const std::filesystem::path& folder, std::int64_t item) {
  const std::string text = make_sentence(3, item);
  const int voice = static_cast<int>(item % 2);
  const double stretch = .9 + .05 * static_cast<double>(item % 5);
  auto list = nlohmann::json::array();
  double end = 0;
  for (const Phoneme& phoneme : phonemize(text)) {
    end += rule(phoneme, voice) * stretch;
    list.push_back({{"name", kPhonemeNames.at(static_cast<std::size_t>(phoneme.id))},
                    {"end", end},
                    {"stressed", phoneme.stressed},
                    {"accented", phoneme.accented},
                    {"word_start", phoneme.word_start},
                    {"word_end", phoneme.word_end},
                    {"phrase_final", phoneme.phrase_final},
                    {"word", phoneme.word_index}});
  }
  const nlohmann::json json = {{"text", text},
                               {"voice", voice == 0 ? "rms" : "slt"},
                               {"duration_stretch", stretch},
                               {"phonemes", list}};
  std::ofstream(corpus_item(folder, item, ".json")) << json.dump();
}

void write_corpus(const std::filesystem::path& folder,
                  std::int64_t items,
                  const std::string& kind = "speech") {
  CorpusIndex index;
  index.kind = kind;
  index.items = items;
  write_corpus_index(folder, index);
  for (std::int64_t item = 0; item < items; ++item) {
    write_item(folder, item);
  }
}

TEST(DurationTraining, RecoversAKnownRuleWhateverTheStretch) {
  const TemporaryFolder folder;
  write_corpus(folder.path(), 200);
  BoostedTreeOptions options;
  options.trees = 60;
  options.depth = 5;
  const std::atomic<bool> stop{false};
  const DurationTraining training = train_durations(folder.path(), options, stop);
  EXPECT_EQ(training.sentences, 190);
  EXPECT_LT(training.held_out.rmse_log, .03);
  EXPECT_GT(training.held_out.correlation_log, .99);
  EXPECT_LT(training.held_out.mean_error_frames, .1);
  EXPECT_GT(training.baseline.rmse_log, 3 * training.held_out.rmse_log);
  const DurationModel model(training.weights);
  const auto phonemes = phonemize("The doctor opened the window, but nobody came.");
  const auto seconds = model.seconds(phonemes, SentenceType::kStatement, 1);
  for (std::size_t i = 0; i < phonemes.size(); ++i) {
    EXPECT_NEAR(seconds[i] / rule(phonemes[i], 1), 1, .12) << i;
  }
}

TEST(DurationTraining, SaysWhatIsWrongWithTheCorpus) {
  const TemporaryFolder folder;
  const std::atomic<bool> stop{false};
  const auto fault = [&] {
    try {
      train_durations(folder.path(), {}, stop);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no fault");
  };
  EXPECT_THAT(fault(), HasSubstr("found no corpus"));
  write_corpus(folder.path(), 5, "music");
  EXPECT_THAT(fault(), HasSubstr("music corpus"));
  write_corpus(folder.path(), 5);
  EXPECT_THAT(fault(), HasSubstr("larger corpus"));
}

}  // namespace
}  // namespace melisma::models
