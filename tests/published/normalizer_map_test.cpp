#include "models/tokenizer/normalizer_map.h"

#include <fstream>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/golden_data.h"

namespace melisma::models {
namespace {

constexpr std::uint32_t kLeaf = 1U << 8U;

std::string units(const std::vector<std::uint32_t>& values) {
  std::string bytes;
  for (const std::uint32_t value : values) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>(value >> shift & 255U);
    }
  }
  return bytes;
}

std::string field(char number, const std::string& bytes) {
  std::string message{static_cast<char>(number << 3 | 2)};
  for (std::size_t rest = bytes.size();; rest >>= 7U) {
    if (rest < 128) {
      return message + static_cast<char>(rest) + bytes;
    }
    message += static_cast<char>(rest | 128U);
  }
}

/// A model whose map has these units, and these replacements.
std::string model(const std::vector<std::uint32_t>& trie, const std::string& replacements) {
  return field(
      3,
      field(2, units({static_cast<std::uint32_t>(4 * trie.size())}) + units(trie) + replacements));
}

/// "a" is replaced by what is at `place`: unit 0 leads to state 256, whose unit for 'a' is a leaf.
std::vector<std::uint32_t> replaces_a(std::uint32_t place) {
  std::vector<std::uint32_t> trie(512, 255);
  trie[0] = 256U << 10U;
  trie[256 ^ 'a'] = std::uint32_t{'a'} | kLeaf | std::uint32_t{'a'} << 10U;
  trie[256] = place | 1U << 31U;
  return trie;
}

TEST(NormalizerMap, SoundOnesPass) {
  check_normalizer_maps(model(replaces_a(2), std::string("b\0c\0", 4)), "m");
  check_normalizer_maps("", "m");
  std::ifstream stream(testing::golden("t5_tokenizer/spiece.model"), std::ios::binary);
  const std::string published{std::istreambuf_iterator<char>(stream), {}};
  ASSERT_GT(published.size(), 100000U);
  check_normalizer_maps(published, "m");
}

TEST(NormalizerMap, OnesThatLeadOutOfThemselvesAreRefused) {
  const std::string replacements("b\0c\0", 4);
  const auto refused = [](const std::string& bytes) {
    EXPECT_THROW(check_normalizer_maps(bytes, "m"), CheckpointError);
  };
  refused(model(replaces_a(4), replacements));            // behind the last replacement
  refused(model(replaces_a(2), std::string("b\0c", 3)));  // that does not end
  auto trie = replaces_a(2);
  trie[0] = 512U << 10U;  // a state behind all units
  refused(model(trie, replacements));
  trie = replaces_a(2);
  trie[256 ^ 'a'] = std::uint32_t{'a'} | 1000U << 10U;  // 'a' leads there
  refused(model(trie, replacements));
  trie = replaces_a(2);
  trie.resize(500);  // no unit for every byte
  refused(model(trie, replacements));
  refused(model({}, replacements));
  refused(field(3, field(2, "ab")));
  refused(field(3, field(2, "\xFF\xFF\xFF\x7F and more")));
  refused("\x1A\x7F");  // longer than the model
  refused("\x1B");      // a group
  refused(std::string(12, '\xFF'));
}

}  // namespace
}  // namespace melisma::models
