#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/checkpoint/safetensors.h"
#include "tests/support/run_command.h"
#include "tests/support/temporary_folder.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

class QuantizeCommand : public ::testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }
  testing::TemporaryFolder folder_;
};

TEST_F(QuantizeCommand, ABundledModelCanBeQuantizedAgainAndIsTheSame) {
  const CommandResult result =
      run_melisma({"models", "quantize", "planner", "-o", at("p.safetensors")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("divergence 0.0000"));
  const models::SafetensorsFile file(at("p.safetensors"));
  EXPECT_EQ(file.metadata_value("weights"), "int8");
  const CommandResult compared =
      run_melisma({"eval", "quant", "planner", at("p.safetensors"), "--json"});
  ASSERT_EQ(compared.exit_code, 0) << compared.errors;
  const auto report = nlohmann::json::parse(compared.output);
  EXPECT_NEAR(report["divergence_nats"].get<double>(), 0, 1e-6);
  EXPECT_EQ(report["agreement"], 1);
}

TEST_F(QuantizeCommand, AModelThatLosesTooMuchIsNotWritten) {
  // Scales a hundred times too large for the codes of some layers: as if 8 bits had been too few.
  const models::SafetensorsFile sound(std::string(MELISMA_SOURCE_DIR) +
                                      "/models/bundled/planner.safetensors");
  std::map<std::string, models::OwnedTensor> tensors;
  for (const auto& [name, view] : sound.tensors()) {
    if (name.ends_with(".scales") || sound.tensors().contains(name + ".scales")) {
      continue;
    }
    tensors[name] = {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
  }
  models::TensorReader reader(sound);
  for (const auto& [name, view] : sound.tensors()) {
    if (sound.tensors().contains(name + ".scales")) {
      auto values = reader.floats(name, view.shape);
      if (name.starts_with("main.layers.") && name.ends_with("feed_forward.in.weight")) {
        // One huge weight in each block leaves no codes for the others.
        for (std::size_t i = 0; i < values.size(); i += 32) {
          values[i] = 40;
        }
      }
      tensors[name] = models::OwnedTensor::from_floats(values, view.shape);
    }
  }
  models::write_safetensors(at("wild.safetensors"), tensors, sound.metadata());
  const std::vector<std::string> words{
      "models", "quantize", at("wild.safetensors"), "--type", "int4", "-o", at("q.safetensors")};
  const CommandResult refused = run_melisma(words);
  EXPECT_EQ(refused.exit_code, 3) << refused.output;
  EXPECT_THAT(refused.errors, HasSubstr("--force"));
  EXPECT_FALSE(std::filesystem::exists(at("q.safetensors")));
  auto forced = words;
  forced.emplace_back("--force");
  EXPECT_EQ(run_melisma(forced).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(at("q.safetensors")));
}

TEST_F(QuantizeCommand, TasksJudgeBothModels) {
  for (const std::string model : {"speech", "music"}) {
    const CommandResult result =
        run_melisma({"eval", "quant", model, model, "--tasks", "1", "--json"});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const auto tasks = nlohmann::json::parse(result.output).at("tasks");
    EXPECT_EQ(tasks.at("reference"), tasks.at("quantized"));
    const auto figures = tasks.at("reference");
    if (model == "speech") {
      EXPECT_LE(figures.at("word_error_rate").get<double>(), 0.5);
    } else {
      EXPECT_GE(figures.at("chroma").get<double>(), 0.4);
      EXPECT_GE(figures.at("onset_f").get<double>(), 0.3);
    }
  }
}

TEST_F(QuantizeCommand, UnknownTypesAreRefused) {
  const CommandResult result =
      run_melisma({"models", "quantize", "planner", "--type", "int3", "-o", at("p.safetensors")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("f16, int8 or int4"));
}

}  // namespace
}  // namespace melisma::testing_support
