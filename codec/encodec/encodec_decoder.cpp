#include "codec/encodec/encodec_decoder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "audio/error.h"
#include "codec/encodec/stream_convolution.h"
#include "codec/encodec/stream_upsampling.h"
#include "models/kernels/elementwise.h"
#include "models/nn/lstm.h"

namespace melisma::codec {
namespace {

using models::EncodecConfig;

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

/// x + narrow(elu(wide(elu(x)))), or a convolution of x instead of x.
struct Residual {
  StreamConvolution wide;
  StreamConvolution narrow;
  std::vector<StreamConvolution> shortcut;  // one, or none
};

struct UpsamplingStage {
  StreamUpsampling upsampling;
  std::vector<Residual> residuals;
};

/// Reads layers as they are numbered in published files: activations count, although they have no
/// tensors.
class LayerReader {
 public:
  LayerReader(models::TensorReader& reader, const EncodecConfig& config, models::WeightType type)
      : reader_(reader), config_(config), type_(type) {}

  void activation() { ++index_; }
  StreamConvolution convolution(int in, int out, int kernel) {
    return {reader_, next(), config_, {size(in), size(out), size(kernel)}, type_};
  }
  models::Lstm lstm(int width) {
    return {reader_, next() + ".lstm", config_.lstm_layers, size(width), type_};
  }
  StreamUpsampling upsampling(int in, int ratio) {
    return {reader_, next(), config_, size(in), size(in / 2), size(ratio), type_};
  }
  std::vector<Residual> residuals(int width) {
    std::vector<Residual> blocks;
    std::size_t dilation = 1;
    const std::size_t outer = size(width);
    const std::size_t inner = size(width / config_.compress);
    for (int j = 0; j < config_.residual_layers; ++j, dilation *= size(config_.dilation_growth)) {
      const std::string name = next();
      const ConvolutionSizes wide{outer, inner, size(config_.residual_kernel), dilation};
      blocks.push_back({{reader_, name + ".block.1", config_, wide, type_},
                        {reader_, name + ".block.3", config_, {inner, outer}, type_},
                        {}});
      if (config_.conv_shortcut) {
        blocks.back().shortcut.emplace_back(
            reader_, name + ".shortcut", config_, ConvolutionSizes{outer, outer}, type_);
      }
    }
    return blocks;
  }

 private:
  std::string next() { return "decoder.layers." + std::to_string(index_++); }

  models::TensorReader& reader_;
  const EncodecConfig& config_;
  models::WeightType type_;
  int index_ = 0;
};

std::vector<std::vector<float>> read_codebooks(models::TensorReader& reader,
                                               const EncodecConfig& config) {
  std::vector<std::vector<float>> codebooks;
  for (int book = 0; book < config.codebooks(); ++book) {
    const std::string name = "quantizer.layers." + std::to_string(book) + ".codebook.";
    codebooks.push_back(reader.floats(name + "embed", {config.codebook_size, config.width}));
    for (const char* of_training : {"embed_avg", "cluster_size", "inited"}) {
      reader.ignore(name + of_training);
    }
  }
  return codebooks;
}

/// A stream's state in one residual block.
struct ResidualState {
  StreamConvolution::State wide;
  StreamConvolution::State narrow;
  StreamConvolution::State shortcut;
  std::vector<float> waiting;  // rows that the block has taken and not yet given
  std::vector<float> active;
  std::vector<float> inner;
  std::vector<float> skip;
};

void drop_front(std::vector<float>& values, std::size_t count) {
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

/// Rows x through a block, and what is left of the stream at its end; appends to y.
void run(const Residual& block,
         ResidualState& state,
         std::span<const float> x,
         bool end,
         std::vector<float>& y,
         models::Workspace& workspace) {
  state.waiting.insert(state.waiting.end(), x.begin(), x.end());
  state.active.assign(x.begin(), x.end());
  models::elu(state.active);
  state.inner.clear();
  block.wide.push(state.wide, state.active, state.inner, workspace);
  if (end) {
    block.wide.finish(state.wide, state.inner, workspace);
  }
  models::elu(state.inner);
  const std::size_t before = y.size();
  block.narrow.push(state.narrow, state.inner, y, workspace);
  const auto change = std::span(y).subspan(before);
  const auto rows = std::span<const float>(state.waiting).first(change.size());
  if (block.shortcut.empty()) {
    models::add_to(change, rows);
  } else {
    state.skip.clear();
    block.shortcut.front().push(state.shortcut, rows, state.skip, workspace);
    models::add_to(change, state.skip);
  }
  drop_front(state.waiting, change.size());
}

}  // namespace

struct EncodecDecoder::State {
  struct Stage {
    StreamUpsampling::State upsampling;
    std::vector<ResidualState> residuals;
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
  LayerReader layers(reader, config, type);
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
  reader.ignore_all("encoder.");
  weights_ = std::make_unique<const Weights>(Weights{read_codebooks(reader, config),
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
        {stage.upsampling.make_state(), std::vector<ResidualState>(stage.residuals.size())});
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
      run(stage.residuals[j], own.residuals[j], state.rows, end, state.next, workspace);
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
