#pragma once

#include <filesystem>
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

/// Throws CheckpointError.
NamedModel load_model(const std::filesystem::path& path);

/// A frame language model and the codec whose codes it writes.
struct FrameModel {
  NamedModel named;
  std::unique_ptr<const codec::Codec> codec;

  [[nodiscard]] const models::LanguageModel& model() const { return *named.model; }
  [[nodiscard]] double frame_rate() const { return codec->info().frame_rate(); }
  /// Adds "model" and "codec".
  void add_settings(nlohmann::json& settings) const;
};

/// Loads a model of that kind ("music", "speech") and finds its codec. Throws CheckpointError that
/// says which of them is missing, damaged or of another kind.
FrameModel open_frame_model(const std::filesystem::path& path, const std::string& kind);

}  // namespace melisma::cli
