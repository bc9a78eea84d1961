#include "cli/music_models.h"

#include "models/model_store.h"
#include "synth/music_session.h"
#include "synth/score_planning.h"

namespace melisma::cli {

MusicModel open_music_model(const std::string& name_or_path) {
  const auto path = models::find_model(name_or_path.empty() ? "music" : name_or_path);
  MusicModel music = open_frame_model(path, "music");
  synth::require_music_model(music.model(), music.codec->info(), path.string());
  return music;
}

NamedModel open_planner(const std::string& name_or_path) {
  const auto path = models::find_model(name_or_path.empty() ? "planner" : name_or_path);
  NamedModel planner = load_model(path);
  synth::require_planner(*planner.model, path.string());
  return planner;
}

}  // namespace melisma::cli
