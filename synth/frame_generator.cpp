#include "synth/frame_generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "audio/error.h"

namespace melisma::synth {
namespace {

bool has_conditions(const models::LanguageModelConfig& config) {
  return config.feature_count > 0 || config.text_vocabulary > 0;
}

std::size_t columns_for(const models::LanguageModel& model, const DrawSettings& settings) {
  const bool guided = settings.sampling.guidance != 1.0F && has_conditions(model.config());
  return guided || settings.evidence ? 2 : 1;
}

std::string sizes_of(const std::vector<int>& sizes) {
  std::string text;
  for (const int size : sizes) {
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  }
  return text;
}

int largest_vocabulary(const models::LanguageModel& model) {
  const auto& sizes = model.config().code_sizes;
  return *std::max_element(sizes.begin(), sizes.end());
}

}  // namespace

FrameGenerator::FrameGenerator(const models::LanguageModel& model,
                               const DrawSettings& settings,
                               std::span<const std::int32_t> text,
                               std::span<const std::int32_t> plain_text)
    : model_(model),
      settings_(settings),
      random_(settings.seed),
      sampler_(settings.sampling, largest_vocabulary(model)),
      state_{model.make_state(columns_for(model, settings), settings.pool.get()), {}} {
  state_.previous.reserve(static_cast<std::size_t>(model.config().codebooks()));
  model.set_text(state_.model, 0, text);
  if (columns() > 1) {
    model.set_text(state_.model, 1, plain_text);
  }
}

void FrameGenerator::step(models::FeatureRow features, models::FeatureRow plain_features) {
  const std::array rows{model_.known(features), model_.known(plain_features)};
  const std::size_t count = model_.config().feature_count > 0 ? columns() : 0;
  model_.step(state_.model, state_.previous, std::span(rows).first(count));
}

void FrameGenerator::feed(std::span<const std::int32_t> codes,
                          models::FeatureRow features,
                          models::FeatureRow plain_features) {
  MELISMA_ASSERT(codes.size() == static_cast<std::size_t>(model_.config().codebooks()));
  step(features, plain_features);
  state_.previous.assign(codes.begin(), codes.end());
}

void FrameGenerator::next(std::span<std::int32_t> codes,
                          models::FeatureRow features,
                          const LegalCodes& legal,
                          models::FeatureRow plain_features) {
  MELISMA_ASSERT(codes.size() == static_cast<std::size_t>(model_.config().codebooks()));
  const std::int64_t frame = frames();
  step(features, plain_features);
  models::DepthDecoder depth = model_.begin_frame(state_.model);
  for (std::size_t k = 0; k < codes.size(); ++k) {
    legal_.clear();
    if (legal) {
      legal(static_cast<int>(k), codes.first(k), legal_);
    }
    const double uniform = random_.uniform(frame, static_cast<std::uint32_t>(k), settings_.stream);
    codes[k] = sampler_.draw(depth.logits(), columns(), uniform, legal_);
    if (settings_.evidence) {
      const std::span<const float> logits = depth.logits();
      const std::size_t size = logits.size() / 2;
      state_.evidence += models::negative_log_probability(logits.last(size), codes[k]) -
                         models::negative_log_probability(logits.first(size), codes[k]);
    }
    depth.push(codes[k]);
  }
  state_.previous.assign(codes.begin(), codes.end());
}

void require_kind(const models::LanguageModel& model,
                  const std::string& kind,
                  const std::string& name) {
  if (model.config().kind != kind) {
    throw CheckpointError(name + " is a " + model.config().kind + " model, wanted a " + kind +
                          " model. See what there is with: melisma models list");
  }
}

void require_codec(const models::LanguageModel& model,
                   const codec::CodecInfo& codec,
                   const std::string& name) {
  const models::LanguageModelConfig& config = model.config();
  if (config.codec_hash != codec.hash) {
    throw CheckpointError(name + " writes codes of the codec with hash " + config.codec_hash +
                          ", found codec " + codec.id + " with hash " + codec.hash +
                          ". Use the codec that the model was trained on.");
  }
  const std::vector<int> wanted(static_cast<std::size_t>(codec.codebooks), codec.codebook_size);
  if (config.code_sizes != wanted || std::abs(config.frame_rate - codec.frame_rate()) > 1e-6) {
    throw CheckpointError(name + " writes codebooks of " + sizes_of(config.code_sizes) + " at " +
                          std::to_string(config.frame_rate) + " frames a second, but codec " +
                          codec.id + " has " + sizes_of(wanted) + " at " +
                          std::to_string(codec.frame_rate()) + ". Train the model on this codec.");
  }
}

}  // namespace melisma::synth
