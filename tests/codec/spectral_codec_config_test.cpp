#include "codec/spectral_codec_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::codec {
namespace {

using ::testing::HasSubstr;

TEST(SpectralCodecConfig, JsonRoundTrips) {
  SpectralCodecConfig config;
  config.id = "some \"codec\"";
  config.analysis.floor = 3e-4F;
  config.latent_width = 96;
  config.encoder.blocks = 0;
  config.decoder = {192, 3, 5, 2};
  EXPECT_EQ(spectral_codec_config_from_json(to_json(config)), config);
}

TEST(SpectralCodecConfig, NamesTheFieldThatIsOutOfRange) {
  SpectralCodecConfig config;
  config.decoder.kernel = 0;
  try {
    validate(config);
    FAIL() << "not refused";
  } catch (const ConfigError& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("decoder.kernel"));
  }
}

TEST(SpectralCodecConfig, RefusesSizesThatWouldNotAnalyse) {
  const auto refused = [](auto change) {
    SpectralCodecConfig config;
    change(config);
    EXPECT_THROW(validate(config), ConfigError);
  };
  refused([](auto& config) { config.analysis.hop = 481; });
  refused([](auto& config) { config.analysis.long_window = 480; });
  refused([](auto& config) { config.analysis.long_bins = 962; });
  refused([](auto& config) { config.analysis.short_window = 960; });
  refused([](auto& config) { config.analysis.floor = 0; });
  refused([](auto& config) { config.codebook_size = 1 << 20; });
  refused([](auto& config) { config.latent_width = 0; });
  validate(SpectralCodecConfig{});
}

TEST(SpectralCodecConfig, DamagedTextIsACheckpointError) {
  const std::string good = to_json(SpectralCodecConfig{});
  EXPECT_THROW(spectral_codec_config_from_json(""), CheckpointError);
  EXPECT_THROW(spectral_codec_config_from_json("[]"), CheckpointError);
  EXPECT_THROW(spectral_codec_config_from_json(good.substr(0, good.size() / 2)), CheckpointError);
  std::string text = good;
  text.replace(text.find("\"latent_width\":128"), 18, "\"latent_width\":-99");
  EXPECT_THROW(spectral_codec_config_from_json(text), CheckpointError);
  text = good;
  text.replace(text.find("\"latent_width\":128"), 18, "\"latent_width\":\"x\"");
  EXPECT_THROW(spectral_codec_config_from_json(text), CheckpointError);
}

}  // namespace
}  // namespace melisma::codec
