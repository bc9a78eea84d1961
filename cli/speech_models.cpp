#include "cli/speech_models.h"

#include <filesystem>

#include "models/model_store.h"
#include "synth/speech_session.h"

namespace melisma::cli {
namespace {

std::filesystem::path find_speech_model(const std::string& name_or_path) {
  return models::find_model(name_or_path.empty() ? "speech" : name_or_path);
}

std::filesystem::path find_durations(const std::filesystem::path& speech_model,
                                     const std::string& durations_or_empty) {
  return durations_or_empty.empty() ? models::find_duration_model(speech_model)
                                    : models::find_model(durations_or_empty);
}

}  // namespace

void SpeechModel::add_settings(nlohmann::json& settings) const {
  FrameModel::add_settings(settings);
  settings["durations"] = {{"name", durations_name}, {"hash", durations_hash}};
}

SpeechModel open_speech_model(const std::string& name_or_path,
                              const std::string& durations_or_empty) {
  const auto path = find_speech_model(name_or_path);
  SpeechModel speech{open_frame_model(path, "speech"), nullptr, {}, {}};
  const auto durations = find_durations(path, durations_or_empty);
  const models::SafetensorsFile file(durations);
  speech.durations = std::make_unique<models::DurationModel>(file);
  speech.durations_name = durations.stem().string();
  speech.durations_hash = file.content_hash();
  synth::require_speech_model(
      speech.model(), *speech.durations, speech.codec->info(), path.string());
  return speech;
}

models::DurationModel open_duration_model(const std::string& name_or_path,
                                          const std::string& durations_or_empty) {
  return models::DurationModel(models::SafetensorsFile(find_durations(
      durations_or_empty.empty() ? find_speech_model(name_or_path) : std::filesystem::path(),
      durations_or_empty)));
}

}  // namespace melisma::cli
