#include "synth/speech_session.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/fake_codec.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_speech_models.h"

namespace melisma::synth {
namespace {

using ::testing::HasSubstr;
using Codes = std::vector<std::int32_t>;

SentenceSource sentences_of(const std::string& text) {
  auto reader = std::make_shared<models::SentenceReader>();
  reader->push(text);
  reader->finish();
  return [reader] { return reader->next(); };
}

int frames_of(const std::vector<models::TimedPhoneme>& timed) {
  return std::accumulate(timed.begin(), timed.end(), 0, [](int sum, const auto& phoneme) {
    return sum + phoneme.frames;
  });
}

class SpeechSessionTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kBooks = 2;

  void SetUp() override {
    testing::write_random_language_model(
        folder_ / "speech.safetensors", testing::tiny_speech_model_config(codec_.info()), 5);
    model_.emplace(models::LanguageModel::load(folder_ / "speech.safetensors"));
  }
  SpeechRequest request(const std::string& text) const {
    SpeechRequest request;
    request.sentences = sentences_of(text);
    request.draw.seed = 7;
    return request;
  }
  Codes speak(SpeechRequest wanted) const {
    SpeechSession session(*model_, durations_, std::move(wanted));
    Codes all;
    Codes frame(kBooks);
    while (session.next(frame)) {
      all.insert(all.end(), frame.begin(), frame.end());
    }
    return all;
  }
  std::vector<models::TimedPhoneme> timed(const models::Sentence& sentence,
                                          const SpeechRequest& wanted,
                                          bool first = false) const {
    return time_sentence(sentence, durations_, wanted, 50, first);
  }

  testing_support::FakeCodec codec_;
  testing::TemporaryFolder folder_;
  models::DurationModel durations_{testing::tiny_duration_weights()};
  std::optional<models::LanguageModel> model_;
};

TEST_F(SpeechSessionTest, SameSeedSameCodesAndOtherSeedOthers) {
  const Codes first = speak(request("Hello there. How are you?"));
  EXPECT_GT(first.size(), 50U);
  EXPECT_EQ(speak(request("Hello there. How are you?")), first);
  SpeechRequest other = request("Hello there. How are you?");
  other.draw.seed = 8;
  const Codes second = speak(std::move(other));
  EXPECT_EQ(second.size(), first.size());
  EXPECT_NE(second, first);
}

TEST_F(SpeechSessionTest, ASentenceDoesNotDependOnWhatCameBefore) {
  // Other than through its draws: with greedy choices, the same sentence has the same codes.
  const auto greedy = [&](const std::string& text) {
    SpeechRequest wanted = request(text);
    wanted.draw.sampling.temperature = 0;
    return speak(std::move(wanted));
  };
  const Codes alone = greedy("Good morning.");
  const Codes twice = greedy("The cat sat. Good morning.");
  ASSERT_GT(twice.size(), alone.size());
  EXPECT_TRUE(std::equal(alone.rbegin(), alone.rend(), twice.rbegin()));
}

TEST_F(SpeechSessionTest, EverySentenceHasDrawsOfItsOwn) {
  SpeechRequest wanted = request("Good morning. Good morning.");
  wanted.draw.sampling.temperature = 2;
  wanted.draw.sampling.top_k = 0;
  const Codes codes = speak(std::move(wanted));
  const Codes first(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(codes.size() / 2));
  const Codes second(codes.begin() + static_cast<std::ptrdiff_t>(codes.size() / 2), codes.end());
  EXPECT_EQ(first.size(), second.size());
  EXPECT_NE(first, second);
}

TEST_F(SpeechSessionTest, MakesTheFramesThatWereTimed) {
  const std::string text = "The quick brown fox jumps over the lazy dog.";
  const auto sentence = *sentences_of(text)();
  EXPECT_EQ(speak(request(text)).size(),
            kBooks * static_cast<std::size_t>(frames_of(timed(sentence, request(""), true))));
}

TEST_F(SpeechSessionTest, FramesOfAPhonemeAreBounded) {
  for (const double speed : {.5, 1.0, 2.0}) {
    SpeechRequest wanted = request("");
    wanted.speed = speed;
    for (const char* text : {"A.", "Strengths of twelfths!", "Well, yes, no; perhaps: never."}) {
      for (const auto& phoneme : timed({text, models::SentenceBreak::kParagraph}, wanted)) {
        EXPECT_GE(phoneme.frames, 1);
        EXPECT_LE(phoneme.frames, models::kLongestPhonemeFrames);
      }
    }
  }
}

TEST_F(SpeechSessionTest, SentencesBeginInSilenceWhereItIsGiven) {
  SpeechRequest wanted = request("Good morning. Stop!");
  const Codes drawn = speak(request("Good morning. Stop!"));
  wanted.silence = {3, 4};
  const auto silence = wanted.silence;
  std::vector<int> leads;  // and frames of each sentence
  std::vector<int> lengths;
  const auto sentences = sentences_of("Good morning. Stop!");
  while (const auto sentence = sentences()) {
    const auto phonemes = timed(*sentence, wanted, leads.empty());
    ASSERT_EQ(phonemes.front().phoneme.id, models::kPause);
    leads.push_back(std::min(2, phonemes.front().frames - 1));
    lengths.push_back(frames_of(phonemes));
  }
  const Codes codes = speak(std::move(wanted));
  ASSERT_EQ(codes.size(), drawn.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    for (int t = 0; t < leads[i]; ++t) {
      const std::size_t at = (begin + static_cast<std::size_t>(t)) * kBooks;
      EXPECT_EQ(Codes(codes.begin() + static_cast<long>(at),
                      codes.begin() + static_cast<long>(at + kBooks)),
                silence);
    }
    begin += static_cast<std::size_t>(lengths[i]);
  }
  EXPECT_GT(leads[0], 0);
  EXPECT_EQ(leads.size(), 2U);
}

TEST_F(SpeechSessionTest, SpeedTwoHalvesTheLength) {
  const std::string text = "The quick brown fox jumps over the lazy dog.";
  const auto length = [&](double speed) {
    SpeechRequest wanted = request(text);
    wanted.speed = speed;
    return static_cast<double>(speak(std::move(wanted)).size());
  };
  const double normal = length(1);
  EXPECT_NEAR(length(2) / normal, .5, .02);
  EXPECT_NEAR(length(.5) / normal, 2, .02);
}

TEST_F(SpeechSessionTest, VoicesHaveTheirOwnLengthsAndCodes) {
  SpeechRequest slow = request("Hello there.");
  slow.voice = 1;
  EXPECT_NEAR(static_cast<double>(speak(std::move(slow)).size()) /
                  static_cast<double>(speak(request("Hello there.")).size()),
              1.2,
              .05);
  SpeechRequest other = request("Hello there.");
  other.voice = 2;
  const Codes codes = speak(std::move(other));
  EXPECT_EQ(codes.size(), speak(request("Hello there.")).size());
  EXPECT_NE(codes, speak(request("Hello there.")));
}

TEST_F(SpeechSessionTest, PausesFollowTheBreaks) {
  const SpeechRequest wanted = request("");
  const auto begin = [&](models::SentenceBreak before, bool first) {
    return timed({"Hello there.", before}, wanted, first).front().frames;
  };
  const int sentence = begin(models::SentenceBreak::kSentence, false);
  EXPECT_EQ(sentence, 8);
  EXPECT_EQ(begin(models::SentenceBreak::kClause, false), wanted.pauses.clause);
  EXPECT_EQ(begin(models::SentenceBreak::kParagraph, false), sentence + wanted.pauses.paragraph);
  EXPECT_EQ(begin(models::SentenceBreak::kParagraph, true), sentence);
  models::Sentence cut{"Hello there"};
  cut.goes_on = true;
  EXPECT_EQ(timed(cut, wanted).back().frames, wanted.pauses.clause);
}

TEST_F(SpeechSessionTest, TakesSentencesOnlyWhenItNeedsThem) {
  int taken = 0;
  SpeechRequest wanted = request("");
  wanted.sentences = [&]() -> std::optional<models::Sentence> {
    if (taken == 2) {
      return std::nullopt;
    }
    ++taken;
    return models::Sentence{"Yes."};
  };
  SpeechSession session(*model_, durations_, std::move(wanted));
  Codes frame(kBooks);
  ASSERT_TRUE(session.next(frame));
  EXPECT_EQ(taken, 1);
  while (session.next(frame)) {
  }
  EXPECT_EQ(session.sentences(), 2);
}

TEST_F(SpeechSessionTest, RefusesWhatDoesNotFit) {
  SpeechRequest fast = request("Hello.");
  fast.speed = 2.5;
  EXPECT_THROW(speak(std::move(fast)), ConfigError);
  SpeechRequest nobody = request("Hello.");
  nobody.voice = 3;
  EXPECT_THROW(speak(std::move(nobody)), ConfigError);
  EXPECT_EQ(find_voice(durations_, "awb"), 2);
  try {
    find_voice(durations_, "hal");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("rms, slt, awb"));
  }
}

TEST_F(SpeechSessionTest, ModelsMustBelongTogether) {
  require_speech_model(*model_, durations_, codec_.info(), "tiny");
  codec::CodecInfo other = codec_.info();
  other.hash = "another";
  EXPECT_THROW(require_speech_model(*model_, durations_, other, "tiny"), CheckpointError);
  models::DurationWeights weights = testing::tiny_duration_weights();
  std::swap(weights.voices[0], weights.voices[1]);
  EXPECT_THROW(require_speech_model(
                   *model_, models::DurationModel(std::move(weights)), codec_.info(), "tiny"),
               CheckpointError);
  auto config = testing::tiny_speech_model_config(codec_.info());
  config.feature_count = 20;
  testing::write_random_language_model(folder_ / "other.safetensors", config, 5);
  EXPECT_THROW(require_speech_model(models::LanguageModel::load(folder_ / "other.safetensors"),
                                    durations_,
                                    codec_.info(),
                                    "tiny"),
               CheckpointError);
}

}  // namespace
}  // namespace melisma::synth
