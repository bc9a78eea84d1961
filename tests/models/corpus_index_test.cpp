#include "models/corpus/corpus_index.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

TEST(CorpusIndex, RoundTripsAndListsCompleteItems) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "corpus_index_test";
  std::filesystem::remove_all(folder);
  write_corpus_index(folder, {"music", 1, 7, 0.5, 3});
  std::ofstream(corpus_item(folder, 1, ".json")) << "{}";
  const CorpusIndex index = read_corpus_index(folder);
  EXPECT_EQ(index.kind, "music");
  EXPECT_EQ(index.seed, 7U);
  EXPECT_EQ(complete_items(folder, index), std::vector<std::int64_t>{1});
}

TEST(CorpusIndex, MissingFolderSaysHowToMakeOne) {
  try {
    read_corpus_index("/nonexistent/corpus");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("melisma corpus"), std::string::npos);
  }
}

}  // namespace
}  // namespace melisma::models
