#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "codec/codec.h"
#include "models/transformer/language_model.h"

namespace melisma::cli {

/// A model that was found and loaded, with the name to call it by.
struct NamedModel {
  std::string name;
  std::unique_ptr<const models::LanguageModel> model;

  /// Name and hash, for a file's settings.
  [[nodiscard]] nlohmann::json settings() const;
};

/// A music model and the codec whose codes it writes.
struct MusicModel {
  NamedModel named;
  std::unique_ptr<const codec::Codec> codec;

  [[nodiscard]] const models::LanguageModel& model() const { return *named.model; }
  [[nodiscard]] double frame_rate() const { return codec->info().frame_rate(); }
  /// Adds "model" and "codec".
  void add_settings(nlohmann::json& settings) const;
};

/// Finds and loads a music model, by name or path ("music" if empty), and its codec. Throws
/// CheckpointError that says which of them is missing, damaged or of another kind.
MusicModel open_music_model(const std::string& name_or_path);

/// The same for a planner ("planner" if empty).
NamedModel open_planner(const std::string& name_or_path);

}  // namespace melisma::cli
