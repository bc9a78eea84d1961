#include "cli/frame_model.h"

#include "models/model_store.h"
#include "synth/frame_generator.h"

namespace melisma::cli {

nlohmann::json NamedModel::settings() const {
  return {{"name", name}, {"hash", model->file_hash()}};
}

NamedModel load_model(const std::filesystem::path& path) {
  return {path.stem().string(),
          std::make_unique<models::LanguageModel>(models::LanguageModel::load(path))};
}

void FrameModel::add_settings(nlohmann::json& settings) const {
  settings["model"] = named.settings();
  settings["codec"] = {{"name", codec->info().id}, {"hash", codec->info().hash}};
}

FrameModel open_frame_model(const std::filesystem::path& path, const std::string& kind) {
  FrameModel frames{load_model(path), nullptr};
  synth::require_kind(frames.model(), kind, path.string());
  const auto codec = models::find_codec(frames.model().config().codec_hash, path);
  frames.codec = codec::open_codec(codec.string());
  return frames;
}

}  // namespace melisma::cli
