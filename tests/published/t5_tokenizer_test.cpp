#include "models/tokenizer/t5_tokenizer.h"

#include <fstream>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "tests/support/golden_data.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

nlohmann::json golden_json(const std::string& name) {
  std::ifstream stream(testing::golden(name));
  return nlohmann::json::parse(stream);
}

class T5TokenizerForms : public ::testing::TestWithParam<const char*> {};

TEST_P(T5TokenizerForms, IdsAreTheReferences) {
  const T5Tokenizer tokenizer(testing::golden(std::string("t5_tokenizer/") + GetParam()));
  const auto expected = golden_json("t5_tokenizer/expected.json");
  ASSERT_GT(expected.at("cases").size(), 10U);
  for (const auto& one : expected.at("cases")) {
    EXPECT_EQ(tokenizer.ids(one.at("text").get<std::string>()),
              one.at("ids").get<std::vector<std::int32_t>>())
        << one.at("text");
  }
}

INSTANTIATE_TEST_SUITE_P(Published,
                         T5TokenizerForms,
                         ::testing::Values("spiece.model", "tokenizer.json"),
                         [](const auto& info) {
                           return std::string(info.param) == "spiece.model" ? "Model" : "Json";
                         });

TEST(T5Tokenizer, DamagedFilesAreRefusedAndNeverCrash) {
  const testing::TemporaryFolder folder;
  EXPECT_THROW(T5Tokenizer(folder / "nowhere.model"), CheckpointError);
  for (const char* name : {"spiece.model", "tokenizer.json"}) {
    std::ifstream stream(testing::golden(std::string("t5_tokenizer/") + name), std::ios::binary);
    const std::string sound((std::istreambuf_iterator<char>(stream)), {});
    const auto path = folder / name;
    const auto outcome = [&](const std::string& bytes) {
      std::ofstream(path, std::ios::binary) << bytes;
      try {
        return T5Tokenizer(path).ids("one two").empty() ? "empty" : "read";
      } catch (const CheckpointError&) {
        return "refused";
      }
    };
    EXPECT_STREQ(outcome(""), "refused");
    EXPECT_STREQ(outcome("[]"), "refused");
    EXPECT_STREQ(outcome(sound.substr(0, sound.size() / 2)), "refused");
    std::mt19937 random(5);
    for (int i = 0; i < 60; ++i) {
      std::string damaged = sound;
      for (int k = 0; k < 8; ++k) {
        damaged[random() % std::min<std::size_t>(damaged.size(), 8000)] =
            static_cast<char>(random());
      }
      EXPECT_STRNE(outcome(damaged), "empty");
    }
  }
  std::ofstream(folder / "float.json") << R"({"model": {"type": "Unigram", "vocab": [["a", 0]],
                                                "unk_id": 2.4e48}})";
  EXPECT_THROW(T5Tokenizer(folder / "float.json"), CheckpointError);
  std::ofstream(folder / "deep.json") << std::string(100000, '[');
  EXPECT_THROW(T5Tokenizer(folder / "deep.json"), CheckpointError);
}

}  // namespace
}  // namespace melisma::models
