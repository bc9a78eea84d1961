#include "codec/corpus_codes.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/sound_file.h"
#include "codec/codec.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::TemporaryFolder;

TEST(CorpusCodes, MissingSoundStopsTheWorkWithItsError) {
  const TemporaryFolder folder;
  CodesToMake work;
  work.sounds = {{0, folder / "none.wav"}};
  work.encode = [](std::span<const float>) { return std::vector<std::int32_t>(); };
  work.exists = [](std::int64_t) { return false; };
  work.write = [](std::int64_t, const std::vector<std::int32_t>&) { FAIL() << "nothing to write"; };
  EXPECT_THROW(make_codes(work, 2), AudioFileError);
  work.exists = [](std::int64_t) { return true; };
  EXPECT_EQ(make_codes(work, 2), 0);
}

TEST(CorpusCodes, EncodesEveryMissingItemOnce) {
  const TemporaryFolder folder;
  melisma::testing::write_tiny_codec(folder / "codec");
  const auto codec = open_codec(folder / "codec");
  CodesToMake work;
  work.sample_rate = codec->info().sample_rate;
  std::map<std::int64_t, std::vector<float>> sounds;
  for (std::int64_t item = 0; item < 3; ++item) {
    const auto number = static_cast<unsigned>(item);
    sounds[item] = melisma::testing::varied_signal(4000 + 100 * number, number);
    work.sounds.emplace_back(item, folder / (std::to_string(item) + ".wav"));
    audio::write_sound_file(work.sounds.back().second,
                            sounds[item],
                            {.format = audio::AudioFormat::kWav,
                             .sample_rate = audio::SampleRate(work.sample_rate),
                             .bit_depth = audio::BitDepth::kFloat32});
  }
  std::mutex mutex;
  std::map<std::int64_t, std::vector<std::int32_t>> made{{1, {}}};
  work.encode = [&](std::span<const float> samples) { return encode_all(*codec, samples); };
  work.exists = [&](std::int64_t item) {
    const std::lock_guard lock(mutex);
    return made.contains(item);
  };
  work.write = [&](std::int64_t item, const std::vector<std::int32_t>& codes) {
    const std::lock_guard lock(mutex);
    EXPECT_TRUE(made.emplace(item, codes).second);
  };
  EXPECT_EQ(make_codes(work, 2), 2);
  EXPECT_EQ(made[0], encode_all(*codec, sounds[0]));
  EXPECT_TRUE(made[1].empty());
  EXPECT_EQ(made[2], encode_all(*codec, sounds[2]));
}

}  // namespace
}  // namespace melisma::codec
