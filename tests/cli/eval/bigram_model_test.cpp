#include "cli/eval/bigram_model.h"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

namespace melisma::cli {
namespace {

const std::vector<std::vector<std::string>> kSentences{
    {"the", "cat", "sat"}, {"the", "dog", "sat"}, {"the", "cat", "ran"}, {}, {"dogs", "ran"}};

TEST(BigramModel, SumsToOneAfterEveryWord) {
  const BigramModel model(kSentences);
  EXPECT_EQ(model.words(), (std::vector<std::string>{"cat", "dog", "dogs", "ran", "sat", "the"}));
  for (const std::string previous : {"<s>", "the", "cat", "dog", "dogs", "ran", "sat"}) {
    double sum = model.probability(previous, "</s>");
    for (const std::string& word : model.words()) {
      const double p = model.probability(previous, word);
      EXPECT_GT(p, 0.0) << previous << " " << word;
      sum += p;
    }
    EXPECT_NEAR(sum, 1.0, 1e-9) << "after " << previous;
  }
}

TEST(BigramModel, PrefersWhatItHasSeen) {
  const BigramModel model(kSentences);
  EXPECT_GT(model.probability("the", "cat"), model.probability("the", "dog"));
  EXPECT_GT(model.probability("the", "dog"), model.probability("the", "ran"));
  EXPECT_EQ(model.probability("the", "bird"), 0.0);
}

TEST(BigramModel, WritesWhatArpaAsks) {
  const BigramModel model(kSentences);
  std::istringstream arpa(model.arpa());
  std::size_t ones = 0;
  std::size_t twos = 0;
  int section = 0;
  for (std::string line; std::getline(arpa, line);) {
    if (line.starts_with("\\")) {
      section = line == "\\1-grams:" ? 1 : line == "\\2-grams:" ? 2 : 0;
    } else if (!line.empty() && section > 0) {
      ++(section == 1 ? ones : twos);
    }
    if (line.ends_with(" the cat")) {
      EXPECT_NEAR(std::stod(line), std::log10(model.probability("the", "cat")), 1e-4);
    }
  }
  EXPECT_EQ(ones, 8U);  // six words and both sentence ends
  EXPECT_EQ(twos, 10U);
  EXPECT_NE(model.arpa().find("ngram 1=8\nngram 2=10\n"), std::string::npos);
}

TEST(BigramModel, OfNothingIsEmpty) {
  const BigramModel model({});
  EXPECT_TRUE(model.words().empty());
  EXPECT_EQ(model.probability("<s>", "the"), 0.0);
}

}  // namespace
}  // namespace melisma::cli
