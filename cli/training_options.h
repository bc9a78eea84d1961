#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/program_options.hpp>

#include "models/torch_training.h"

namespace melisma::cli {

/// How long to train, and whether to go on from a checkpoint: not of codecs, whose phases know.
void add_run_length_options(boost::program_options::options_description& options,
                            models::TrainingOptions& target);
/// Options that every neural training task shares.
void add_training_options(boost::program_options::options_description& options,
                          models::TrainingOptions& target);
/// Options of tasks that train a language model.
void add_language_model_options(boost::program_options::options_description& options,
                                models::LanguageModelTraining& target);

/// Checks the ranges, sets where progress goes and what stops it. Throws ConfigError.
void settle(models::TrainingOptions& options, bool quiet);

/// Trains in the LibTorch module and says how it went; returns the exit code. `open` makes a source
/// of crops, once for each loader besides.
int train_in_module(models::LanguageModelTraining& training,
                    const std::function<std::unique_ptr<models::CropSource>()>& open);

/// The whole of a text file; throws InputError.
std::string read_text_file(const std::string& path);

}  // namespace melisma::cli
