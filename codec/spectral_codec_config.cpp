#include "codec/spectral_codec_config.h"

#include <nlohmann/json.hpp>

#include "audio/error.h"

namespace melisma::codec {
namespace {

using nlohmann::json;

void check(const char* field, double value, double least, double most) {
  if (!(value >= least && value <= most)) {
    throw ConfigError("spectral codec: " + std::string(field) + " is " + std::to_string(value) +
                      ", wanted " + std::to_string(least) + " to " + std::to_string(most) + ".");
  }
}

void check(const std::string& name, const ConvNextConfig& config) {
  check((name + ".width").c_str(), config.width, 1, 4096);
  check((name + ".blocks").c_str(), config.blocks, 0, 64);
  check((name + ".kernel").c_str(), config.kernel, 1, 64);
  check((name + ".expansion").c_str(), config.expansion, 1, 16);
}

json to_object(const ConvNextConfig& config) {
  return {{"width", config.width},
          {"blocks", config.blocks},
          {"kernel", config.kernel},
          {"expansion", config.expansion}};
}

ConvNextConfig conv_next_from(const json& object) {
  return {object.at("width").get<int>(),
          object.at("blocks").get<int>(),
          object.at("kernel").get<int>(),
          object.at("expansion").get<int>()};
}

}  // namespace

void validate(const SpectralCodecConfig& config) {
  check("sample_rate", config.sample_rate, 8000, 192000);
  check("analysis.hop", config.analysis.hop, 16, 8192);
  check("analysis.hop modulo 8", config.analysis.hop % 8, 0, 0);
  check("analysis.long_window",
        config.analysis.long_window,
        2.0 * config.analysis.hop,
        4.0 * config.analysis.hop);
  check("analysis.long_window modulo 2", config.analysis.long_window % 2, 0, 0);
  check("analysis.long_bins", config.analysis.long_bins, 1, config.analysis.long_window / 2 + 1);
  check("analysis.short_window", config.analysis.short_window, 2, config.analysis.hop);
  check("analysis.short_window modulo 2", config.analysis.short_window % 2, 0, 0);
  check("analysis.floor", static_cast<double>(config.analysis.floor), 1e-9, 1);
  check("synthesis_floor", static_cast<double>(config.synthesis_floor), 1e-9, 1);
  check("latent_width", config.latent_width, 1, 4096);
  check("codebooks", config.codebooks, 1, 64);
  check("codebook_size", config.codebook_size, 2, 65536);
  check("encoder", config.encoder);
  check("decoder", config.decoder);
}

std::string to_json(const SpectralCodecConfig& config) {
  const AnalysisConfig& analysis = config.analysis;
  const json object = {{"id", config.id},
                       {"sample_rate", config.sample_rate},
                       {"analysis",
                        {{"hop", analysis.hop},
                         {"long_window", analysis.long_window},
                         {"long_bins", analysis.long_bins},
                         {"short_window", analysis.short_window},
                         {"floor", analysis.floor}}},
                       {"latent_width", config.latent_width},
                       {"codebooks", config.codebooks},
                       {"codebook_size", config.codebook_size},
                       {"encoder", to_object(config.encoder)},
                       {"decoder", to_object(config.decoder)},
                       {"synthesis_floor", config.synthesis_floor}};
  return object.dump();
}

SpectralCodecConfig spectral_codec_config_from_json(const std::string& text) {
  try {
    const json object = json::parse(text);
    const json& analysis = object.at("analysis");
    SpectralCodecConfig config;
    config.id = object.at("id").get<std::string>();
    config.sample_rate = object.at("sample_rate").get<int>();
    config.analysis = {analysis.at("hop").get<int>(),
                       analysis.at("long_window").get<int>(),
                       analysis.at("long_bins").get<int>(),
                       analysis.at("short_window").get<int>(),
                       analysis.at("floor").get<float>()};
    config.latent_width = object.at("latent_width").get<int>();
    config.codebooks = object.at("codebooks").get<int>();
    config.codebook_size = object.at("codebook_size").get<int>();
    config.encoder = conv_next_from(object.at("encoder"));
    config.decoder = conv_next_from(object.at("decoder"));
    config.synthesis_floor = object.at("synthesis_floor").get<float>();
    validate(config);
    return config;
  } catch (const json::exception& fault) {
    throw CheckpointError(std::string("the codec's config is damaged: ") + fault.what() +
                          ". Train or fetch the codec again.");
  } catch (const ConfigError& fault) {
    throw CheckpointError(std::string("the codec's config is not usable: ") + fault.what());
  }
}

}  // namespace melisma::codec
