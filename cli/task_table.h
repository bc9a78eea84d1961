#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace melisma::cli {

/// Runs the task that the first argument names, such as "codec" of "melisma train codec"; lists the
/// tasks when there is none, or for --help. `command` is what stands before it ("train"), `noun`
/// what such a task is called in the error. Throws ConfigError for a name that is not in the table.
int run_task(Arguments arguments,
             const std::string& command,
             const std::string& noun,
             std::span<const Command> tasks);

}  // namespace melisma::cli
