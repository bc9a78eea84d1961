#include "codec/spectral_codec.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "audio/error.h"
#include "codec/frame_batch.h"
#include "codec/phase_reconstruction.h"
#include "codec/published_codec.h"
#include "codec/spectral_features.h"
#include "models/checkpoint/sha256.h"
#include "models/kernels/elementwise.h"

namespace melisma::codec {
namespace {

std::size_t index(int value) {
  return static_cast<std::size_t>(value);
}

std::vector<float> read_codebooks(const SpectralCodecConfig& config, models::TensorReader& reader) {
  return reader.floats("quantizer.codebooks",
                       {config.codebooks, config.codebook_size, config.latent_width});
}

}  // namespace

SpectralWeights::SpectralWeights(const SpectralCodecConfig& codec_config,
                                 models::TensorReader& reader)
    : config(codec_config),
      encoder_linear(read_linear(
          reader, "encoder.linear", config.latent_width, config.analysis.feature_count())),
      encoder_residual(reader,
                       "encoder.residual",
                       config.encoder,
                       config.analysis.feature_count(),
                       config.latent_width),
      quantizer(read_codebooks(config, reader),
                config.codebooks,
                config.codebook_size,
                config.latent_width),
      decoder_linear(
          read_linear(reader, "decoder.linear", config.decoder_outputs(), config.latent_width)),
      decoder_residual(reader,
                       "decoder.residual",
                       config.decoder,
                       config.latent_width,
                       config.decoder_outputs()) {}

LatentEncoder::LatentEncoder(const SpectralWeights& weights)
    : weights_(weights), state_(weights.encoder_residual.make_state()) {}

void LatentEncoder::steps(std::span<const float> features, std::span<float> latents) {
  weights_.encoder_linear.apply(features, latents, state_.workspace);
  weights_.encoder_residual.add_steps(state_, features, latents);
}

MagnitudeDecoder::MagnitudeDecoder(const SpectralWeights& weights)
    : weights_(weights),
      state_(weights.decoder_residual.make_state()),
      latents_(index(weights.config.latent_width)) {}

void MagnitudeDecoder::steps(std::span<const std::int32_t> codes, std::span<float> log_magnitudes) {
  const std::size_t frames = log_magnitudes.size() / index(weights_.config.decoder_outputs());
  const std::size_t width = index(weights_.config.latent_width);
  const std::size_t codes_a_frame = codes.size() / frames;
  latents_.resize(frames * width);
  for (std::size_t t = 0; t < frames; ++t) {
    weights_.quantizer.decode(codes.subspan(t * codes_a_frame, codes_a_frame),
                              std::span(latents_).subspan(t * width, width));
  }
  weights_.decoder_linear.apply(latents_, log_magnitudes, state_.workspace);
  weights_.decoder_residual.add_steps(state_, latents_, log_magnitudes);
}

namespace {

class SpectralEncoder final : public CodecEncoder {
 public:
  explicit SpectralEncoder(const SpectralWeights& weights)
      : weights_(weights),
        analysis_(weights.config.analysis),
        latents_(weights),
        scratch_(weights.quantizer.make_scratch(kMostFrames)) {
    features_.reserve(kMostFrames * index(weights.config.analysis.feature_count()));
    latents_of_batch_.reserve(kMostFrames * index(weights.config.latent_width));
    reset();
  }

  void push(std::span<const float> samples, std::vector<std::int32_t>& codes) override {
    received_ += static_cast<std::int64_t>(samples.size());
    take(samples, codes);
  }

  void finish(std::vector<std::int32_t>& codes) override {
    const int hop = weights_.config.analysis.hop;
    const std::int64_t frames = (received_ + hop - 1) / hop;
    const std::vector<float> silence(index(hop), 0.0F);
    while (frames_ < frames) {
      take(silence, codes);
    }
    // A whole frame of padding can complete one frame more than the signal has.
    const auto surplus =
        static_cast<std::size_t>(frames_ - frames) * index(weights_.config.codebooks);
    codes.resize(codes.size() - surplus);
    reset();
  }

  void reset() override {
    // The first frame sees silence before sample 0.
    window_.assign(index(weights_.config.analysis.past_samples()), 0.0F);
    latents_.reset();
    received_ = 0;
    frames_ = 0;
  }

 private:
  void take(std::span<const float> samples, std::vector<std::int32_t>& codes) {
    const AnalysisConfig& analysis = weights_.config.analysis;
    const std::size_t length = index(analysis.past_samples() + analysis.future_samples());
    while (!samples.empty()) {
      const std::size_t count = std::min(samples.size(), length - window_.size());
      std::transform(samples.begin(),
                     samples.begin() + static_cast<std::ptrdiff_t>(count),
                     std::back_inserter(window_),
                     [](float x) { return std::isfinite(x) ? x : 0.0F; });
      samples = samples.subspan(count);
      if (window_.size() == length) {
        add_features();
        window_.erase(window_.begin(), window_.begin() + analysis.hop);
      }
      if (samples.empty() || waiting_ == kMostFrames) {
        encode_batch(codes);
      }
    }
  }

  void add_features() {
    const std::size_t count = index(weights_.config.analysis.feature_count());
    features_.resize(++waiting_ * count);
    analysis_.compute(window_, std::span(features_).last(count));
  }

  /// The frames that wait, together: weights and codebooks are read once for all.
  void encode_batch(std::vector<std::int32_t>& codes) {
    if (waiting_ == 0) {
      return;
    }
    latents_of_batch_.resize(waiting_ * index(weights_.config.latent_width));
    latents_.steps(features_, latents_of_batch_);
    const std::size_t count = waiting_ * index(weights_.config.codebooks);
    codes.resize(codes.size() + count);
    weights_.quantizer.encode(latents_of_batch_, std::span(codes).last(count), scratch_);
    frames_ += static_cast<std::int64_t>(waiting_);
    waiting_ = 0;
    features_.clear();
  }

  static constexpr std::size_t kMostFrames =
      8;  // encoded at once, of those that one call completes

  const SpectralWeights& weights_;
  SpectralFeatures analysis_;
  LatentEncoder latents_;
  std::vector<float> window_;    // the last samples, up to the next frame's analysis window
  std::size_t waiting_ = 0;      // frames in features_
  std::vector<float> features_;  // [T, F]
  std::vector<float> latents_of_batch_;
  ResidualVectorQuantizer::Scratch scratch_;
  std::int64_t received_ = 0;  // samples pushed
  std::int64_t frames_ = 0;    // frames written
};

class SpectralDecoder final : public CodecDecoder {
 public:
  SpectralDecoder(const SpectralWeights& weights, DecoderDelay delay)
      : weights_(weights),
        batch_(delay == DecoderDelay::kLive ? 1 : kMostFrames),
        magnitudes_(weights),
        phases_(phase_config(weights.config, delay)) {}

  void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
    if (frame.size() != batch_.width() && batch_.width() != 0) {
      throw ShapeError("decode: found " + std::to_string(frame.size()) +
                       " codes in a frame after " + std::to_string(batch_.width()) +
                       "; wanted the same count in every frame.");
    }
    weights_.quantizer.check(frame);
    if (batch_.add(frame)) {
      decode(samples);
    }
  }

  void finish(std::vector<float>& samples) override {
    decode(samples);
    append(phases_.finish(), samples);
    reset();
  }

  void reset() override {
    batch_.reset();
    magnitudes_.reset();
    phases_.reset();
  }

 private:
  static PhaseReconstructionConfig phase_config(const SpectralCodecConfig& config,
                                                DecoderDelay delay) {
    PhaseReconstructionConfig phase;
    if (delay == DecoderDelay::kLive) {
      phase.look_ahead = 0;
      phase.sweeps = 8;
      phase.early_hops = 1;
    }
    phase.hop = config.synthesis_hop();
    return phase;
  }
  static void append(std::span<const float> from, std::vector<float>& to) {
    to.insert(to.end(), from.begin(), from.end());
  }
  /// The frames that wait.
  void decode(std::vector<float>& samples) {
    const auto codes = batch_.take();
    if (codes.empty()) {
      return;
    }
    const std::size_t outputs = index(weights_.config.decoder_outputs());
    spectra_.resize(codes.size() / batch_.width() * outputs);
    magnitudes_.steps(codes, spectra_);
    const float scale = static_cast<float>(weights_.config.analysis.hop) / 2.0F;
    models::exponentials(spectra_);
    for (float& value : spectra_) {
      value = std::max(0.0F, value - weights_.config.synthesis_floor) * scale;
    }
    const std::size_t bins = index(weights_.config.synthesis_bins());
    for (std::size_t at = 0; at < spectra_.size(); at += bins) {
      append(phases_.push(std::span(spectra_).subspan(at, bins)), samples);
    }
  }

  static constexpr std::size_t kMostFrames = 4;  // decoded at once, where nobody plays live

  const SpectralWeights& weights_;
  FrameBatch batch_;
  MagnitudeDecoder magnitudes_;
  StreamingPhaseReconstruction phases_;
  std::vector<float> spectra_;  // [T, 2, bins]
};

}  // namespace

SpectralCodec::SpectralCodec(const models::SafetensorsFile& file) {
  if (file.metadata_value("format") != "melisma/1" ||
      file.metadata_value("kind") != "spectral_codec") {
    throw CheckpointError(file.name() + ": found a " + file.metadata_value("kind") + " of format " +
                          file.metadata_value("format") +
                          ", wanted a spectral_codec of format melisma/1. Name a codec "
                          "file of this version.");
  }
  const auto config = spectral_codec_config_from_json(file.metadata_value("config"));
  models::TensorReader reader(file);
  weights_ = std::make_unique<SpectralWeights>(config, reader);
  reader.finish();
  info_.sample_rate = config.sample_rate;
  info_.hop_length = config.analysis.hop;
  info_.codebooks = config.codebooks;
  info_.codebook_size = config.codebook_size;
  info_.id = config.id;
  info_.hash = file.metadata_value("hash");
}

std::unique_ptr<CodecEncoder> SpectralCodec::make_encoder() const {
  return std::make_unique<SpectralEncoder>(*weights_);
}

std::unique_ptr<CodecDecoder> SpectralCodec::make_decoder(DecoderDelay delay) const {
  return std::make_unique<SpectralDecoder>(*weights_, delay);
}

std::string codec_hash(const SpectralCodecConfig& config,
                       const std::map<std::string, models::OwnedTensor>& tensors) {
  SpectralCodecConfig identity = config;
  identity.decoder = {};
  identity.synthesis_floor = 0;
  std::string bytes = to_json(identity);
  for (const auto& [name, tensor] : tensors) {
    if (name.starts_with("encoder.") || name.starts_with("quantizer.")) {
      bytes += name;
      bytes.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
    }
  }
  return models::sha256_hex(std::as_bytes(std::span(bytes)));
}

std::unique_ptr<Codec> open_codec(const std::string& path) {
  if (std::filesystem::is_directory(path)) {
    return open_published_codec(path);
  }
  return std::make_unique<SpectralCodec>(models::SafetensorsFile(path));
}

}  // namespace melisma::codec
