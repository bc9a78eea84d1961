#include "audio/sound_encoder.h"

#include <cstring>
#include <optional>
#include <utility>

#include <unistd.h>

#include "audio/error.h"
#include "audio/pcm.h"
#include "audio/resampler.h"
#include "audio/seekable_output.h"
#include "audio/sndfile_handle.h"

namespace melisma::audio {
namespace {

/// The sizes in WAV and AIFF headers have 32 bits; room is left for the header.
constexpr std::uint64_t kMaxChunkedBytes = 0xFFFF0000ULL;

int container(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return SF_FORMAT_WAV;
    case AudioFormat::kFlac:
      return SF_FORMAT_FLAC;
    case AudioFormat::kOggVorbis:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case AudioFormat::kOpus:
      return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case AudioFormat::kMp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case AudioFormat::kAiff:
      return SF_FORMAT_AIFF;
    case AudioFormat::kRaw:
      return SF_FORMAT_RAW | SF_ENDIAN_LITTLE;
  }
  return 0;
}

bool is_lossy(AudioFormat format) {
  return format == AudioFormat::kOggVorbis || format == AudioFormat::kOpus ||
         format == AudioFormat::kMp3;
}

int stored_bits(AudioFormat format, BitDepth requested) {
  const BitDepth depth = resolve_bit_depth(format, requested);
  if (is_lossy(format)) {
    return 0;
  }
  return depth == BitDepth::k16 ? 16 : depth == BitDepth::k24 ? 24 : 32;
}

int sndfile_format(AudioFormat format, int bits) {
  const int encoding = bits == 16   ? SF_FORMAT_PCM_16
                       : bits == 24 ? SF_FORMAT_PCM_24
                       : bits == 32 ? SF_FORMAT_FLOAT
                                    : 0;
  return container(format) | encoding;
}

void set_tags(SNDFILE* file, const SoundTags& tags) {
  const auto set = [file](int kind, const std::string& text) {
    if (!text.empty()) {
      sf_set_string(file, kind, text.c_str());
    }
  };
  set(SF_STR_TITLE, tags.title);
  set(SF_STR_COMMENT, tags.comment);
  set(SF_STR_SOFTWARE, tags.software);
}

void write_id3(int descriptor, const std::string& destination, const SoundTags& tags) {
  const std::string block = id3_block(tags);
  if (::write(descriptor, block.data(), block.size()) != static_cast<ssize_t>(block.size())) {
    throw Error("cannot write " + destination + ": the disk may be full");
  }
}

SF_INFO checked_info(const SoundFileSpec& spec, int bits) {
  SF_INFO info{};
  info.samplerate = writable_sample_rate(spec.format, spec.sample_rate).hz;
  info.channels = spec.channels;
  info.format = sndfile_format(spec.format, bits);
  if (spec.channels < 1 || spec.channels > kMaxChannels || !is_supported(spec.sample_rate) ||
      sf_format_check(&info) == 0) {
    throw ConfigError(std::string(name(spec.format)) + " cannot store " +
                      std::to_string(spec.channels) + " channels at " +
                      std::to_string(spec.sample_rate.hz) + " Hz; choose wav or fewer channels");
  }
  return info;
}

}  // namespace

struct SoundEncoder::State {
  std::optional<SeekableOutput> output;  // empty for a pipe, which libsndfile must know to be one
  SndfileHandle file;                    // goes first: closing it writes to `output`
  std::optional<Resampler> resampler;

  void open(int descriptor, SF_INFO& info) {
    if (::lseek(descriptor, 0, SEEK_CUR) >= 0) {
      file.reset(output.emplace(descriptor).open(info));
      return;
    }
    file.reset(sf_open_fd(descriptor, SFM_WRITE, &info, SF_FALSE));
    if (file != nullptr && (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG) {
      // Without the index that is written last, readers guess the length of a variable rate.
      int constant = SF_BITRATE_MODE_CONSTANT;
      sf_command(file.get(), SFC_SET_BITRATE_MODE, &constant, sizeof(constant));
    }
  }
};

SoundEncoder::SoundEncoder(int descriptor, std::string destination, const SoundFileSpec& spec)
    : destination_(std::move(destination)),
      spec_(spec),
      bits_(stored_bits(spec.format, spec.bit_depth)),
      state_(std::make_unique<State>()) {
  SF_INFO info = checked_info(spec_, bits_);
  if (spec_.format == AudioFormat::kMp3) {
    write_id3(descriptor, destination_, spec_.tags);
  }
  state_->open(descriptor, info);
  if (state_->file == nullptr) {
    throw ConfigError("cannot write " + destination_ + " as " + std::string(name(spec_.format)) +
                      " with " + std::to_string(spec_.channels) + " channels at " +
                      std::to_string(info.samplerate) + " Hz: " + sf_strerror(nullptr) +
                      " Choose wav, or another rate");
  }
  if (info.samplerate != spec_.sample_rate.hz) {
    state_->resampler.emplace(spec_.sample_rate, SampleRate(info.samplerate), spec_.channels);
  }
  if (spec_.format != AudioFormat::kMp3 && spec_.format != AudioFormat::kRaw) {
    set_tags(state_->file.get(), shortened(spec_.tags));
  }
}

SoundEncoder::~SoundEncoder() = default;

void SoundEncoder::write(std::span<const float> interleaved) {
  MELISMA_ASSERT(state_->file != nullptr);
  MELISMA_ASSERT(interleaved.size() % static_cast<std::size_t>(spec_.channels) == 0);
  frames_written_ += interleaved.size() / static_cast<std::size_t>(spec_.channels);
  samples_.assign(interleaved.begin(), interleaved.end());
  if (state_->resampler) {
    // Not finite would spread through the filter.
    clipped_samples_ += replace_non_finite(samples_);
    const std::vector<float> source = std::move(samples_);
    samples_.clear();
    state_->resampler->process(source, samples_);
  }
  encode(samples_);
}

void SoundEncoder::check_size(std::size_t frames) {
  if (spec_.format != AudioFormat::kWav && spec_.format != AudioFormat::kAiff) {
    return;
  }
  const auto frame_bytes = static_cast<std::uint64_t>(spec_.channels * bits_ / 8);
  if ((frames_stored_ + frames) * frame_bytes > kMaxChunkedBytes) {
    throw Error(destination_ + " would grow beyond the 4 GiB that " +
                std::string(name(spec_.format)) + " can hold; choose flac or raw");
  }
}

void SoundEncoder::check_written(bool accepted) const {
  const int failure = state_->output ? state_->output->failure() : 0;
  if (failure != 0 || !accepted) {
    throw Error("cannot write " + destination_ + ": " +
                (failure != 0 ? std::strerror(failure) : "the encoder failed") +
                "; free some space, or choose another place");
  }
}

void SoundEncoder::encode(std::span<float> samples) {
  const std::size_t frames = samples.size() / static_cast<std::size_t>(spec_.channels);
  if (frames == 0) {
    return;
  }
  check_size(frames);
  sf_count_t stored = 0;
  const auto count = static_cast<sf_count_t>(frames);
  if (bits_ == 16 || bits_ == 24) {
    clipped_samples_ += quantise(samples, bits_, integers_);
    for (std::int32_t& sample : integers_) {
      sample *= 1 << (32 - bits_);  // libsndfile takes the upper bits
    }
    stored = sf_writef_int(state_->file.get(), integers_.data(), count);
  } else {
    clipped_samples_ += bits_ == 0 ? clip(samples) : replace_non_finite(samples);
    stored = sf_writef_float(state_->file.get(), samples.data(), count);
  }
  check_written(stored == count);
  frames_stored_ += frames;
}

void SoundEncoder::finish() {
  MELISMA_ASSERT(state_->file != nullptr);
  if (state_->resampler) {
    samples_.clear();
    state_->resampler->finish(samples_);
    encode(samples_);
  }
  const bool may_be_empty =
      spec_.format == AudioFormat::kWav || spec_.format == AudioFormat::kAiff ||
      spec_.format == AudioFormat::kRaw || spec_.format == AudioFormat::kOggVorbis;
  if (frames_stored_ == 0 && !may_be_empty) {
    samples_.assign(static_cast<std::size_t>(spec_.channels), 0.0F);
    encode(samples_);
  }
  check_written(sf_close(state_->file.release()) == 0);
}

}  // namespace melisma::audio
