#include "models/torch/language_model.h"

#include <cmath>

namespace melisma::models {
namespace {

constexpr double kEmbeddingDeviation = 0.1;  // of other first values
// As strong as what layers add, or all words of a text become alike, which nothing undoes: attention
// to states that are equal has no gradient.
constexpr double kTextDeviation = 1.0;
constexpr double kFirstRepeatBonus = 3.0;
constexpr double kHeadGain = 0.2;  // first predictions are nearly uniform

}  // namespace

EmbeddingTableImpl::EmbeddingTableImpl(std::int64_t rows, std::int64_t width, double deviation) {
  weight_ = register_parameter("weight", at::randn({rows, width}) * deviation);
}

at::Tensor EmbeddingTableImpl::forward(const at::Tensor& indices) {
  const at::Tensor present = indices.ge(0);
  if (weight_.is_cpu()) {
    const SparseRows rows{at::arange(indices.numel() + 1, at::kLong),
                          indices.clamp_min(0).to(at::kInt).contiguous(), present.to(at::kFloat)};
    return feature_sum(rows, weight_);
  }
  return at::embedding(weight_, indices.clamp_min(0)) * present.to(at::kFloat).unsqueeze(1);
}

BiasedWeightImpl::BiasedWeightImpl(std::vector<std::int64_t> shape, double deviation) {
  weight = register_parameter("weight", at::randn(shape) * deviation);
  bias = register_parameter("bias", at::zeros({shape[0]}));
}

FeatureConditionerImpl::FeatureConditionerImpl(const LanguageModelConfig& config) {
  const std::int64_t width = config.main.width;
  const double root = std::sqrt(static_cast<double>(width));
  table_ = register_module("table", EmbeddingTable(config.feature_count, width));
  torch::nn::ModuleList list;
  for (int i = 0; i < config.conditioner_blocks; ++i) {
    const BiasedWeight depthwise(std::vector<std::int64_t>{width, 1, config.conditioner_kernel},
                                 1.0 / std::sqrt(static_cast<double>(config.conditioner_kernel)));
    const BiasedWeight pointwise(std::vector<std::int64_t>{width, width}, 0.5 / root);
    auto holder = std::make_shared<torch::nn::Module>();
    holder->register_module("depthwise", depthwise.ptr());
    holder->register_module("pointwise", pointwise.ptr());
    list->push_back(holder);
    blocks_.emplace_back(depthwise, pointwise);
  }
  register_module("blocks", list);
}

at::Tensor FeatureConditionerImpl::forward(const SparseRows& rows, std::int64_t batch, bool fast) {
  const at::Tensor sum = feature_sum(rows, table_->weight());
  at::Tensor u = sum.view({batch, -1, sum.size(1)});  // [B, T, D]
  for (auto& [depthwise, pointwise] : blocks_) {
    const at::Tensor inner =
        at::gelu(causal_depthwise(u, depthwise->weight, depthwise->bias, fast));
    u = u + linear(inner, pointwise->weight, pointwise->copy) + pointwise->bias;
  }
  return u;
}

TextEncoderImpl::TextEncoderImpl(const TransformerConfig& config, std::int64_t vocabulary)
    : TransformerImpl(config) {
  embedding_ =
      register_module("embedding", EmbeddingTable(vocabulary, config.width, kTextDeviation));
}

TextMemory TextEncoderImpl::encode(const at::Tensor& tokens, const at::Tensor& lengths, bool fast) {
  const at::Tensor x =
      embedding_(tokens.flatten()).view({tokens.size(0), tokens.size(1), -1});  // [B, S, D]
  const at::Tensor here = lengths.to(x.device());
  return {forward(x, {}, here, fast), here};
}

LanguageModelModuleImpl::LanguageModelModuleImpl(const LanguageModelConfig& config)
    : config_(config) {
  const std::int64_t width = config.main.width;
  const std::int64_t depth_width = config.depth.width;
  const std::int64_t books = config.codebooks();
  start_ = register_parameter("start", at::randn({width}) * kEmbeddingDeviation);
  torch::nn::ModuleList codes;
  torch::nn::ModuleList depth_codes;
  torch::nn::ModuleList heads;
  for (std::int64_t k = 0; k < books; ++k) {
    const std::int64_t size = config.code_sizes[static_cast<std::size_t>(k)];
    codes->push_back(codes_.emplace_back(size, width));
    if (k + 1 < books) {
      depth_codes->push_back(depth_codes_.emplace_back(size, depth_width));
    }
    heads->push_back(heads_.emplace_back(depth_width, size, kHeadGain));
  }
  register_module("codes", codes);
  if (config.feature_count > 0) {
    features_ = register_module("features", FeatureConditioner(config));
  }
  if (config.text_vocabulary > 0) {
    text_ = register_module("text", TextEncoder(config.text, config.text_vocabulary));
  }
  main_ = register_module("main", Transformer(config.main));
  depth_input_ = register_module("depth_input", LinearLayer(width, depth_width));
  depth_position_ =
      register_parameter("depth_position", at::randn({books, depth_width}) * kEmbeddingDeviation);
  register_module("depth_codes", depth_codes);
  depth_ = register_module("depth", Transformer(config.depth));
  register_module("heads", heads);
  if (config.repeat_gate) {
    repeat_ = register_module("repeat", BiasedWeight(std::vector<std::int64_t>{books, depth_width}, 0.0));
    const at::NoGradGuard no_grad;
    repeat_->bias.fill_(kFirstRepeatBonus);
  }
}

at::Tensor LanguageModelModuleImpl::hidden(const FrameInputs& inputs, at::Tensor* embedded) {
  const std::int64_t batch = inputs.previous.size(0);
  const std::int64_t frames = inputs.previous.size(1);
  const at::Tensor previous = inputs.previous.view({batch * frames, config_.codebooks()});
  const at::Tensor starts = previous.select(1, 0).lt(0).to(at::kFloat).unsqueeze(1);
  at::Tensor x = starts * start_;
  for (std::size_t k = 0; k < codes_.size(); ++k) {
    x = x + codes_[k](previous.select(1, static_cast<std::int64_t>(k)));
  }
  x = x.view({batch, frames, -1});  // [B, T, D]
  if (features_) {
    x = x + features_(inputs.features, batch, fast_);
  }
  if (embedded != nullptr) {
    *embedded = x;
  }
  TextMemory memory;
  if (text_) {
    memory = text_->encode(inputs.text, inputs.text_lengths, fast_);
  }
  return main_(x, memory, at::Tensor(), fast_);
}

std::vector<at::Tensor> LanguageModelModuleImpl::logits(const at::Tensor& hidden,
                                                        const at::Tensor& codes,
                                                        const at::Tensor& previous,
                                                        std::int64_t steps) {
  at::Tensor base = depth_input_(hidden).to(at::kFloat);  // [M, Dd]
  std::vector<at::Tensor> inputs;
  for (std::int64_t k = 0; k < steps; ++k) {
    if (k > 0) {
      base = base + depth_codes_[static_cast<std::size_t>(k - 1)](codes.select(1, k - 1));
    }
    inputs.push_back(base + depth_position_[k]);
  }
  const at::Tensor z = depth_(at::stack(inputs, 1), TextMemory{}, at::Tensor(), fast_);
  std::vector<at::Tensor> results;
  for (std::int64_t k = 0; k < steps; ++k) {
    const at::Tensor state = z.select(1, k);  // [M, Dd]
    at::Tensor scores = heads_[static_cast<std::size_t>(k)](state);
    if (repeat_) {
      const at::Tensor before = previous.select(1, k);
      const at::Tensor bonus = at::mv(state.to(at::kFloat), repeat_->weight[k]) + repeat_->bias[k];
      const at::Tensor present = before.ge(0).to(at::kFloat);
      scores = scores.scatter_add(1, before.clamp_min(0).unsqueeze(1),
                                  (bonus * present).to(scores.scalar_type()).unsqueeze(1));
    }
    results.push_back(scores);
  }
  return results;
}

void LanguageModelModuleImpl::set_copies(const std::map<std::string, at::Tensor>& copies) {
  fast_ = !copies.empty();
  for (const auto& entry : named_modules()) {
    const auto found = copies.find(entry.key() + ".weight");
    const bool fits = found != copies.end() && found->second.size(0) % kFastMultiple == 0 &&
                      found->second.size(1) % kFastMultiple == 0;
    const at::Tensor copy = fits ? found->second : at::Tensor();
    if (auto* layer = entry.value()->as<LinearLayerImpl>()) {
      layer->set_copy(copy);
    } else if (auto* biased = entry.value()->as<BiasedWeightImpl>()) {
      biased->copy = copy;
    }
  }
}

}  // namespace melisma::models
