#include "audio/audio_sink.h"

#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/error.h"
#include "audio/sound_file.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace melisma::audio {
namespace {

namespace fs = std::filesystem;
using ::melisma::test_support::noise;
using ::melisma::test_support::sine;
using ::melisma::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A pipe whose far end is collected by a thread, as another program would.
class CollectingPipe {
 public:
  CollectingPipe() {
    EXPECT_EQ(::pipe(ends_.data()), 0);
    reader_ = std::thread([this] {
      std::array<char, 1000> block{};
      for (ssize_t got = 0; (got = ::read(ends_[0], block.data(), block.size())) > 0;) {
        bytes_.append(block.data(), static_cast<std::size_t>(got));
      }
    });
  }
  ~CollectingPipe() {
    static_cast<void>(finish());
    ::close(ends_[0]);
  }
  CollectingPipe(const CollectingPipe&) = delete;
  CollectingPipe& operator=(const CollectingPipe&) = delete;

  [[nodiscard]] int write_end() const { return ends_[1]; }
  std::string finish() {
    if (reader_.joinable()) {
      ::close(ends_[1]);
      reader_.join();
    }
    return bytes_;
  }

 private:
  std::array<int, 2> ends_{};
  std::string bytes_;
  std::thread reader_;
};

TEST(AudioSink, PipeAndFileHoldTheSameSamples) {
  const TemporaryFolder folder;
  const auto sound = noise(50000, 1, 0.5F);  // some of it clips
  for (const BitDepth depth : {BitDepth::k16, BitDepth::k24, BitDepth::kFloat32}) {
    const OutputSpec spec{.bit_depth = depth, .tags = {"title", R"({"seed":1})", "Melisma"}};
    CollectingPipe pipe;
    const auto stream = open_descriptor_sink(pipe.write_end(), "pipe", spec);
    const auto file = open_audio_sink(folder / "file.wav", spec);
    for (AudioSink* sink : {stream.get(), file.get()}) {
      EXPECT_TRUE(sink->write(std::span(sound).first(777)));
      EXPECT_TRUE(sink->write(std::span(sound).subspan(777)));
      sink->close();
    }
    replace_file(folder / "stream.wav", pipe.finish());
    const MonoAudio streamed = read_mono(folder / "stream.wav", SampleRate(24000));
    EXPECT_EQ(streamed.samples, read_mono(folder / "file.wav", SampleRate(24000)).samples);
    EXPECT_EQ(streamed.samples.size(), sound.size());
    EXPECT_EQ(streamed.tags, spec.tags);
    EXPECT_EQ(stream->clipped_samples(), file->clipped_samples());
  }
}

TEST(AudioSink, StreamHeaderSaysUnknownLength) {
  CollectingPipe pipe;
  const auto sink = open_descriptor_sink(
      pipe.write_end(), "pipe", {.sample_rate = SampleRate(48000), .channels = 2});
  sink->close();
  EXPECT_EQ(pipe.finish(),
            std::string("RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\0\0\0\x01\0\x02\0"
                        "\x80\xBB\0\0\0\xEE\x02\0\x04\0\x10\0data\xFF\xFF\xFF\xFF",
                        44));
}

TEST(AudioSink, StreamIntoAFileGetsTrueSizes) {
  const TemporaryFolder folder;
  const int fd = ::open((folder / "a.wav").c_str(), O_CREAT | O_RDWR, 0600);
  const auto sink = open_descriptor_sink(fd, "file", {.tags = {.title = "x"}});
  EXPECT_TRUE(sink->write(sine(440.0, 1001)));
  sink->close();
  ::close(fd);
  const std::string bytes = contents(folder / "a.wav");
  const auto size_at = [&](std::size_t at) {
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + at, 4);
    return size;
  };
  EXPECT_EQ(size_at(4), bytes.size() - 8);
  EXPECT_EQ(size_at(bytes.find("data") + 4), 2002U);
}

TEST(AudioSink, RawStreamHasNoHeader) {
  CollectingPipe pipe;
  const auto sink = open_descriptor_sink(pipe.write_end(), "pipe", {.format = AudioFormat::kRaw});
  EXPECT_TRUE(sink->write(std::array{0.5F, -0.5F}));
  sink->close();
  EXPECT_EQ(pipe.finish(), std::string("\0\0\0\x3F\0\0\0\xBF", 8));
}

class EveryStreamedFormat : public ::testing::TestWithParam<AudioFormat> {};

TEST_P(EveryStreamedFormat, ArrivesWholeThroughAPipe) {
  const TemporaryFolder folder;
  const auto sound = sine(440.0, 48000);
  CollectingPipe pipe;
  const auto sink = open_descriptor_sink(pipe.write_end(), "pipe", {.format = GetParam()});
  for (std::size_t n = 0; n < sound.size(); n += 480) {
    ASSERT_TRUE(sink->write(std::span(sound).subspan(n, 480)));
  }
  sink->close();
  replace_file(folder / "a", pipe.finish());
  std::optional<RawLayout> raw;
  if (GetParam() == AudioFormat::kRaw) {
    raw = RawLayout{};
  }
  const MonoAudio audio = read_mono(folder / "a", SampleRate(24000), {.raw = raw});
  EXPECT_NEAR(static_cast<double>(audio.samples.size()), 48000.0, 2000.0);
}

TEST_P(EveryStreamedFormat, ReaderThatLeavesIsAnOrderlyEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const auto previous = std::signal(SIGPIPE, SIG_DFL);  // deadly if it came through
  {
    const auto sink = open_descriptor_sink(ends[1], "pipe", {.format = GetParam()});
    ::close(ends[0]);
    const auto sound = noise(24000, 2, 0.1F);
    bool wanted = true;
    for (int second = 0; second < 60 && wanted; ++second) {
      wanted = sink->write(sound);
    }
    EXPECT_FALSE(wanted);
    EXPECT_FALSE(sink->write(sound));
    sink->close();
  }
  std::signal(SIGPIPE, previous);
  ::close(ends[1]);
}

TEST_P(EveryStreamedFormat, ReaderThatNeverCameIsAnOrderlyEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  const auto sink = open_descriptor_sink(ends[1], "pipe", {.format = GetParam()});
  EXPECT_FALSE(sink->write(noise(24000, 2, 0.1F)));
  sink->close();
  ::close(ends[1]);
}

INSTANTIATE_TEST_SUITE_P(Formats,
                         EveryStreamedFormat,
                         ::testing::Values(AudioFormat::kWav,
                                           AudioFormat::kRaw,
                                           AudioFormat::kFlac,
                                           AudioFormat::kOggVorbis,
                                           AudioFormat::kOpus,
                                           AudioFormat::kMp3),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST(AudioSink, AiffCannotBeStreamed) {
  CollectingPipe pipe;
  EXPECT_THAT(
      [&] {
        open_descriptor_sink(pipe.write_end(), "standard output", {.format = AudioFormat::kAiff});
      },
      ThrowsMessage<ConfigError>(HasSubstr("cannot write standard output as aiff")));
}

TEST(AudioSink, SlowNonBlockingReaderGetsEverything) {
  CollectingPipe pipe;
  ::fcntl(pipe.write_end(), F_SETFL, O_NONBLOCK);
  const auto sink = open_descriptor_sink(pipe.write_end(), "pipe", {.format = AudioFormat::kRaw});
  EXPECT_TRUE(sink->write(noise(500000, 3)));
  sink->close();
  EXPECT_EQ(pipe.finish().size(), 2000000U);
}

TEST(AudioSink, FullDiskIsAnError) {
  const int fd = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(fd, 0);
  const auto sink = open_descriptor_sink(fd, "the disk", {});
  EXPECT_THAT([&] { static_cast<void>(sink->write(noise(24000, 4))); },
              ThrowsMessage<Error>(HasSubstr("cannot write the disk: No space left")));
  ::close(fd);
}

TEST(AudioSink, FormatComesFromTheExtensionUnlessGiven) {
  const TemporaryFolder folder;
  open_audio_sink(folder / "a.flac", {})->close();
  EXPECT_TRUE(contents(folder / "a.flac").starts_with("fLaC"));
  open_audio_sink(folder / "b.flac", {.format = AudioFormat::kWav})->close();
  EXPECT_TRUE(contents(folder / "b.flac").starts_with("RIFF"));
  EXPECT_THROW(open_audio_sink(folder / "c.xyz", {}), ConfigError);
  EXPECT_EQ(folder.entries(), 2U);
}

TEST(AudioSink, WritesADeviceAndANamedPipeInPlace) {
  const TemporaryFolder folder;
  const auto null = open_audio_sink("/dev/null", {});
  EXPECT_TRUE(null->write(sine(440.0, 1000)));
  null->close();
  EXPECT_TRUE(fs::is_character_file("/dev/null"));

  const fs::path fifo = folder / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = contents(fifo); });
  const auto sink = open_audio_sink(fifo, {});
  EXPECT_TRUE(sink->write(sine(440.0, 1000)));
  sink->close();
  reader.join();
  EXPECT_EQ(received.size(), 44U + 2000U);
  EXPECT_TRUE(fs::is_fifo(fifo));
}

TEST(AudioSink, UnwritableFolderIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { open_audio_sink(folder / "none/a.wav", {}); },
              ThrowsMessage<Error>(HasSubstr("there is no folder")));
}

TEST(AudioSink, AFileClosedEarlyIsValidAndShorter) {
  const TemporaryFolder folder;
  const auto sound = noise(24000, 5, 0.1F);
  const auto sink = open_audio_sink(folder / "a.wav", {.bit_depth = BitDepth::kFloat32});
  EXPECT_TRUE(sink->write(std::span(sound).first(4800)));
  EXPECT_FALSE(fs::exists(folder / "a.wav"));
  sink->close();
  EXPECT_EQ(read_mono(folder / "a.wav", SampleRate(24000)).samples,
            std::vector<float>(sound.begin(), sound.begin() + 4800));
}

}  // namespace
}  // namespace melisma::audio
