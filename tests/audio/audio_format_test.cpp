#include "audio/audio_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(AudioFormat, EveryNameParsesToItsFormat) {
  for (const AudioFormat format : all_audio_formats()) {
    EXPECT_EQ(parse_audio_format(name(format)), format);
  }
  EXPECT_EQ(all_audio_formats().size(), 7U);
}

TEST(AudioFormat, UnknownNameListsAll) {
  EXPECT_THAT(
      [] { parse_audio_format("aac"); },
      ThrowsMessage<ConfigError>(HasSubstr(
          "unknown audio format 'aac'; choose one of wav, flac, ogg, opus, mp3, aiff, raw")));
}

TEST(AudioFormat, ExtensionDecidesInAnyCase) {
  EXPECT_EQ(audio_format_of("a.b/song.WAV"), AudioFormat::kWav);
  EXPECT_EQ(audio_format_of("song.aif"), AudioFormat::kAiff);
  EXPECT_EQ(audio_format_of("song.opus"), AudioFormat::kOpus);
  EXPECT_EQ(audio_format_of("song.f32"), AudioFormat::kRaw);
}

TEST(AudioFormat, UnknownOrMissingExtensionSaysWhatToDo) {
  EXPECT_THAT([] { audio_format_of("song"); }, ThrowsMessage<ConfigError>(HasSubstr("--format")));
  EXPECT_THAT([] { audio_format_of("song.m4a"); },
              ThrowsMessage<ConfigError>(HasSubstr("unknown extension .m4a")));
}

TEST(AudioFormat, BitDepthFollowsTheFormat) {
  EXPECT_EQ(resolve_bit_depth(AudioFormat::kWav, BitDepth::kDefault), BitDepth::k16);
  EXPECT_EQ(resolve_bit_depth(AudioFormat::kFlac, BitDepth::k24), BitDepth::k24);
  EXPECT_EQ(resolve_bit_depth(AudioFormat::kRaw, BitDepth::kDefault), BitDepth::kFloat32);
  EXPECT_THROW(resolve_bit_depth(AudioFormat::kFlac, BitDepth::kFloat32), ConfigError);
  EXPECT_THROW(resolve_bit_depth(AudioFormat::kMp3, BitDepth::k16), ConfigError);
  EXPECT_EQ(parse_bit_depth("float"), BitDepth::kFloat32);
  EXPECT_THROW(parse_bit_depth("8"), ConfigError);
}

TEST(AudioFormat, RatesThatAFormatLacksMoveUp) {
  EXPECT_EQ(writable_sample_rate(AudioFormat::kOpus, SampleRate(44100)), SampleRate(48000));
  EXPECT_EQ(writable_sample_rate(AudioFormat::kOpus, SampleRate(24000)), SampleRate(24000));
  EXPECT_EQ(writable_sample_rate(AudioFormat::kMp3, SampleRate(96000)), SampleRate(48000));
  EXPECT_EQ(writable_sample_rate(AudioFormat::kWav, SampleRate(44056)), SampleRate(44056));
}

}  // namespace
}  // namespace melisma::audio
