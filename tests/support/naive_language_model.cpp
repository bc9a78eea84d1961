#include "tests/support/naive_language_model.h"

#include <cmath>
#include <numeric>
#include <string>

#include "models/transformer/language_model_config.h"

namespace melisma::testing {
namespace {

using models::TransformerConfig;
using Vector = std::vector<double>;
using Sequence = std::vector<Vector>;  // [S][D]

class Weights {
 public:
  explicit Weights(const models::SafetensorsFile& file) : file_(file) {}

  [[nodiscard]] Vector flat(const std::string& name) const {
    const auto values = file_.tensor(name).to_floats();
    return {values.begin(), values.end()};
  }
  [[nodiscard]] Vector row(const std::string& name, std::int64_t index) const {
    const Vector all = flat(name);
    const auto width = file_.tensor(name).shape[1];
    return {all.begin() + index * width, all.begin() + (index + 1) * width};
  }
  [[nodiscard]] Sequence multiply(const std::string& name, const Sequence& x) const {
    const Vector weight = flat(name);
    const auto out = static_cast<std::size_t>(file_.tensor(name).shape[0]);
    Sequence y(x.size(), Vector(out));
    for (std::size_t s = 0; s < x.size(); ++s) {
      for (std::size_t r = 0; r < out; ++r) {
        for (std::size_t i = 0; i < x[s].size(); ++i) {
          y[s][r] += weight[r * x[s].size() + i] * x[s][i];
        }
      }
    }
    return y;
  }

 private:
  const models::SafetensorsFile& file_;
};

void add(Vector& x, const Vector& y, double scale = 1.0) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] += scale * y[i];
  }
}

void add(Sequence& x, const Sequence& y) {
  for (std::size_t s = 0; s < x.size(); ++s) {
    add(x[s], y[s]);
  }
}

double gelu(double x) {
  return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
}

Sequence normalise(const Weights& weights,
                   const std::string& name,
                   const TransformerConfig& config,
                   Sequence x) {
  const Vector gain = weights.flat(name + ".weight");
  const bool layer = config.norm == models::Norm::kLayer;
  const Vector bias = layer ? weights.flat(name + ".bias") : Vector(gain.size());
  for (Vector& column : x) {
    double mean = 0.0;
    double square = 0.0;
    for (const double value : column) {
      mean += layer ? value / static_cast<double>(column.size()) : 0.0;
    }
    for (const double value : column) {
      square += (value - mean) * (value - mean) / static_cast<double>(column.size());
    }
    for (std::size_t i = 0; i < column.size(); ++i) {
      column[i] =
          (column[i] - mean) / std::sqrt(square + double{config.norm_epsilon}) * gain[i] + bias[i];
    }
  }
  return x;
}

void rotate(Vector& x, std::size_t from, std::size_t width, double position, double base) {
  const std::size_t half = width / 2;
  for (std::size_t i = 0; i < half; ++i) {
    const double angle =
        position * std::pow(base, -2.0 * static_cast<double>(i) / static_cast<double>(width));
    const double a = x[from + i];
    const double b = x[from + half + i];
    x[from + i] = a * std::cos(angle) - b * std::sin(angle);
    x[from + half + i] = b * std::cos(angle) + a * std::sin(angle);
  }
}

bool visible(const TransformerConfig& config, std::size_t query, std::size_t key) {
  const auto window = static_cast<std::size_t>(config.window);
  return !config.causal || (key <= query && (window == 0 || query - key < window));
}

/// Softmax attention of queries [S][D] over keys and values [M][D], head by head, masked.
Sequence attention(const TransformerConfig& config,
                   const Sequence& queries,
                   const Sequence& keys,
                   const Sequence& values,
                   bool masked) {
  const auto heads = static_cast<std::size_t>(config.heads);
  const std::size_t width = queries[0].size() / heads;
  Sequence y(queries.size(), Vector(queries[0].size()));
  for (std::size_t s = 0; s < queries.size(); ++s) {
    for (std::size_t from = 0; from < heads * width; from += width) {
      Vector shares(keys.size());
      double total = 0.0;
      for (std::size_t m = 0; m < keys.size(); ++m) {
        double score = 0.0;
        for (std::size_t i = from; i < from + width; ++i) {
          score += queries[s][i] * keys[m][i];
        }
        const bool seen = !masked || visible(config, s, m);
        shares[m] = seen ? std::exp(score / std::sqrt(static_cast<double>(width))) : 0.0;
        total += shares[m];
      }
      for (std::size_t m = 0; m < keys.size(); ++m) {
        for (std::size_t i = from; i < from + width; ++i) {
          y[s][i] += shares[m] / total * values[m][i];
        }
      }
    }
  }
  return y;
}

Sequence part(const Sequence& x, std::size_t index, std::size_t width) {
  Sequence y;
  for (const Vector& row : x) {
    const auto from = row.begin() + static_cast<std::ptrdiff_t>(index * width);
    y.emplace_back(from, from + static_cast<std::ptrdiff_t>(width));
  }
  return y;
}

Sequence self_attention(const Weights& weights,
                        const std::string& name,
                        const TransformerConfig& config,
                        const Sequence& x) {
  const auto width = static_cast<std::size_t>(config.width);
  const auto head_width = static_cast<std::size_t>(config.width / config.heads);
  Sequence qkv = weights.multiply(name + ".qkv.weight", x);
  if (config.positions == models::Positions::kRotary) {
    for (std::size_t s = 0; s < x.size(); ++s) {
      for (std::size_t from = 0; from < 2 * width; from += head_width) {
        rotate(qkv[s], from, head_width, static_cast<double>(s), double{config.rotary_base});
      }
    }
  }
  const Sequence mixed =
      attention(config, part(qkv, 0, width), part(qkv, 1, width), part(qkv, 2, width), true);
  return weights.multiply(name + ".out.weight", mixed);
}

Sequence feed_forward(const Weights& weights,
                      const std::string& name,
                      const TransformerConfig& config,
                      const Sequence& x) {
  Sequence inner = weights.multiply(name + ".in.weight", x);
  const auto size = static_cast<std::size_t>(config.feed_forward);
  for (Vector& row : inner) {
    for (std::size_t i = 0; i < size; ++i) {
      row[i] = config.feed_forward_kind == models::FeedForward::kSwiGlu
                   ? row[i] / (1.0 + std::exp(-row[i])) * row[size + i]
                   : gelu(row[i]);
    }
    row.resize(size);
  }
  return weights.multiply(name + ".out.weight", inner);
}

Sequence transformer(const Weights& weights,
                     const std::string& name,
                     const TransformerConfig& config,
                     Sequence x,
                     const Sequence& memory) {
  const auto width = static_cast<std::size_t>(config.width);
  for (int layer = 0; layer < config.layers; ++layer) {
    const std::string block = name + ".layers." + std::to_string(layer);
    add(x,
        self_attention(weights,
                       block + ".attention",
                       config,
                       normalise(weights, block + ".attention_norm", config, x)));
    if (config.cross_attention) {
      const Sequence queries = weights.multiply(
          block + ".cross.query.weight", normalise(weights, block + ".cross_norm", config, x));
      const Sequence both = weights.multiply(block + ".cross.key_value.weight", memory);
      const Sequence mixed =
          attention(config, queries, part(both, 0, width), part(both, 1, width), false);
      add(x, weights.multiply(block + ".cross.out.weight", mixed));
    }
    add(x,
        feed_forward(weights,
                     block + ".feed_forward",
                     config,
                     normalise(weights, block + ".feed_forward_norm", config, x)));
  }
  return normalise(weights, name + ".norm", config, x);
}

Sequence conditioning(const Weights& weights,
                      const models::LanguageModelConfig& config,
                      const models::FrameFeatures& features,
                      std::size_t frames) {
  const auto width = static_cast<std::size_t>(config.main.width);
  const int kernel = config.conditioner_kernel;
  Sequence u(frames, Vector(width));
  for (std::size_t t = 0; t < frames; ++t) {
    for (const auto& feature : features.frame(static_cast<std::int64_t>(t))) {
      add(u[t], weights.row("features.table.weight", feature.index), double{feature.value});
    }
  }
  for (int i = 0; i < config.conditioner_blocks; ++i) {
    const std::string block = "features.blocks." + std::to_string(i);
    const Vector taps = weights.flat(block + ".depthwise.weight");
    const Vector bias = weights.flat(block + ".depthwise.bias");
    Sequence filtered(frames, bias);
    for (int t = 0; t < static_cast<int>(frames); ++t) {
      for (std::size_t d = 0; d < width; ++d) {
        for (int j = 0; j < kernel; ++j) {
          const int from = t - (kernel - 1) + j;
          if (from >= 0) {
            filtered[static_cast<std::size_t>(t)][d] +=
                taps[d * static_cast<std::size_t>(kernel) + static_cast<std::size_t>(j)] *
                u[static_cast<std::size_t>(from)][d];
          }
        }
        double& value = filtered[static_cast<std::size_t>(t)][d];
        value = gelu(value);
      }
    }
    Sequence change = weights.multiply(block + ".pointwise.weight", filtered);
    for (Vector& row : change) {
      add(row, weights.flat(block + ".pointwise.bias"));
    }
    add(u, change);
  }
  return u;
}

std::string numbered(const std::string& name, std::size_t index) {
  return name + "." + std::to_string(index) + ".weight";
}

Sequence hidden_of(const Weights& weights,
                   const models::LanguageModelConfig& config,
                   std::span<const std::int32_t> codes,
                   const models::FrameFeatures& features,
                   std::span<const std::int32_t> text) {
  const std::size_t codebooks = config.code_sizes.size();
  const std::size_t frames = codes.size() / codebooks;
  Sequence x(frames, Vector(static_cast<std::size_t>(config.main.width)));
  for (std::size_t t = 0; t < frames; ++t) {
    if (t == 0) {
      x[0] = weights.flat("start");
      continue;
    }
    for (std::size_t k = 0; k < codebooks; ++k) {
      add(x[t], weights.row(numbered("codes", k), codes[(t - 1) * codebooks + k]));
    }
  }
  if (config.feature_count > 0) {
    add(x, conditioning(weights, config, features, frames));
  }
  Sequence memory;
  if (config.text_vocabulary > 0) {
    for (const std::int32_t token : text) {
      memory.push_back(weights.row("text.embedding.weight", token));
    }
    memory = transformer(weights, "text", config.text, memory, {});
  }
  return transformer(weights, "main", config.main, x, memory);
}

}  // namespace

std::vector<std::vector<double>> naive_logits(const models::SafetensorsFile& file,
                                              std::span<const std::int32_t> codes,
                                              const models::FrameFeatures& features,
                                              std::span<const std::int32_t> text) {
  const auto config = models::language_model_config_from_json(file.metadata_value("config"));
  const Weights weights(file);
  const std::size_t codebooks = config.code_sizes.size();
  const Sequence inputs =
      weights.multiply("depth_input.weight", hidden_of(weights, config, codes, features, text));
  std::vector<std::vector<double>> logits(codebooks);
  for (std::size_t t = 0; t < inputs.size(); ++t) {
    Sequence z(codebooks, inputs[t]);
    for (std::size_t k = 0; k < codebooks; ++k) {
      add(z[k], weights.row("depth_position", static_cast<std::int64_t>(k)));
      for (std::size_t j = 0; j < k; ++j) {
        add(z[k], weights.row(numbered("depth_codes", j), codes[t * codebooks + j]));
      }
    }
    z = transformer(weights, "depth", config.depth, z, {});
    for (std::size_t k = 0; k < codebooks; ++k) {
      Sequence one = weights.multiply(numbered("heads", k), {z[k]});
      if (config.repeat_gate && t > 0) {
        const Vector gate = weights.row("repeat.weight", static_cast<std::int64_t>(k));
        const double bias = weights.flat("repeat.bias")[k];
        one[0][static_cast<std::size_t>(codes[(t - 1) * codebooks + k])] +=
            std::inner_product(gate.begin(), gate.end(), z[k].begin(), bias);
      }
      logits[k].insert(logits[k].end(), one[0].begin(), one[0].end());
    }
  }
  return logits;
}

}  // namespace melisma::testing
