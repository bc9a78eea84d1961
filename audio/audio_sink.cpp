#include "audio/audio_sink.h"

#include <filesystem>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/descriptor_writer.h"
#include "audio/error.h"
#include "audio/sound_file_writer.h"
#include "audio/wav_stream.h"

namespace melisma::audio {
namespace {

SoundFileSpec file_spec(AudioFormat format, const OutputSpec& spec) {
  return {.format = format,
          .sample_rate = spec.sample_rate,
          .channels = spec.channels,
          .bit_depth = spec.bit_depth,
          .tags = spec.tags};
}

class FileSink final : public AudioSink {
 public:
  FileSink(const std::filesystem::path& path, const SoundFileSpec& spec) : writer_(path, spec) {}
  bool write(std::span<const float> interleaved) override {
    writer_.write(interleaved);
    return true;
  }
  void close() override { writer_.close(); }
  [[nodiscard]] std::uint64_t clipped_samples() const override { return writer_.clipped_samples(); }

 private:
  SoundFileWriter writer_;
};

class WavStreamSink final : public AudioSink {
 public:
  WavStreamSink(int descriptor, const std::string& destination, const SoundFileSpec& spec)
      : stream_(descriptor, destination, spec) {}
  bool write(std::span<const float> interleaved) override { return stream_.write(interleaved); }
  void close() override { stream_.close(); }
  [[nodiscard]] std::uint64_t clipped_samples() const override { return stream_.clipped_samples(); }

 private:
  WavStream stream_;
};

/// FLAC, Ogg, Opus, MP3 on a descriptor: libsndfile writes, and its failure is taken for an orderly
/// end when the reader of the pipe is gone.
class EncodedStreamSink final : public AudioSink {
 public:
  EncodedStreamSink(int descriptor, const std::string& destination, const SoundFileSpec& spec)
      : descriptor_(descriptor) {
    guarded([&] { encoder_ = std::make_unique<SoundEncoder>(descriptor, destination, spec); });
  }
  ~EncodedStreamSink() override {
    const SigpipeGuard guard;
    encoder_.reset();
  }
  EncodedStreamSink(const EncodedStreamSink&) = delete;
  EncodedStreamSink& operator=(const EncodedStreamSink&) = delete;

  bool write(std::span<const float> interleaved) override {
    return guarded([&] { encoder_->write(interleaved); });
  }
  void close() override {
    guarded([&] { encoder_->finish(); });
  }
  [[nodiscard]] std::uint64_t clipped_samples() const override {
    return encoder_ == nullptr ? 0 : encoder_->clipped_samples();
  }

 private:
  template <typename Action>
  bool guarded(Action action) {
    const SigpipeGuard guard;
    if (closed_by_reader_) {
      return false;
    }
    try {
      action();
      closed_by_reader_ = reader_is_gone();  // some encoders swallow the error
    } catch (const Error&) {
      closed_by_reader_ = reader_is_gone();
      if (!closed_by_reader_) {
        throw;
      }
    }
    return !closed_by_reader_;
  }
  [[nodiscard]] bool reader_is_gone() const {
    pollfd state{descriptor_, POLLOUT, 0};
    return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLHUP)) != 0;
  }

  int descriptor_;
  std::unique_ptr<SoundEncoder> encoder_;  // empty when the reader was gone from the start
  bool closed_by_reader_ = false;
};

bool is_stream(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// A device or named pipe that is opened by name.
class NamedStreamSink final : public AudioSink {
 public:
  NamedStreamSink(const std::filesystem::path& path, const OutputSpec& spec)
      : file_(path), sink_(open_descriptor_sink(file_.descriptor(), path.string(), spec)) {}
  bool write(std::span<const float> interleaved) override { return sink_->write(interleaved); }
  void close() override {
    sink_->close();
    file_.commit();
  }
  [[nodiscard]] std::uint64_t clipped_samples() const override { return sink_->clipped_samples(); }

 private:
  ReplacementFile file_;
  std::unique_ptr<AudioSink> sink_;
};

}  // namespace

std::unique_ptr<AudioSink> open_descriptor_sink(int descriptor,
                                                const std::string& destination,
                                                const OutputSpec& spec) {
  const AudioFormat format = spec.format.value_or(AudioFormat::kWav);
  if (format == AudioFormat::kWav || format == AudioFormat::kRaw) {
    return std::make_unique<WavStreamSink>(descriptor, destination, file_spec(format, spec));
  }
  return std::make_unique<EncodedStreamSink>(descriptor, destination, file_spec(format, spec));
}

std::unique_ptr<AudioSink> open_audio_sink(const std::string& path_or_dash,
                                           const OutputSpec& spec) {
  if (path_or_dash == "-") {
    if (::isatty(STDOUT_FILENO) == 1) {
      throw ConfigError(
          "standard output is a terminal, which cannot play audio; redirect it, or give -o FILE");
    }
    return open_descriptor_sink(STDOUT_FILENO, "standard output", spec);
  }
  const std::filesystem::path path(path_or_dash);
  if (is_stream(path)) {
    return std::make_unique<NamedStreamSink>(path, spec);
  }
  const AudioFormat format = spec.format ? *spec.format : audio_format_of(path);
  return std::make_unique<FileSink>(path, file_spec(format, spec));
}

}  // namespace melisma::audio
