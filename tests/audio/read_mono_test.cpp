#include "audio/read_mono.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/resampler.h"
#include "audio/sound_file_writer.h"
#include "tests/support/signals.h"
#include "tests/support/snr.h"
#include "tests/support/temporary_folder.h"

namespace melisma::audio {
namespace {

using ::melisma::test_support::noise;
using ::melisma::test_support::sine;
using ::melisma::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(ReadMono, MixesAndResamples) {
  const TemporaryFolder folder;
  const auto left = sine(440.0, 192000, 192000, 0.5);
  std::vector<float> sound;
  for (const float sample : left) {
    sound.insert(sound.end(), {sample, 0.0F});
  }
  write_sound_file(folder / "a.wav",
                   sound,
                   {.sample_rate = SampleRate(192000),
                    .channels = 2,
                    .bit_depth = BitDepth::kFloat32,
                    .tags = {.title = "tone"}});
  const MonoAudio audio = read_mono(folder / "a.wav", SampleRate(24000));
  ASSERT_EQ(audio.samples.size(), 24000U);
  const auto expected = sine(440.0, 24000, 24000, 0.25);
  EXPECT_GT(test_support::snr_db(std::span(expected).subspan(2000, 20000),
                                 std::span(audio.samples).subspan(2000, 20000)),
            100.0);
  EXPECT_EQ(audio.source.channels, 2);
  EXPECT_EQ(audio.source.sample_rate, SampleRate(192000));
  EXPECT_EQ(audio.tags.title, "tone");
  EXPECT_EQ(audio.damage, "");
}

TEST(ReadMono, ManyBlocksEqualOneResampling) {
  const TemporaryFolder folder;
  const auto sound = noise(100001, 1, 0.1F);
  write_sound_file(
      folder / "a.wav", sound, {.sample_rate = SampleRate(44100), .bit_depth = BitDepth::kFloat32});
  EXPECT_EQ(read_mono(folder / "a.wav", SampleRate(24000)).samples,
            resample_all(sound, SampleRate(44100), SampleRate(24000)));
}

TEST(ReadMono, EightChannelsBecomeOne) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.wav", std::vector<float>(8UL * 100, 0.5F), {.channels = 8});
  const MonoAudio audio = read_mono(folder / "a.wav", SampleRate(24000));
  ASSERT_EQ(audio.samples.size(), 100U);
  EXPECT_FLOAT_EQ(audio.samples[50], 0.5F);
}

TEST(ReadMono, NoSamplesIsAnError) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.wav", {}, {});
  EXPECT_THAT([&] { read_mono(folder / "a.wav", SampleRate(24000)); },
              ThrowsMessage<AudioFileError>(HasSubstr("holds no samples")));
}

TEST(ReadMono, LengthIsCapped) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.wav", noise(48000, 2), {});
  EXPECT_THAT([&] { read_mono(folder / "a.wav", SampleRate(24000), {.max_seconds = 1.0}); },
              ThrowsMessage<AudioFileError>(HasSubstr("is longer than 1 seconds")));
  EXPECT_EQ(read_mono(folder / "a.wav", SampleRate(24000), {.max_seconds = 2.0}).samples.size(),
            48000U);
}

TEST(ReadMono, AnEndlessRawSourceStopsAtTheCap) {
  EXPECT_THROW(read_mono("/dev/zero", SampleRate(24000), {.max_seconds = 10.0, .raw = RawLayout{}}),
               AudioFileError);
}

TEST(ReadMono, HostileSamplesAreCounted) {
  const TemporaryFolder folder;
  replace_file(folder / "a.raw", std::string("\0\0\xC0\x7F\0\0\0\x3F", 8));  // NaN, 0.5
  const MonoAudio audio = read_mono(folder / "a.raw", SampleRate(24000), {.raw = RawLayout{}});
  EXPECT_THAT(audio.samples, ::testing::ElementsAre(0.0F, 0.5F));
  EXPECT_EQ(audio.replaced_samples, 1U);
}

}  // namespace
}  // namespace melisma::audio
