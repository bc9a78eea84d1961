#include "models/training/codebook_start.h"

#include <algorithm>
#include <cmath>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr double kConstant = 4.0;   // value of the last channel
constexpr double kSharpness = 0.25;  // of the first predictions: 1 / (2 variance) in units of the stream

/// [K, V, L]: the codebooks in the channels that both transformers have, scaled so that a frame's sum has
/// a root mean square of 1 over the main transformer's channels.
at::Tensor scaled_vectors(const LanguageModelConfig& config, const CodebookVectors& codebooks) {
  const std::int64_t books = config.codebooks();
  const std::int64_t size = config.code_sizes.front();
  const bool uniform = std::all_of(config.code_sizes.begin(), config.code_sizes.end(),
                                   [&](int other) { return other == size; });
  if (!uniform || std::ssize(codebooks.values) != books * size * codebooks.width) {
    throw ConfigError("found " + std::to_string(codebooks.values.size()) +
                      " numbers in the codebooks; wanted " + std::to_string(books) + " x " +
                      std::to_string(size) + " x " + std::to_string(codebooks.width) +
                      ". Is this the codec that the configuration is for?");
  }
  const std::int64_t room = std::min(config.main.width, config.depth.width) - 1;
  const at::Tensor vectors = at::tensor(codebooks.values)
                                 .view({books, size, codebooks.width})
                                 .narrow(2, 0, std::min<std::int64_t>(codebooks.width, room));
  const double energy = vectors.square().sum(2).mean(1).sum().item<double>();
  return vectors * std::sqrt(config.main.width / std::max(energy, 1e-12));
}

}  // namespace

void start_from_codebooks(LanguageModelModuleImpl& model, const CodebookVectors& codebooks) {
  if (codebooks.width == 0) {
    return;
  }
  const at::NoGradGuard no_grad;
  const at::Tensor vectors = scaled_vectors(model.config(), codebooks);
  const std::int64_t latent = vectors.size(2);
  auto parameters = model.named_parameters();
  const auto latent_of = [&](at::Tensor table) { return table.narrow(1, 0, latent); };
  const auto constant_of = [&](at::Tensor table) { return table.select(-1, -1); };
  for (std::int64_t k = 0; k < vectors.size(0); ++k) {
    const std::string number = std::to_string(k);
    at::Tensor& codes = parameters["codes." + number + ".weight"];
    codes.zero_();
    latent_of(codes).copy_(vectors[k]);
    constant_of(codes).fill_(k == 0 ? kConstant : 0.0);
    if (k + 1 < vectors.size(0)) {
      at::Tensor& depth = parameters["depth_codes." + number + ".weight"];
      depth.zero_();
      latent_of(depth).copy_(-vectors[k]);
    }
    at::Tensor& head = parameters["heads." + number + ".weight"];
    head.zero_();
    latent_of(head).copy_(kSharpness * vectors[k]);
    constant_of(head).copy_(vectors[k].square().sum(1) * (-0.5 * kSharpness / kConstant));
  }
  at::Tensor& input = parameters["depth_input.weight"];
  input.zero_();
  input.narrow(0, 0, latent).narrow(1, 0, latent).copy_(at::eye(latent));
  input[-1][-1] = 1.0;
  constant_of(parameters["start"]).fill_(kConstant);
  for (auto& entry : parameters) {
    const bool inside = entry.key().starts_with("main.") || entry.key().starts_with("depth.");
    if (inside && entry.key().ends_with(".out.weight")) {
      entry.value().zero_();
    }
  }
}

}  // namespace melisma::models
