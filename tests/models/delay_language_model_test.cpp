#include "models/transformer/delay_language_model.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/checkpoint_folder.h"
#include "models/published/musicgen_config.h"
#include "models/published/musicgen_decoder.h"
#include "tests/support/golden_data.h"

namespace melisma::models {
namespace {

class MusicgenGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    config_ = read_musicgen_config(ConfigJson(testing::golden("musicgen/config.json"))).decoder;
    const TensorSet all = open_published_tensors(testing::golden("musicgen"));
    TensorReader reader(
        musicgen_decoder_tensors(part_of(all, "decoder."), config_, WeightType::kF32));
    model_.emplace(reader, config_);
    reader.finish();
  }

  /// Logits of every step [B K, T, V], as the reference flattens them.
  void expect_logits(const std::string& name, bool conditional) {
    const auto wanted = io_.tensor(name).to_floats();
    const auto ids = io_.tensor("lm_input_ids").to_ints();
    const auto books = static_cast<std::size_t>(config_.codebooks);
    const auto size = static_cast<std::size_t>(config_.code_size);
    const auto batch = static_cast<std::size_t>(io_.tensor("attention_mask").shape[0]);
    const auto steps = static_cast<std::size_t>(io_.tensor("lm_input_ids").shape[1]);
    const auto text = io_.tensor("projected_text_states").to_floats();
    const auto mask = io_.tensor("attention_mask").to_ints();
    const auto width = static_cast<std::size_t>(config_.main.width);
    for (std::size_t b = 0; b < batch; ++b) {
      DelayLanguageModelState state = model_->make_state(1);
      const std::size_t tokens = mask.size() / batch;
      const auto present =
          static_cast<std::size_t>(std::count(mask.begin() + static_cast<long>(b * tokens),
                                              mask.begin() + static_cast<long>((b + 1) * tokens),
                                              1));
      if (conditional) {
        model_->set_memory(state, 0, std::span(text).subspan(b * tokens * width, present * width));
      }
      for (std::size_t t = 0; t < steps; ++t) {
        std::vector<std::int32_t> step;
        for (std::size_t k = 0; k < books; ++k) {
          step.push_back(ids[(b * books + k) * steps + t]);
        }
        const auto logits = model_->step(state, step);
        for (std::size_t k = 0; k < books; ++k) {
          for (std::size_t v = 0; v < size; ++v) {
            const float reference = wanted[((b * books + k) * steps + t) * size + v];
            ASSERT_NEAR(logits[k * size + v], reference, 5e-4 + 1e-4 * std::abs(reference))
                << "text " << b << ", step " << t << ", codebook " << k << ", code " << v;
          }
        }
      }
    }
  }

  SafetensorsFile io_{testing::golden("musicgen/io.safetensors")};
  DelayLanguageModelConfig config_;
  std::optional<DelayLanguageModel> model_;
};

TEST_F(MusicgenGolden, LogitsWithText) {
  expect_logits("lm_logits", true);
}

TEST_F(MusicgenGolden, LogitsWithoutText) {
  expect_logits("lm_logits_uncond", false);
}

TEST_F(MusicgenGolden, TwoColumnsAndThreadsChangeNoBit) {
  ThreadPool pool(3);
  DelayLanguageModelState both = model_->make_state(2, &pool);
  DelayLanguageModelState with = model_->make_state(1);
  DelayLanguageModelState without = model_->make_state(1);
  const auto text = io_.tensor("projected_text_states").to_floats();
  const auto memory = std::span(text).first(3 * static_cast<std::size_t>(config_.main.width));
  model_->set_memory(both, 0, memory);
  model_->set_memory(with, 0, memory);
  const auto size = static_cast<std::size_t>(config_.code_size);
  for (std::int32_t t = 0; t < 20; ++t) {
    const std::vector<std::int32_t> ids(static_cast<std::size_t>(config_.codebooks), t);
    const auto together = model_->step(both, ids);
    const auto first = model_->step(with, ids);
    const auto second = model_->step(without, ids);
    for (std::size_t k = 0; k < ids.size(); ++k) {
      for (std::size_t v = 0; v < size; ++v) {
        ASSERT_EQ(together[2 * k * size + v], first[k * size + v]);
        ASSERT_EQ(together[(2 * k + 1) * size + v], second[k * size + v]);
      }
    }
  }
}

TEST_F(MusicgenGolden, ManyStepsAtOnceAreTheBitsOfOneByOne) {
  DelayLanguageModelState at_once = model_->make_state(2);
  DelayLanguageModelState one_by_one = model_->make_state(2);
  const auto text = io_.tensor("projected_text_states").to_floats();
  const auto width = static_cast<std::size_t>(config_.main.width);
  const auto books = static_cast<std::size_t>(config_.codebooks);
  for (DelayLanguageModelState* state : {&at_once, &one_by_one}) {
    model_->set_memory(*state, 0, std::span(text).first(3 * width));
  }
  // Conditions in front: seven steps of two columns.
  const std::vector<float> front(text.begin(), text.begin() + static_cast<long>(14 * width));
  model_->prepend(at_once, front);
  for (std::size_t s = 0; s < 7; ++s) {
    model_->prepend(one_by_one, std::span(front).subspan(s * 2 * width, 2 * width));
  }
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < 11 * books; ++i) {
    ids.push_back(static_cast<std::int32_t>(i * 37 % 512));
  }
  std::vector<float> last;
  for (std::size_t s = 0; s < 11; ++s) {
    const auto logits = model_->step(one_by_one, std::span(ids).subspan(s * books, books));
    last.assign(logits.begin(), logits.end());
  }
  const auto logits = model_->step(at_once, ids);
  EXPECT_TRUE(std::equal(logits.begin(), logits.end(), last.begin(), last.end()));
}

TEST_F(MusicgenGolden, SequencesTogetherAreTheBitsOfEachAlone) {
  DelayLanguageModelState both = model_->make_state(4, nullptr, 2);
  DelayLanguageModelState first = model_->make_state(2);
  DelayLanguageModelState second = model_->make_state(2);
  const auto text = io_.tensor("projected_text_states").to_floats();
  const auto width = static_cast<std::size_t>(config_.main.width);
  model_->set_memory(both, 2, std::span(text).first(3 * width));
  model_->set_memory(second, 0, std::span(text).first(3 * width));
  const auto books = static_cast<std::size_t>(config_.codebooks);
  const auto size = static_cast<std::size_t>(config_.code_size);
  for (std::int32_t t = 0; t < 5; ++t) {
    std::vector<std::int32_t> ids(books, t);
    const auto of_first = model_->step(first, ids);
    ids.insert(ids.end(), books, t + 9);
    const auto of_second = model_->step(second, std::span(ids).last(books));
    const auto of_both = model_->step(both, ids);
    for (std::size_t k = 0; k < books; ++k) {
      for (std::size_t i = 0; i < 2 * size; ++i) {
        ASSERT_EQ(of_both[4 * k * size + i], of_first[2 * k * size + i]);
        ASSERT_EQ(of_both[(4 * k + 2) * size + i], of_second[2 * k * size + i]);
      }
    }
  }
}

TEST_F(MusicgenGolden, CodesOutOfRangeAreRefused) {
  DelayLanguageModelState state = model_->make_state(1);
  EXPECT_THROW(model_->step(state, std::vector<std::int32_t>{0, 0, -1, 0}), InputError);
  EXPECT_THROW(model_->step(state, std::vector<std::int32_t>{0, 0, config_.code_size + 1, 0}),
               InputError);
  EXPECT_EQ(state.main.position, 0);
}

}  // namespace
}  // namespace melisma::models
