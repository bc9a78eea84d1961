#include "audio/sound_tags.h"

#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

TEST(SoundTags, RiffListRoundTrip) {
  for (const std::string title : {"", "odd", "even", "K\xC3\xB6nig"}) {
    const SoundTags tags{title, R"({"seed":7})", "Melisma"};
    const std::string body = riff_info_list(tags);
    EXPECT_EQ(body.size() % 2, 0U);
    EXPECT_EQ(parse_riff_info_list(body), tags);
  }
}

TEST(SoundTags, DamagedRiffListGivesWhatIsThere) {
  const std::string body = riff_info_list({"title", "comment", "software"});
  for (std::size_t size = 0; size <= body.size(); ++size) {
    const SoundTags tags = parse_riff_info_list(body.substr(0, size));
    EXPECT_TRUE(std::string("title").starts_with(tags.title)) << size;
  }
  EXPECT_EQ(parse_riff_info_list("INFOINAM\xFF\xFF\xFF\xFFtext").title, "text");
  EXPECT_EQ(parse_riff_info_list("adtl"), SoundTags());
}

TEST(SoundTags, ShortenedAtACharacter) {
  SoundTags tags;
  tags.comment = std::string(kMaxTagBytes - 1, 'a') + "\xE2\x82\xAC tail";
  EXPECT_EQ(shortened(tags).comment, std::string(kMaxTagBytes - 1, 'a'));
  tags.comment = std::string("seen\0hidden", 11);
  EXPECT_EQ(shortened(tags).comment, "seen");
}

TEST(SoundTags, Id3IsEmptyWithoutTags) {
  EXPECT_EQ(id3_block({}), "");
  EXPECT_EQ(id3_block({"t", "", ""}),
            std::string("ID3\x04\0\0\0\0\0\x0CTIT2\0\0\0\x02\0\0\x03t", 22));
}

}  // namespace
}  // namespace melisma::audio
