#pragma once

#include "cli/command.h"

namespace melisma::cli {

/// melisma train codec|lm|planner|durations: the long runs. See each task's --help.
int run_train(Arguments arguments);

/// Tasks, one file each.
int train_codec(Arguments arguments);
int train_language_model(Arguments arguments);
int train_planner(Arguments arguments);
int train_durations(Arguments arguments);

}  // namespace melisma::cli
