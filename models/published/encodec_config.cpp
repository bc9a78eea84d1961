#include "models/published/encodec_config.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::size_t kMostRatios = 16;
constexpr std::size_t kMostBandwidths = 64;

}  // namespace

int EncodecConfig::hop() const {
  int product = 1;
  for (const int ratio : ratios) {
    product *= ratio;
  }
  return product;
}

int EncodecConfig::frame_rate() const {
  return (sample_rate + hop() - 1) / hop();
}

int EncodecConfig::chunk() const {
  return static_cast<int>(chunk_s * sample_rate);
}

int EncodecConfig::chunk_stride() const {
  return std::max(1, static_cast<int>((1.0 - overlap) * chunk()));
}

int EncodecConfig::codebooks() const {
  return static_cast<int>(1000 * bandwidths.back() / (10.0 * frame_rate()));
}

int EncodecConfig::codebooks_of(double bandwidth) const {
  const double bits_a_second = std::log2(codebook_size) * frame_rate();
  return std::max(1, static_cast<int>(1000 * bandwidth / bits_a_second));
}

EncodecConfig read_encodec_config(const ConfigJson& json) {
  EncodecConfig config;
  config.sample_rate = json.integer("sampling_rate", 1000, 384000);
  config.channels = json.integer("audio_channels", 1, 2);
  config.filters = json.integer("num_filters", 1, 4096);
  config.width = json.integer("hidden_size", 1, 65536);
  config.codebook_size = json.integer("codebook_size", 2, 1 << 20);
  config.kernel = json.integer("kernel_size", 1, 99);
  config.last_kernel = json.integer("last_kernel_size", 1, 99);
  config.residual_kernel = json.integer("residual_kernel_size", 1, 99);
  config.residual_layers = json.integer("num_residual_layers", 0, 16);
  config.dilation_growth = json.integer("dilation_growth_rate", 1, 16);
  config.compress = json.integer("compress", 1, 16);
  config.lstm_layers = json.integer("num_lstm_layers", 0, 8);
  config.ratios = json.integers("upsampling_ratios", 1, 64, kMostRatios);
  config.bandwidths = json.reals("target_bandwidths", 0.01, 1000, kMostBandwidths);
  config.causal = json.flag("use_causal_conv");
  config.conv_shortcut = json.flag("use_conv_shortcut");
  config.trim_right_ratio = json.real("trim_right_ratio", 0, 1);
  config.normalise = json.flag("normalize");
  const std::string padding = json.text("pad_mode");
  const std::string norm = json.text("norm_type");
  if ((padding != "reflect" && padding != "constant") ||
      (norm != "weight_norm" && norm != "time_group_norm")) {
    throw CheckpointError(json.name() + ": found pad_mode " + padding.substr(0, 20) +
                          ", norm_type " + norm.substr(0, 20) +
                          "; wanted reflect or constant, and weight_norm or time_group_norm.");
  }
  config.reflect = padding == "reflect";
  config.group_norm = norm == "time_group_norm";
  if (json.has_value("chunk_length_s")) {
    config.chunk_s = json.real("chunk_length_s", 0.001, 100);
    config.overlap = json.has_value("overlap") ? json.real("overlap", 0, 0.99) : 0;
  }
  if (config.normalise && config.chunk_s == 0) {
    throw CheckpointError(json.name() + ": found normalize without chunk_length_s.");
  }
  if (config.codebooks() < 1 || config.codebooks() > 256) {
    throw CheckpointError(json.name() + ": target_bandwidths give " +
                          std::to_string(config.codebooks()) + " codebooks, wanted 1 to 256.");
  }
  return config;
}

}  // namespace melisma::models
