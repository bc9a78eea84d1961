#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

namespace melisma::cli {

/// How well a model does its work, on `items` sentences or pieces that no model was trained on:
/// "word_error_rate" of a speech model; "chroma" and "onset_f" of a music model, against
/// FluidSynth. The same items and draws for every model. Empty for a model of another kind. Throws
/// what opening does.
nlohmann::json task_figures(const std::filesystem::path& model, int items);

}  // namespace melisma::cli
