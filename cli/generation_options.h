#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "models/sampling/sampler.h"
#include "synth/frame_generator.h"

namespace melisma::cli {

/// Options that every generating command shares and that mean the same everywhere.
struct GenerationOptions {
  std::optional<std::uint64_t> seed;  // drawn and printed when not given
  std::optional<float> temperature;   // 0 = greedy
  std::optional<int> top_k;           // 0 = all
  std::optional<float> top_p;         // 1 = all
  std::optional<float> guidance;      // 1 = none
  std::string model;                  // name or path; empty = the bundled one
  int threads = 1;
};

/// `seed_default` says in the help what happens without --seed.
void add_generation_options(boost::program_options::options_description& options,
                            GenerationOptions& target,
                            const std::string& seed_default = "drawn and printed if not given");

/// Draws the seed if none was given. Throws ConfigError on values out of range.
void settle(GenerationOptions& options);

/// The defaults with what the options say instead.
models::SamplingConfig sampling(const GenerationOptions& options,
                                const models::SamplingConfig& defaults);
/// The same with the seed and the threads; settle() was called.
synth::DrawSettings draw_settings(const GenerationOptions& options,
                                  const models::SamplingConfig& defaults,
                                  std::uint32_t stream);
/// For a file's settings.
nlohmann::json to_json(const models::SamplingConfig& sampling);

}  // namespace melisma::cli
