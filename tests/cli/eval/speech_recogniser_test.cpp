#include "cli/eval/speech_recogniser.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <flite/flite.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/metrics/word_error_rate.h"
#include "tests/support/signals.h"

extern "C" cst_voice* register_cmu_us_rms(const char* voice_folder);

namespace melisma::cli {
namespace {

const std::vector<std::string> kSentences{
    "The old captain watched the river after midnight.",
    "Every teacher counted twelve boxes near the station.",
    "My doctor painted some windows before the concert.",
    "A quiet train crossed another bridge during the storm.",
};

struct Speech {
  std::vector<float> samples;
  int sample_rate;
};

Speech speak(const std::string& text) {
  static cst_voice* voice = (flite_init(), register_cmu_us_rms(nullptr));
  const std::unique_ptr<cst_wave, void (*)(cst_wave*)> wave(flite_text_to_wave(text.c_str(), voice),
                                                            delete_wave);
  Speech speech{std::vector<float>(static_cast<std::size_t>(wave->num_samples)), wave->sample_rate};
  for (std::size_t i = 0; i < speech.samples.size(); ++i) {
    speech.samples[i] = static_cast<float>(wave->samples[i]) / 32768.0F;
  }
  return speech;
}

TEST(SpeechRecogniser, WritesDownAClearVoice) {
  SpeechRecogniser recogniser(kSentences);
  EXPECT_TRUE(recogniser.missing_words().empty());
  audio::WordErrors errors;
  for (const std::string& sentence : kSentences) {
    const Speech speech = speak(sentence);
    errors +=
        audio::word_errors(sentence, recogniser.recognise(speech.samples, speech.sample_rate));
  }
  EXPECT_LT(errors.rate(), 0.1);
}

TEST(SpeechRecogniser, HearsAClipAlikeInAnyOrder) {
  SpeechRecogniser recogniser(kSentences);
  const Speech speech = speak(kSentences[1]);
  const std::string first = recogniser.recognise(speech.samples, speech.sample_rate);
  recogniser.recognise(test_support::noise(24000, 3), 24000);
  EXPECT_EQ(recogniser.recognise(speech.samples, speech.sample_rate), first);
}

TEST(SpeechRecogniser, HearsNothingInNothing) {
  SpeechRecogniser recogniser(kSentences);
  EXPECT_EQ(recogniser.recognise({}, 24000), "");
  EXPECT_EQ(recogniser.recognise(std::vector<float>(24000), 24000), "");
  EXPECT_EQ(recogniser.recognise(std::vector<float>(10, 0.1F), 24000), "");
}

TEST(SpeechRecogniser, TakesNotANumberAsSilence) {
  SpeechRecogniser recogniser(kSentences);
  const std::vector<float> bad(24000, std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(recogniser.recognise(bad, 24000), "");
}

TEST(SpeechRecogniser, ReportsWordsItsDictionaryLacks) {
  const std::vector<std::string> sentences{"the zxqvlorp sat", "the cat sat"};
  const SpeechRecogniser recogniser(sentences);
  EXPECT_EQ(recogniser.missing_words(), std::vector<std::string>{"zxqvlorp"});
}

TEST(SpeechRecogniser, RefusesSentencesWithoutWords) {
  const std::vector<std::string> sentences{"zxqvlorp", ""};
  EXPECT_THROW(SpeechRecogniser{sentences}, ConfigError);
}

}  // namespace
}  // namespace melisma::cli
