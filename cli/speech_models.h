#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/frame_model.h"
#include "codec/codec.h"
#include "models/text/duration_model.h"

namespace melisma::cli {

/// A speech model with what it needs: the codec whose codes it writes and a duration model.
struct SpeechModel : FrameModel {
  std::unique_ptr<const models::DurationModel> durations;
  std::string durations_name;
  std::string durations_hash;

  /// Adds "model", "codec" and "durations".
  void add_settings(nlohmann::json& settings) const;
};

/// Finds and loads a speech model, by name or path ("speech" if empty), its codec, and its duration
/// model (`durations_or_empty`: name or path; empty = the one beside it). Throws CheckpointError
/// that says which of them is missing, damaged or of another kind.
SpeechModel open_speech_model(const std::string& name_or_path,
                              const std::string& durations_or_empty);

/// Only the duration model of that speech model, which says what voices there are.
models::DurationModel open_duration_model(const std::string& name_or_path,
                                          const std::string& durations_or_empty);

}  // namespace melisma::cli
