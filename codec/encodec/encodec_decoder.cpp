#include "codec/encodec/encodec_decoder.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"
#include "codec/encodec/layer_reader.h"
#include "models/kernels/elementwise.h"

namespace melisma::codec {
namespace {

using models::EncodecConfig;

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

struct UpsamplingStage {
  StreamUpsampling upsampling;
  std::vector<ResidualBlock> residuals;
};

}  // namespace

struct EncodecDecoder::State {
  struct Stage {
    StreamUpsampling::State upsampling;
    std::vector<ResidualBlock::State> residuals;
  };

  models::Workspace workspace;
  StreamConvolution::State first;
  models::Lstm::State lstm;
  std::vector<Stage> stages;
  StreamConvolution::State last;
  std::vector<float> rows;  // between layers
  std::vector<float> next;
};

struct EncodecDecoder::Weights {
  std::vector<std::vector<float>> codebooks;  // [V, D] each
  StreamConvolution first;
  models::Lstm lstm;
  std::vector<UpsamplingStage> stages;
  StreamConvolution last;
};

EncodecDecoder::EncodecDecoder(models::TensorReader& reader,
                               const EncodecConfig& config,
                               models::WeightType type)
    : config_(config) {
  LayerReader layers(reader, "decoder", config, type);
  int width = config.filters << config.ratios.size();
  StreamConvolution first = layers.convolution(config.width, width, config.kernel);
  models::Lstm lstm = layers.lstm(width);
  std::vector<UpsamplingStage> stages;
  for (const int ratio : config.ratios) {
    layers.activation();
    StreamUpsampling upsampling = layers.upsampling(width, ratio);
    width /= 2;
    stages.push_back({std::move(upsampling), layers.residuals(width)});
  }
  layers.activation();
  StreamConvolution last = layers.convolution(width, config.channels, config.last_kernel);
  weights_ = std::make_unique<const Weights>(Weights{read_encodec_codebooks(reader, config),
                                                     std::move(first),
                                                     std::move(lstm),
                                                     std::move(stages),
                                                     std::move(last)});
}

EncodecDecoder::~EncodecDecoder() = default;
EncodecDecoder::EncodecDecoder(EncodecDecoder&&) noexcept = default;

std::shared_ptr<EncodecDecoder::State> EncodecDecoder::make_state(models::ThreadPool* pool) const {
  auto state = std::make_shared<State>();
  state->workspace.pool = pool;
  state->lstm = weights_->lstm.make_state();
  for (const UpsamplingStage& stage : weights_->stages) {
    state->stages.push_back(
        {stage.upsampling.make_state(), std::vector<ResidualBlock::State>(stage.residuals.size())});
  }
  return state;
}

void EncodecDecoder::push(State& state,
                          std::span<const std::int32_t> codes,
                          int codebooks,
                          std::vector<float>& samples) const {
  const std::size_t books = size(codebooks);
  MELISMA_ASSERT(books >= 1 && books <= weights_->codebooks.size() && codes.size() % books == 0);
  for (const std::int32_t code : codes) {
    if (code < 0 || code >= config_.codebook_size) {
      throw InputError("code " + std::to_string(code) + " is outside 0 to " +
                       std::to_string(config_.codebook_size - 1) +
                       ". The codes are another codec's.");
    }
  }
  const std::size_t width = size(config_.width);
  std::vector<float>& latents = state.next;
  latents.assign(codes.size() / books * width, 0);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto row = std::span<const float>(weights_->codebooks[i % books])
                         .subspan(size(codes[i]) * width, width);
    models::add_to(std::span(latents).subspan(i / books * width, width), row);
  }
  state.rows.clear();
  weights_->first.push(state.first, latents, state.rows, state.workspace);
  run_layers(state, false, samples);
}

void EncodecDecoder::finish(State& state, std::vector<float>& samples) const {
  state.rows.clear();
  weights_->first.finish(state.first, state.rows, state.workspace);
  run_layers(state, true, samples);
}

/// state.rows behind the first convolution to samples.
void EncodecDecoder::run_layers(State& state, bool end, std::vector<float>& samples) const {
  const Weights& weights = *weights_;
  models::Workspace& workspace = state.workspace;
  state.next = state.rows;
  weights.lstm.apply(state.lstm, state.next, workspace);
  models::add_to(state.rows, state.next);
  for (std::size_t s = 0; s < weights.stages.size(); ++s) {
    const UpsamplingStage& stage = weights.stages[s];
    State::Stage& own = state.stages[s];
    models::elu(state.rows);
    state.next.clear();
    stage.upsampling.push(own.upsampling, state.rows, state.next, workspace);
    if (end) {
      stage.upsampling.finish(own.upsampling, state.next, workspace);
    }
    std::swap(state.rows, state.next);
    for (std::size_t j = 0; j < stage.residuals.size(); ++j) {
      state.next.clear();
      stage.residuals[j].push(own.residuals[j], state.rows, end, state.next, workspace);
      std::swap(state.rows, state.next);
    }
  }
  models::elu(state.rows);
  weights.last.push(state.last, state.rows, samples, workspace);
  if (end) {
    weights.last.finish(state.last, samples, workspace);
  }
}

}  // namespace melisma::codec
