#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "audio/peak_limiter.h"
#include "models/planner/score_events.h"
#include "synth/frame_pipeline.h"
#include "tests/cli/music_command_fixture.h"
#include "tests/support/signals.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ComposeCommand : public MusicCommandTest {
 protected:
  static std::set<int> programs(const audio::Score& score) {
    std::set<int> out;
    for (const audio::Note& note : score.notes) {
      out.insert(note.is_drum() ? 128 : note.program);
    }
    return out;
  }
};

TEST_F(ComposeCommand, MakesSoundAndScoreFromText) {
  const auto result = run_melisma({"compose",
                                   "calm piano in A minor, 80 bpm, 3/4",
                                   "--duration",
                                   "9",
                                   "--seed",
                                   "5",
                                   "-o",
                                   path("song.wav"),
                                   "--midi-out",
                                   path("song.mid")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("seed 5"));
  const audio::Score score = audio::read_midi_file(path("song.mid"));
  EXPECT_EQ(programs(score), std::set<int>{0});
  EXPECT_EQ(score.time_signatures.at(0).numerator, 3);
  EXPECT_EQ(score.tempos.at(0).microseconds_per_quarter, 750000U);
  EXPECT_EQ(score.key_signatures.at(0), (audio::KeySignature{0, 0, true}));
  EXPECT_LE(score.end_tick(), 4 * 3 * score.ticks_per_quarter);  // 4 bars of 2.25 s
  const audio::MonoAudio made = sound(path("song.wav"));
  EXPECT_EQ(made.source.sample_rate.hz, kRate);
  EXPECT_EQ(made.samples.size(), expected_samples(score));

  const nlohmann::json settings = settings_of(made);
  EXPECT_EQ(settings.at("command"), "compose");
  EXPECT_EQ(settings.at("prompt"), "calm piano in A minor, 80 bpm, 3/4");
  EXPECT_EQ(settings.at("seed"), 5);
  EXPECT_EQ(settings.at("tempo_bpm"), 80.0);
  EXPECT_EQ(settings.at("key"), "A minor");
  EXPECT_EQ(settings.at("meter"), "3/4");
  EXPECT_EQ(settings.at("bars"), 4);
  EXPECT_EQ(settings.at("model").at("name"), "music");
  EXPECT_EQ(settings.at("planner").at("hash").get<std::string>().size(), 64U);
  EXPECT_EQ(settings.at("codec").at("name"), "tiny");
  for (const char* member : {"temperature", "top_k", "top_p", "guidance"}) {
    EXPECT_TRUE(settings.at("sampling").contains(member)) << member;
    EXPECT_TRUE(settings.at("planner_sampling").contains(member)) << member;
  }
}

TEST_F(ComposeCommand, TheSameSeedGivesTheSameBytesAndAnotherSeedOthers) {
  const auto make = [&](const std::string& seed, const std::string& name) {
    const auto result = run_melisma(
        {"compose", "happy folk", "--duration", "4", "--seed", seed, "-q", "-o", path(name)});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(result.errors, "");
    return sound(path(name)).samples;
  };
  const auto first = make("7", "a.wav");
  EXPECT_EQ(make("7", "b.wav"), first);
  EXPECT_NE(make("8", "c.wav"), first);
}

TEST_F(ComposeCommand, OptionsOverrideTheText) {
  const auto result = run_melisma({"compose",
                                   "slow piano in C major",
                                   "--tempo",
                                   "150",
                                   "--key",
                                   "E minor",
                                   "--meter",
                                   "4/4",
                                   "--instruments",
                                   "violin, drums",
                                   "--duration",
                                   "12",
                                   "--midi-out",
                                   path("song.mid")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("song.mid: "));
  const audio::Score score = audio::read_midi_file(path("song.mid"));
  for (const int program : programs(score)) {
    EXPECT_TRUE(program == 40 || program == 128) << program;
  }
  EXPECT_EQ(score.tempos.at(0).microseconds_per_quarter, 400000U);
  EXPECT_EQ(score.key_signatures.at(0), (audio::KeySignature{0, 1, true}));
}

TEST_F(ComposeCommand, UnknownWordsAreReportedWithKnownOnesNearThem) {
  const auto result = run_melisma(
      {"compose", "pianno blorptastic jazz", "--duration", "3", "--midi-out", path("a.mid")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("\"pianno\" is not known and has no effect"));
  EXPECT_THAT(result.errors, HasSubstr("piano"));
  EXPECT_THAT(result.errors, HasSubstr("\"blorptastic\""));
  EXPECT_THAT(result.errors, Not(HasSubstr("\"jazz\"")));
}

TEST_F(ComposeCommand, DirectLastsExactlyAsLongAsAsked) {
  const auto result = run_melisma(
      {"compose", "ambient pad", "--direct", "--duration", "3", "-q", "-o", path("a.wav")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const audio::MonoAudio made = sound(path("a.wav"));
  EXPECT_EQ(made.samples.size(), 3U * kRate);
  EXPECT_EQ(settings_of(made).at("direct"), true);
  EXPECT_FALSE(settings_of(made).contains("planner"));
}

TEST_F(ComposeCommand, PlaysAGivenScoreWithTheTextsInstruments) {
  const std::string score = write_score("tune.mid");
  const auto result = run_melisma({"compose",
                                   "--midi",
                                   score,
                                   "church organ, no drums",
                                   "-o",
                                   path("a.wav"),
                                   "--midi-out",
                                   path("b.mid")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const audio::Score arranged = audio::read_midi_file(path("b.mid"));
  EXPECT_EQ(programs(arranged), std::set<int>{19});
  EXPECT_EQ(arranged.notes.size(), 16U);
  const audio::MonoAudio made = sound(path("a.wav"));
  EXPECT_EQ(made.samples.size(), expected_samples(arranged));
  EXPECT_EQ(settings_of(made).at("tempo_bpm"), 100.0);
  EXPECT_EQ(settings_of(made).at("key"), "G major");
}

TEST_F(ComposeCommand, ContinuesAScore) {
  const std::string given = write_score("tune.mid");  // 2 bars of 2.4 s
  const auto result = run_melisma({"compose",
                                   "--continue",
                                   given,
                                   "--duration",
                                   "12",
                                   "-q",
                                   "-o",
                                   path("a.wav"),
                                   "--midi-out",
                                   path("b.mid")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto before = models::events_from_score(audio::read_midi_file(given));
  const audio::Score longer = audio::read_midi_file(path("b.mid"));
  for (const int program : programs(longer)) {
    EXPECT_TRUE(program == 0 || program == 33 || program == 128) << program;
  }
  EXPECT_EQ(longer.tempos.at(0).microseconds_per_quarter, 600000U);
  ASSERT_GT(longer.notes.size(), 24U);
  const audio::Score expected = models::score_from_events(before.header(), before.events);
  std::size_t same = 0;
  for (const audio::Note& note : longer.notes) {
    same += note.start_tick < 8 * 480 ? 1U : 0U;
  }
  EXPECT_EQ(same, expected.notes.size());
  EXPECT_LE(longer.end_tick(), 5 * 4 * 480);
  EXPECT_EQ(sound(path("a.wav")).samples.size(), expected_samples(longer));

  const auto too_short =
      run_melisma({"compose", "--continue", given, "--duration", "2", "--midi-out", path("c.mid")});
  EXPECT_EQ(too_short.exit_code, 2);
  EXPECT_THAT(too_short.errors, HasSubstr("longer --duration"));
}

TEST_F(ComposeCommand, ContinuesSound) {
  // With a seed: how loud a random model is differs from one draw to the next.
  const auto start = run_melisma({"compose",
                                  "piano",
                                  "--direct",
                                  "--duration",
                                  "2",
                                  "--seed",
                                  "6",
                                  "-q",
                                  "-o",
                                  path("start.wav")});
  ASSERT_EQ(start.exit_code, 0) << start.errors;
  const auto result = run_melisma({"compose",
                                   "piano",
                                   "--direct",
                                   "--continue",
                                   path("start.wav"),
                                   "--duration",
                                   "5",
                                   "--bit-depth",
                                   "float",
                                   "-q",
                                   "-o",
                                   path("longer.wav")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto begun = sound(path("start.wav")).samples;
  const auto longer = sound(path("longer.wav")).samples;
  EXPECT_NEAR(static_cast<double>(longer.size()), 5.0 * kRate, kHop);
  // The beginning has gone through the codec: not the same samples, but about the same loudness.
  double before = 0;
  double after = 0;
  for (std::size_t i = 0; i < begun.size() - 10 * kHop; ++i) {
    before += static_cast<double>(begun[i] * begun[i]);
    after += static_cast<double>(longer[i] * longer[i]);
  }
  EXPECT_GT(after, before / 4);
  EXPECT_LT(after, before * 4);
  // It is to the sample what the codec makes of the beginning, the first milliseconds faded in,
  // below the ceiling of generated sound.
  const std::string codes = path("start.codes.safetensors");
  ASSERT_EQ(
      run_melisma(
          {"encode", path("start.wav"), "-o", codes, "--codec", models() + "/codec.safetensors"})
          .exit_code,
      0);
  ASSERT_EQ(run_melisma({"decode", codes, "-q", "--bit-depth", "float", "-o", path("restored.wav")})
                .exit_code,
            0);
  audio::PeakLimiter limiter(audio::SampleRate(kRate), synth::kPeakCeilingDb);
  std::vector<float> decoded = sound(path("restored.wav")).samples;
  constexpr std::size_t kFadeIn = kRate / 500;
  for (std::size_t i = 0; i < kFadeIn; ++i) {
    decoded[i] *= static_cast<float>(i) / kFadeIn;
  }
  std::vector<float> restored;
  limiter.process(decoded, restored);
  limiter.finish(restored);
  ASSERT_EQ(restored.size(), begun.size());
  const std::size_t same = begun.size() - 10 * kHop;
  EXPECT_TRUE(std::equal(restored.begin(), restored.begin() + same, longer.begin()));

  const auto planned = run_melisma({"compose",
                                    "--continue",
                                    path("start.wav"),
                                    "--duration",
                                    "6",
                                    "-q",
                                    "-o",
                                    path("planned.wav")});
  ASSERT_EQ(planned.exit_code, 0) << planned.errors;
  EXPECT_GT(sound(path("planned.wav")).samples.size(), begun.size());
  const auto silent =
      run_melisma({"compose", "--continue", path("start.wav"), "--midi-out", path("a.mid")});
  EXPECT_EQ(silent.exit_code, 2);
}

TEST_F(ComposeCommand, WrongOptionsAreUsageErrorsAndMakeNothing) {
  const std::vector<std::vector<std::string>> wrong{
      {"piano"},  // nowhere to put it
      {"piano", "-o", path("a.wav"), "--key", "H minor"},
      {"piano", "-o", path("a.wav"), "--meter", "5/7"},
      {"piano", "-o", path("a.wav"), "--tempo", "1000"},
      {"piano", "-o", path("a.wav"), "--duration", "0"},
      {"piano", "-o", path("a.wav"), "--instruments", "pianno"},
      {"piano", "-o", path("a.wav"), "--drums", "--no-drums"},
      {"piano", "-o", path("a.wav"), "--direct", "--midi-out", path("a.mid")},
      {"piano", "-o", path("a.wav"), "--midi", path("x.mid"), "--continue", path("y.mid")},
      {"piano", "-o", path("a.wav"), "--midi", path("x.mid"), "--tempo", "90"},
      {"piano", "-o", path("a.wav"), "--temperature", "-1"},
      {"piano", "-o", path("a.wav"), "--planner-top-p", "2"},
      {"piano", "-o", path("a.xyz")},
      {"piano", "--loud"}};
  for (const auto& words : wrong) {
    std::vector<std::string> arguments{"compose"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto result = run_melisma(arguments);
    EXPECT_EQ(result.exit_code, 2) << words.back() << ": " << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("melisma: ")) << words.back();
  }
  EXPECT_TRUE(is_empty());
}

TEST_F(ComposeCommand, TextThatCannotBeReadIsAnInputError) {
  for (const std::string& text : {std::string(),
                                  std::string(" \n"),
                                  std::string("piano \xff\xfe"),
                                  std::string(100000, 'a')}) {
    const auto result = run_melisma({"compose", text, "-o", path("a.wav"), "--duration", "2"});
    if (text.size() > 1000) {  // an odd word, but text: an argument may not be much longer
      EXPECT_EQ(result.exit_code, 0) << result.errors;
      const nlohmann::json settings = settings_of(sound(path("a.wav")));
      EXPECT_EQ(settings.at("prompt").get<std::string>().size(), 2000U);
      EXPECT_EQ(settings.at("unknown_words").at(0).get<std::string>().size(), 40U);
      std::filesystem::remove(path("a.wav"));
      continue;
    }
    EXPECT_EQ(result.exit_code, 4) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(text.size() < 3 ? "the text is empty" : "not UTF-8"));
  }
  EXPECT_TRUE(is_empty());
}

TEST_F(ComposeCommand, ModelsThatAreMissingOrOfAnotherKindAreNamed) {
  const auto refusal = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"compose", "piano", "--duration", "2", "-o", path("a.wav")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run_melisma(arguments);
    EXPECT_EQ(result.exit_code, 3) << more.back() << ": " << result.errors;
    return result.errors;
  };
  EXPECT_THAT(refusal({"--model", "nosuch"}), HasSubstr("nosuch"));
  EXPECT_THAT(refusal({"--model", "speech"}), HasSubstr("is a speech model, wanted a music model"));
  EXPECT_THAT(refusal({"--model", "planner"}), HasSubstr("is a planner model"));
  EXPECT_THAT(refusal({"--model", "codec"}), HasSubstr("spectral_codec"));
  EXPECT_THAT(refusal({"--model", "stray"}), HasSubstr("0123456789abcdef"));
  EXPECT_THAT(refusal({"--planner", "music"}), HasSubstr("wanted a planner model"));
  std::ofstream(path("broken.safetensors")) << "not a model";
  EXPECT_THAT(refusal({"--model", path("broken.safetensors")}), HasSubstr("broken.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(path("a.wav")));
}

TEST_F(ComposeCommand, BadFilesAndPlacesAreErrorsBeforeAnythingIsMade) {
  std::ofstream(path("bad.mid")) << "MThd and then nonsense";
  const auto bad = run_melisma({"compose", "--midi", path("bad.mid"), "-o", path("a.wav")});
  EXPECT_EQ(bad.exit_code, 4) << bad.errors;
  EXPECT_THAT(bad.errors, HasSubstr("bad.mid"));
  const auto missing = run_melisma({"compose", "--continue", path("no.wav"), "-o", path("a.wav")});
  EXPECT_EQ(missing.exit_code, 4) << missing.errors;
  const auto nowhere =
      run_melisma({"compose", "piano", "-o", path("no/such/folder/a.wav"), "--duration", "3600"});
  EXPECT_EQ(nowhere.exit_code, 1) << nowhere.errors;
  EXPECT_LT(nowhere.seconds, 5.0);  // an hour of music was not made first
  EXPECT_FALSE(std::filesystem::exists(path("a.wav")));
}

}  // namespace
}  // namespace melisma::testing_support
