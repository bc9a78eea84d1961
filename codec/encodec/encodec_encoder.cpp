#include "codec/encodec/encodec_encoder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "audio/error.h"
#include "codec/encodec/layer_reader.h"
#include "models/kernels/elementwise.h"
#include "models/kernels/lane_matrix.h"

namespace melisma::codec {
namespace {

using models::EncodecConfig;

struct DownsamplingStage {
  std::vector<ResidualBlock> residuals;
  StreamConvolution downsampling;
};

/// Vectors of a codebook, and what finds the nearest: x.c - |c|^2 / 2 is largest for it.
struct Codebook {
  std::vector<float> vectors;  // [V, D]
  models::LaneMatrix scores;
};

Codebook make_codebook(std::vector<float> vectors, std::size_t width) {
  std::vector<float> offsets;
  for (std::size_t at = 0; at < vectors.size(); at += width) {
    const auto vector = std::span<const float>(vectors).subspan(at, width);
    offsets.push_back(-.5F *
                      std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F));
  }
  models::LaneMatrix scores(vectors, offsets, width);
  return {std::move(vectors), std::move(scores)};
}

}  // namespace

struct EncodecEncoder::Weights {
  StreamConvolution first;
  std::vector<DownsamplingStage> stages;
  models::Lstm lstm;
  StreamConvolution last;
  std::vector<Codebook> codebooks;
};

struct EncodecEncoder::State {
  struct Stage {
    std::vector<ResidualBlock::State> residuals;
    StreamConvolution::State downsampling;
  };

  models::Workspace workspace;
  StreamConvolution::State first;
  std::vector<Stage> stages;
  models::Lstm::State lstm;
  StreamConvolution::State last;
  std::vector<float> rows;  // between layers; at the end latents [T, D]
  std::vector<float> next;
  std::vector<float> scores;
};

EncodecEncoder::EncodecEncoder(models::TensorReader& reader,
                               const EncodecConfig& config,
                               models::WeightType type)
    : config_(config) {
  LayerReader layers(reader, "encoder", config, type);
  int width = config.filters;
  StreamConvolution first = layers.convolution(config.channels, width, config.kernel);
  std::vector<DownsamplingStage> stages;
  for (auto ratio = config.ratios.rbegin(); ratio != config.ratios.rend(); ++ratio) {
    std::vector<ResidualBlock> residuals = layers.residuals(width);
    layers.activation();
    stages.push_back(
        {std::move(residuals), layers.convolution(width, 2 * width, 2 * *ratio, *ratio)});
    width *= 2;
  }
  models::Lstm lstm = layers.lstm(width);
  layers.activation();
  StreamConvolution last = layers.convolution(width, config.width, config.last_kernel);
  std::vector<Codebook> codebooks;
  for (auto& vectors : read_encodec_codebooks(reader, config)) {
    codebooks.push_back(make_codebook(std::move(vectors), static_cast<std::size_t>(config.width)));
  }
  weights_ = std::make_unique<const Weights>(Weights{
      std::move(first), std::move(stages), std::move(lstm), std::move(last), std::move(codebooks)});
}

EncodecEncoder::~EncodecEncoder() = default;
EncodecEncoder::EncodecEncoder(EncodecEncoder&&) noexcept = default;

std::shared_ptr<EncodecEncoder::State> EncodecEncoder::make_state() const {
  auto state = std::make_shared<State>();
  state->lstm = weights_->lstm.make_state();
  for (const DownsamplingStage& stage : weights_->stages) {
    state->stages.push_back({std::vector<ResidualBlock::State>(stage.residuals.size()), {}});
  }
  return state;
}

void EncodecEncoder::push(State& state,
                          std::span<const float> samples,
                          std::vector<std::int32_t>& codes) const {
  state.rows.clear();
  weights_->first.push(state.first, samples, state.rows, state.workspace);
  run_layers(state, false, codes);
}

void EncodecEncoder::finish(State& state, std::vector<std::int32_t>& codes) const {
  state.rows.clear();
  weights_->first.finish(state.first, state.rows, state.workspace);
  run_layers(state, true, codes);
}

/// state.rows behind the first convolution to codes.
void EncodecEncoder::run_layers(State& state, bool end, std::vector<std::int32_t>& codes) const {
  const Weights& weights = *weights_;
  models::Workspace& workspace = state.workspace;
  const auto convolve = [&](const StreamConvolution& layer, StreamConvolution::State& own) {
    models::elu(state.rows);
    state.next.clear();
    layer.push(own, state.rows, state.next, workspace);
    if (end) {
      layer.finish(own, state.next, workspace);
    }
    std::swap(state.rows, state.next);
  };
  for (std::size_t s = 0; s < weights.stages.size(); ++s) {
    const DownsamplingStage& stage = weights.stages[s];
    for (std::size_t j = 0; j < stage.residuals.size(); ++j) {
      state.next.clear();
      stage.residuals[j].push(state.stages[s].residuals[j], state.rows, end, state.next, workspace);
      std::swap(state.rows, state.next);
    }
    convolve(stage.downsampling, state.stages[s].downsampling);
  }
  state.next = state.rows;
  weights.lstm.apply(state.lstm, state.next, workspace);
  models::add_to(state.rows, state.next);
  convolve(weights.last, state.last);
  quantize(state, codes);
}

/// Latents in state.rows to the nearest vectors, codebook by codebook.
void EncodecEncoder::quantize(State& state, std::vector<std::int32_t>& codes) const {
  const std::size_t width = static_cast<std::size_t>(config_.width);
  const std::size_t frames = state.rows.size() / width;
  const std::size_t books = weights_->codebooks.size();
  const std::size_t written = codes.size();
  codes.resize(written + frames * books);
  for (std::size_t book = 0; book < books && frames > 0; ++book) {
    const Codebook& codebook = weights_->codebooks[book];
    const std::size_t stride = codebook.scores.stride();
    state.scores.resize(frames * stride);
    codebook.scores.multiply(state.rows, state.scores);
    for (std::size_t t = 0; t < frames; ++t) {
      const auto begin = state.scores.begin() + static_cast<std::ptrdiff_t>(t * stride);
      const auto nearest = std::max_element(begin, begin + config_.codebook_size) - begin;
      codes[written + t * books + book] = static_cast<std::int32_t>(nearest);
      const float* vector = codebook.vectors.data() + static_cast<std::size_t>(nearest) * width;
      for (std::size_t i = 0; i < width; ++i) {
        state.rows[t * width + i] -= vector[i];
      }
    }
  }
}

}  // namespace melisma::codec
