#include "cli/generation_options.h"

#include <random>

#include "audio/error.h"
#include "cli/option_parsing.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

template <typename T>
void check_range(const std::optional<T>& value, T least, T most, const std::string& name) {
  if (value && !(*value >= least && *value <= most)) {
    throw ConfigError("--" + name + " is " + std::to_string(*value) + "; wanted " +
                      std::to_string(least) + " to " + std::to_string(most) + ".");
  }
}

}  // namespace

void add_generation_options(po::options_description& options,
                            GenerationOptions& target,
                            const std::string& seed_default) {
  const std::string seed_text =
      "same seed, same model, same settings: same bytes (" + seed_default + ")";
  options.add_options()("seed", into(target.seed), seed_text.c_str())(
      "temperature", into(target.temperature), "randomness, 0 (greedy) to 2")(
      "top-k", into(target.top_k), "sample among the k likeliest codes; 0 = all")(
      "top-p", into(target.top_p), "sample within this probability mass, 0 to 1; 1 = all")(
      "guidance", into(target.guidance), "how strongly the conditions pull, 1 (not) to 10")(
      "model", po::value(&target.model), "model name or path (melisma models list)")(
      "threads", with_default(target.threads), "that share a frame's work; the bytes are the same");
}

void settle(GenerationOptions& options) {
  check_range(options.temperature, 0.0F, 2.0F, "temperature");
  check_range(options.top_k, 0, 1 << 20, "top-k");
  check_range(options.top_p, 0.0F, 1.0F, "top-p");
  check_range(options.guidance, 1.0F, 10.0F, "guidance");
  check_range(std::optional(options.threads), 1, models::ThreadPool::kMostThreads, "threads");
  if (!options.seed) {
    std::random_device device;
    // 53 bits: the seed survives JSON readers that keep numbers as doubles.
    options.seed = ((static_cast<std::uint64_t>(device()) << 32U) | device()) >> 11U;
  }
}

models::SamplingConfig sampling(const GenerationOptions& options,
                                const models::SamplingConfig& defaults) {
  return {options.temperature.value_or(defaults.temperature),
          options.top_k.value_or(defaults.top_k),
          options.top_p.value_or(defaults.top_p),
          options.guidance.value_or(defaults.guidance)};
}

synth::DrawSettings draw_settings(const GenerationOptions& options,
                                  const models::SamplingConfig& defaults,
                                  std::uint32_t stream) {
  return {sampling(options, defaults),
          *options.seed,
          stream,
          options.threads > 1 ? std::make_shared<models::ThreadPool>(options.threads) : nullptr};
}

nlohmann::json to_json(const models::SamplingConfig& sampling) {
  return {{"temperature", sampling.temperature},
          {"top_k", sampling.top_k},
          {"top_p", sampling.top_p},
          {"guidance", sampling.guidance}};
}

}  // namespace melisma::cli
