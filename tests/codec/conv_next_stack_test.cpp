#include "codec/conv_next_stack.h"

#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace melisma::codec {
namespace {

constexpr int kInputs = 5;
constexpr int kOutputs = 4;
const ConvNextConfig kConfig{6, 2, 3, 2};

using Tensors = std::map<std::string, models::OwnedTensor>;
using Frames = std::vector<std::vector<double>>;

Tensors random_tensors() {
  std::mt19937 random(4);
  std::normal_distribution<float> normal(0.0F, 0.5F);
  Tensors tensors;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
    std::size_t count = 1;
    for (const auto size : shape) {
      count *= static_cast<std::size_t>(size);
    }
    std::vector<float> values(count);
    for (float& value : values) {
      value = normal(random);
    }
    tensors[name] = models::OwnedTensor::from_floats(values, std::move(shape));
  };
  const auto linear = [&](const std::string& name, std::int64_t outputs, std::int64_t inputs) {
    add(name + ".weight", {outputs, inputs});
    add(name + ".bias", {outputs});
  };
  linear("net.input", 6, kInputs);
  for (const std::string block : {"net.blocks.0", "net.blocks.1"}) {
    add(block + ".depthwise.weight", {6, 1, 3});
    add(block + ".depthwise.bias", {6});
    add(block + ".norm.weight", {6});
    add(block + ".norm.bias", {6});
    linear(block + ".in", 12, 6);
    linear(block + ".out", 6, 12);
  }
  linear("net.output", kOutputs, 6);
  return tensors;
}

/// The formulas of the header over a whole clip, in double, straight from the tensors.
class NaiveStack {
 public:
  explicit NaiveStack(const models::SafetensorsFile& file) : file_(file) {}

  Frames run(const Frames& x) const {
    Frames h = linear("net.input", x);
    for (const std::string block : {"net.blocks.0", "net.blocks.1"}) {
      Frames inner = linear(block + ".in", normed(block, mixed(block, h)));
      for (auto& frame : inner) {
        for (double& value : frame) {
          value = 0.5 * value * (1 + std::erf(value / std::sqrt(2.0)));
        }
      }
      const Frames update = linear(block + ".out", inner);
      for (std::size_t t = 0; t < h.size(); ++t) {
        for (std::size_t i = 0; i < h[t].size(); ++i) {
          h[t][i] += update[t][i];
        }
      }
    }
    return linear("net.output", h);
  }

 private:
  std::vector<float> values(const std::string& name) const {
    return file_.tensor(name).to_floats();
  }

  Frames linear(const std::string& name, const Frames& x) const {
    const auto weight = values(name + ".weight");
    const auto bias = values(name + ".bias");
    Frames y(x.size(), std::vector<double>(bias.begin(), bias.end()));
    for (std::size_t t = 0; t < x.size(); ++t) {
      for (std::size_t row = 0; row < bias.size(); ++row) {
        for (std::size_t i = 0; i < x[t].size(); ++i) {
          y[t][row] += static_cast<double>(weight[row * x[t].size() + i]) * x[t][i];
        }
      }
    }
    return y;
  }

  Frames mixed(const std::string& block, const Frames& h) const {
    const auto weight = values(block + ".depthwise.weight");
    const auto bias = values(block + ".depthwise.bias");
    Frames y(h.size(), std::vector<double>(bias.begin(), bias.end()));
    for (std::size_t t = 0; t < h.size(); ++t) {
      for (std::size_t tap = 0; tap < 3 && tap <= t; ++tap) {  // tap back in time
        for (std::size_t i = 0; i < bias.size(); ++i) {
          y[t][i] += static_cast<double>(weight[i * 3 + (2 - tap)]) * h[t - tap][i];
        }
      }
    }
    return y;
  }

  Frames normed(const std::string& block, Frames h) const {
    const auto weight = values(block + ".norm.weight");
    const auto bias = values(block + ".norm.bias");
    for (auto& frame : h) {
      double mean = 0;
      double square = 0;
      for (const double value : frame) {
        mean += value / 6;
      }
      for (const double value : frame) {
        square += (value - mean) * (value - mean) / 6;
      }
      for (std::size_t i = 0; i < frame.size(); ++i) {
        frame[i] = (frame[i] - mean) / std::sqrt(square + 1e-6) * static_cast<double>(weight[i]) +
                   static_cast<double>(bias[i]);
      }
    }
    return h;
  }

  const models::SafetensorsFile& file_;
};

TEST(ConvNextStack, StepsGiveWhatTheFormulasGiveOverAWholeClip) {
  const models::SafetensorsFile file(models::format_safetensors(random_tensors(), {}), "stack");
  models::TensorReader reader(file);
  const ConvNextStack stack(reader, "net", kConfig, kInputs, kOutputs);
  reader.finish();
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  Frames x(20, std::vector<double>(kInputs));
  for (auto& frame : x) {
    for (double& value : frame) {
      value = normal(random);
    }
  }
  const Frames wanted = NaiveStack(file).run(x);
  auto state = stack.make_state();
  for (std::size_t t = 0; t < x.size(); ++t) {
    const std::vector<float> in(x[t].begin(), x[t].end());
    std::vector<float> out(kOutputs, 1.0F);  // the stack adds to what is there
    stack.add_steps(state, in, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(out[i]), wanted[t][i] + 1.0, 1e-4) << "frame " << t;
    }
  }
}

TEST(ConvNextStack, FramesTogetherAreTheBitsOfOneByOne) {
  const models::SafetensorsFile file(models::format_safetensors(random_tensors(), {}), "stack");
  models::TensorReader reader(file);
  const ConvNextStack stack(reader, "net", kConfig, kInputs, kOutputs);
  std::vector<float> in(9 * kInputs);
  for (std::size_t i = 0; i < in.size(); ++i) {
    in[i] = std::sin(static_cast<float>(i));
  }
  std::vector<float> together(9 * kOutputs);
  std::vector<float> alone(9 * kOutputs);
  auto state = stack.make_state();
  stack.add_steps(state, in, together);
  state = stack.make_state();
  for (std::size_t t = 0; t < 9; ++t) {
    stack.add_steps(state,
                    std::span(in).subspan(t * kInputs, kInputs),
                    std::span(alone).subspan(t * kOutputs, kOutputs));
  }
  EXPECT_EQ(together, alone);
}

TEST(ConvNextStack, NoBlocksAddNothingAndNeedNoTensors) {
  const models::SafetensorsFile file(models::format_safetensors({}, {}), "empty");
  models::TensorReader reader(file);
  ConvNextConfig config = kConfig;
  config.blocks = 0;
  const ConvNextStack stack(reader, "net", config, kInputs, kOutputs);
  reader.finish();
  auto state = stack.make_state();
  std::vector<float> out(kOutputs, 3.0F);
  stack.add_steps(state, std::vector<float>(kInputs, 1.0F), out);
  EXPECT_EQ(out, std::vector<float>(kOutputs, 3.0F));
}

}  // namespace
}  // namespace melisma::codec
