#include "cli/music_models.h"

#include <filesystem>

#include "models/model_store.h"
#include "synth/music_session.h"
#include "synth/score_planning.h"

namespace melisma::cli {
namespace {

NamedModel load(const std::filesystem::path& path) {
  return {path.stem().string(),
          std::make_unique<models::LanguageModel>(models::LanguageModel::load(path))};
}

}  // namespace

nlohmann::json NamedModel::settings() const {
  return {{"name", name}, {"hash", model->file_hash()}};
}

void MusicModel::add_settings(nlohmann::json& settings) const {
  settings["model"] = named.settings();
  settings["codec"] = {{"name", codec->info().id}, {"hash", codec->info().hash}};
}

MusicModel open_music_model(const std::string& name_or_path) {
  const auto path = models::find_model(name_or_path.empty() ? "music" : name_or_path);
  MusicModel music{load(path), nullptr};
  synth::require_kind(music.model(), "music", path.string());
  const auto codec = models::find_codec(music.model().config().codec_hash, path);
  music.codec = codec::open_codec(codec.string());
  synth::require_music_model(music.model(), music.codec->info(), path.string());
  return music;
}

NamedModel open_planner(const std::string& name_or_path) {
  const auto path = models::find_model(name_or_path.empty() ? "planner" : name_or_path);
  NamedModel planner = load(path);
  synth::require_planner(*planner.model, path.string());
  return planner;
}

}  // namespace melisma::cli
