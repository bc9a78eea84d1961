#include "audio/sound_file.h"

#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "audio/audio_buffer.h"
#include "audio/error.h"
#include "tests/support/signals.h"
#include "tests/support/snr.h"
#include "tests/support/temporary_folder.h"

namespace melisma::audio {
namespace {

namespace fs = std::filesystem;
using ::melisma::test_support::noise;
using ::melisma::test_support::sine;
using ::melisma::test_support::snr_db;
using ::melisma::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const SoundTags kTags{.title = "K\xC3\xB6nig \xE2\x99\xAA",
                      .comment = R"({"prompt":"calm piano","seed":7})",
                      .software = "Melisma 0.1.0"};

std::vector<float> read_all(SoundFileReader& reader, std::size_t block_frames = 1000) {
  const auto channels = static_cast<std::size_t>(reader.info().channels);
  std::vector<float> block(block_frames * channels);
  std::vector<float> samples;
  while (const std::size_t frames = reader.read(block)) {
    samples.insert(
        samples.end(), block.begin(), block.begin() + static_cast<long>(frames * channels));
  }
  return samples;
}

struct FormatCase {
  AudioFormat format;
  BitDepth bit_depth;
  double min_snr_db;
  const char* label;
};

class EveryFormat : public ::testing::TestWithParam<FormatCase> {
 protected:
  [[nodiscard]] fs::path path() const {
    return folder_ / ("sound." + std::string(name(GetParam().format)));
  }
  [[nodiscard]] SoundFileSpec spec(int rate_hz = 24000, int channels = 1) const {
    return {.format = GetParam().format,
            .sample_rate = SampleRate(rate_hz),
            .channels = channels,
            .bit_depth = GetParam().bit_depth,
            .tags = kTags};
  }
  [[nodiscard]] SoundFileReader reader(int rate_hz = 24000, int channels = 1) const {
    if (GetParam().format == AudioFormat::kRaw) {
      return SoundFileReader(path(), RawLayout{SampleRate(rate_hz), channels});
    }
    return SoundFileReader(path());
  }
  TemporaryFolder folder_;
};

TEST_P(EveryFormat, RoundTripKeepsTheSound) {
  const auto sound = test_support::chord_with_burst(24000);
  SoundFileWriter writer(path(), spec());
  for (std::size_t n = 0; n < sound.size(); n += 480) {
    writer.write(std::span(sound).subspan(n, 480));
  }
  writer.close();
  EXPECT_EQ(writer.frames_written(), sound.size());
  SoundFileReader file = reader();
  EXPECT_EQ(file.info().sample_rate, SampleRate(24000));
  EXPECT_EQ(file.info().channels, 1);
  const auto decoded = read_all(file);
  ASSERT_EQ(decoded.size(), sound.size());
  EXPECT_GT(snr_db(sound, decoded), GetParam().min_snr_db);
  EXPECT_EQ(file.damage(), "");
  EXPECT_EQ(file.replaced_samples(), 0U);
}

TEST_P(EveryFormat, TagsAreReadBack) {
  write_sound_file(path(), sine(440.0, 4800), spec());
  EXPECT_EQ(reader().tags(), GetParam().format == AudioFormat::kRaw ? SoundTags() : kTags);
}

TEST_P(EveryFormat, LongTagsAreReadBack) {
  SoundFileSpec tagged = spec();
  tagged.tags.comment = R"({"prompt":")" + std::string(kMaxTagBytes - 13, 'x') + R"("})";
  write_sound_file(path(), sine(440.0, 4800), tagged);
  if (GetParam().format != AudioFormat::kRaw) {
    EXPECT_EQ(reader().tags(), tagged.tags);
  }
  tagged.tags.comment += std::string(100000, 'y');
  write_sound_file(path(), sine(440.0, 4800), tagged);
  SoundFileReader file = reader();
  EXPECT_EQ(read_all(file).size(), 4800U);
}

TEST_P(EveryFormat, StereoKeepsItsSides) {
  std::vector<float> sound(2 * 24000);
  const auto tone = sine(440.0, 24000);
  for (std::size_t n = 0; n < tone.size(); ++n) {
    sound[2 * n] = tone[n];
  }
  write_sound_file(path(), sound, spec(24000, 2));
  SoundFileReader file = reader(24000, 2);
  ASSERT_EQ(file.info().channels, 2);
  const AudioBuffer decoded = deinterleave(read_all(file), 2);
  EXPECT_GT(snr_db(tone, decoded.channel(0)), std::min(GetParam().min_snr_db, 60.0));
  EXPECT_GT(snr_db(tone, decoded.channel(1)), -1.0);
  for (const float sample : decoded.channel(1)) {
    ASSERT_LT(std::abs(sample), 0.1F);
  }
}

TEST_P(EveryFormat, ClosedAtOnceIsStillAFile) {
  SoundFileWriter writer(path(), spec());
  writer.close();
  SoundFileReader file = reader();
  EXPECT_LE(read_all(file).size(), 1U);
}

TEST_P(EveryFormat, DroppedWriterLeavesNothing) {
  {
    SoundFileWriter writer(path(), spec());
    writer.write(sine(440.0, 48000));
  }
  EXPECT_EQ(folder_.entries(), 0U);
}

TEST_P(EveryFormat, HostileSamplesAreTamed) {
  auto sound = sine(440.0, 24000);
  sound[100] = std::numeric_limits<float>::quiet_NaN();
  sound[200] = std::numeric_limits<float>::infinity();
  SoundFileWriter writer(path(), spec());
  writer.write(sound);
  writer.close();
  EXPECT_EQ(writer.clipped_samples(), 2U);
  SoundFileReader file = reader();
  const auto decoded = read_all(file);
  EXPECT_EQ(decoded.size(), sound.size());
  EXPECT_EQ(file.replaced_samples(), 0U);
}

TEST_P(EveryFormat, UnusualRatesAreStoredOrResampled) {
  for (const int rate_hz : {11025, 44100, 192000}) {
    const auto sound = sine(440.0, static_cast<std::size_t>(rate_hz) / 4, rate_hz);
    write_sound_file(path(), sound, spec(rate_hz));
    SoundFileReader file = reader(rate_hz);
    const SampleRate stored = writable_sample_rate(GetParam().format, SampleRate(rate_hz));
    EXPECT_EQ(file.info().sample_rate, stored);
    EXPECT_NEAR(static_cast<double>(read_all(file).size()), stored.hz / 4.0, 0.51) << rate_hz;
  }
}

/// The failure may come at the very end, when the encoder empties its buffers.
TEST_P(EveryFormat, FullDiskIsReportedAndLeavesNothing) {
  const auto previous = std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ::getrlimit(RLIMIT_FSIZE, &unlimited);
  for (const rlim_t bytes : {300UL, 3000UL, 9000UL}) {
    rlimit limit = unlimited;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    EXPECT_THROW(write_sound_file(path(), noise(60000, 6, 0.3F), spec()), Error) << bytes;
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    EXPECT_EQ(folder_.entries(), 0U);
  }
  std::signal(SIGXFSZ, previous);
}

INSTANTIATE_TEST_SUITE_P(
    Formats,
    EveryFormat,
    ::testing::Values(FormatCase{AudioFormat::kWav, BitDepth::kDefault, 80.0, "Wav16"},
                      FormatCase{AudioFormat::kWav, BitDepth::k24, 130.0, "Wav24"},
                      FormatCase{AudioFormat::kWav, BitDepth::kFloat32, 250.0, "WavFloat"},
                      FormatCase{AudioFormat::kFlac, BitDepth::kDefault, 80.0, "Flac16"},
                      FormatCase{AudioFormat::kFlac, BitDepth::k24, 130.0, "Flac24"},
                      FormatCase{AudioFormat::kOggVorbis, BitDepth::kDefault, 8.0, "Vorbis"},
                      FormatCase{AudioFormat::kOpus, BitDepth::kDefault, 8.0, "Opus"},
                      FormatCase{AudioFormat::kMp3, BitDepth::kDefault, 8.0, "Mp3"},
                      FormatCase{AudioFormat::kAiff, BitDepth::kDefault, 80.0, "Aiff16"},
                      FormatCase{AudioFormat::kAiff, BitDepth::kFloat32, 250.0, "AiffFloat"},
                      FormatCase{AudioFormat::kRaw, BitDepth::kDefault, 250.0, "Raw"}),
    [](const auto& test) { return std::string(test.param.label); });

TEST(SoundFile, IntegersAreExact) {
  const TemporaryFolder folder;
  std::vector<float> every_value;
  for (int value = -32768; value < 32768; ++value) {
    every_value.push_back(static_cast<float>(value) / 32768.0F);
  }
  for (const char* extension : {"a.wav", "a.flac", "a.aiff"}) {
    write_sound_file(folder / extension, every_value, {.format = audio_format_of(extension)});
    SoundFileReader reader(folder / extension);
    EXPECT_EQ(read_all(reader), every_value) << extension;
  }
}

TEST(SoundFile, EightChannelsStayApart) {
  const TemporaryFolder folder;
  const auto sound = noise(8UL * 1000, 1);
  write_sound_file(folder / "a.wav", sound, {.channels = 8, .bit_depth = BitDepth::kFloat32});
  SoundFileReader reader(folder / "a.wav");
  EXPECT_EQ(reader.info().channels, 8);
  EXPECT_EQ(read_all(reader, 7), sound);
}

TEST(SoundFile, TooManyChannelsForTheFormat) {
  const TemporaryFolder folder;
  for (const auto& [format, channels] : {std::pair{AudioFormat::kMp3, 3},
                                         {AudioFormat::kFlac, 9},
                                         {AudioFormat::kWav, 65},
                                         {AudioFormat::kWav, 0}}) {
    EXPECT_THROW(SoundFileWriter(folder / "a", {.format = format, .channels = channels}),
                 ConfigError)
        << name(format) << channels;
  }
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(SoundFile, ClippedSamplesAreCountedOnceEach) {
  const TemporaryFolder folder;
  SoundFileWriter writer(folder / "a.wav", {});
  writer.write(std::vector<float>{0.0F, 1.5F, -1.5F, 1.0F});
  writer.close();
  EXPECT_EQ(writer.clipped_samples(), 2U);
}

TEST(SoundFile, ReaderReplacesWhatIsNotFinite) {
  const TemporaryFolder folder;
  const std::vector<float> hostile{0.5F,
                                   std::numeric_limits<float>::quiet_NaN(),
                                   -std::numeric_limits<float>::infinity(),
                                   3e38F,
                                   2.0F};
  std::string bytes(reinterpret_cast<const char*>(hostile.data()), hostile.size() * 4);
  replace_file(folder / "a.raw", bytes + "xy");  // and half a sample
  SoundFileReader reader(folder / "a.raw", RawLayout{});
  EXPECT_THAT(read_all(reader), ::testing::ElementsAre(0.5F, 0.0F, 0.0F, 0.0F, 2.0F));
  EXPECT_EQ(reader.replaced_samples(), 3U);
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(SoundFile, EveryTruncationReadsUpToTheDamageOrSaysWhy) {
  const TemporaryFolder folder;
  const auto sound = noise(24000, 3, 0.1F);
  for (const AudioFormat format : all_audio_formats()) {
    if (format == AudioFormat::kRaw) {
      continue;
    }
    const fs::path path = folder / std::string(name(format));
    write_sound_file(path, sound, {.format = format});
    const std::string whole = contents(path);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 7 : whole.size() / 16) {
      replace_file(path, std::string_view(whole).substr(0, size));
      try {
        SoundFileReader reader(path);
        EXPECT_LE(read_all(reader).size(), sound.size()) << name(format) << size;
      } catch (const AudioFileError& error) {
        EXPECT_THAT(error.what(), HasSubstr(path.string()));
      }
    }
  }
}

TEST(SoundFile, FlippedBytesNeverHang) {
  const TemporaryFolder folder;
  std::mt19937 random(9);
  for (const AudioFormat format : all_audio_formats()) {
    if (format == AudioFormat::kRaw) {
      continue;
    }
    const fs::path path = folder / std::string(name(format));
    write_sound_file(path, noise(4800, 3, 0.1F), {.format = format, .tags = kTags});
    const std::string whole = contents(path);
    for (int trial = 0; trial < 100; ++trial) {
      std::string flipped = whole;
      for (int flip = 0; flip < 4; ++flip) {
        flipped[random() % std::min<std::size_t>(whole.size(), 300)] =
            static_cast<char>(random() & 0xFFU);
      }
      replace_file(path, flipped);
      try {
        const MonoAudio audio = read_mono(path, SampleRate(24000), {.max_seconds = 60.0});
        for (const float sample : audio.samples) {
          ASSERT_TRUE(std::isfinite(sample)) << name(format) << trial;
        }
      } catch (const AudioFileError& error) {
        EXPECT_THAT(error.what(), HasSubstr(path.string()));
      }
    }
  }
}

TEST(SoundFile, TruncatedFlacReportsItsDamage) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.flac", noise(48000, 4, 0.1F), {.format = AudioFormat::kFlac});
  const std::string whole = contents(folder / "a.flac");
  replace_file(folder / "a.flac", std::string_view(whole).substr(0, whole.size() / 2));
  SoundFileReader reader(folder / "a.flac");
  const std::size_t samples = read_all(reader).size();
  EXPECT_GT(samples, 10000U);
  EXPECT_LT(samples, 40000U);
  EXPECT_THAT(reader.damage(), HasSubstr("a.flac"));
}

TEST(SoundFile, HeaderCountsAreNotTrusted) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.wav", noise(1000, 5), {});
  std::string bytes = contents(folder / "a.wav");
  const std::size_t data = bytes.find("data");
  for (std::size_t i = 4; i < 8; ++i) {
    bytes[data + i] = '\xFE';
    bytes[i] = '\xFE';
  }
  replace_file(folder / "a.wav", bytes);
  EXPECT_EQ(read_mono(folder / "a.wav", SampleRate(24000)).samples.size(), 1000U);
}

TEST(SoundFile, HostileHeadersAreRefused) {
  const TemporaryFolder folder;
  write_sound_file(folder / "a.wav", noise(1000, 5), {});
  const std::string good = contents(folder / "a.wav");
  const std::size_t format = good.find("fmt ") + 8;
  const auto with = [&](std::size_t at, std::string_view bytes) {
    std::string bad = good;
    bad.replace(format + at, bytes.size(), bytes);
    replace_file(folder / "a.wav", bad);
  };
  with(2, {"\xFF\x03", 2});  // 1023 channels
  EXPECT_THROW(SoundFileReader(folder / "a.wav"), AudioFileError);
  with(2, {"\x00\x00", 2});  // none
  EXPECT_THROW(SoundFileReader(folder / "a.wav"), AudioFileError);
  with(4, {"\xFF\xFF\xFF\x7F", 4});  // 2 GHz
  EXPECT_THAT([&] { SoundFileReader reader(folder / "a.wav"); },
              ThrowsMessage<AudioFileError>(HasSubstr("2147483647 Hz; wanted 1000 to 768000 Hz")));
}

TEST(SoundFile, WhatIsNotAudioIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { SoundFileReader reader(folder / "none.wav"); },
              ThrowsMessage<AudioFileError>(HasSubstr("there is no such file")));
  EXPECT_THAT([&] { SoundFileReader reader(folder.path()); },
              ThrowsMessage<AudioFileError>(HasSubstr("it is a folder")));
  replace_file(folder / "text.wav", "This is not a sound.");
  EXPECT_THAT([&] { SoundFileReader reader(folder / "text.wav"); },
              ThrowsMessage<AudioFileError>(HasSubstr("Wanted WAV, FLAC")));
  replace_file(folder / "empty.wav", "");
  EXPECT_THROW(SoundFileReader(folder / "empty.wav"), AudioFileError);
}

}  // namespace
}  // namespace melisma::audio
