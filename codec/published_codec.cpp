#include "codec/published_codec.h"

#include "audio/error.h"
#include "codec/encodec/encodec_codec.h"
#include "models/published/checkpoint_folder.h"

namespace melisma::codec {

std::unique_ptr<Codec> open_published_codec(const std::filesystem::path& folder) {
  const models::ConfigJson json(folder / "config.json");
  const std::string family = json.text("model_type");
  if (family != "encodec") {
    throw CheckpointError(folder.string() + " holds a model of type \"" + family.substr(0, 40) +
                          "\"; the codecs that can be opened are of type encodec.");
  }
  return std::make_unique<EncodecCodec>(models::open_published_tensors(folder),
                                        models::read_encodec_config(json),
                                        1,
                                        models::WeightType::kF32,
                                        EncodecParts::kBoth);
}

}  // namespace melisma::codec
