#include "cli/task_table.h"

#include <cstdio>

#include "audio/error.h"

namespace melisma::cli {

int run_task(Arguments arguments,
             const std::string& command,
             const std::string& noun,
             std::span<const Command> tasks) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    std::printf("usage: melisma %s TASK [OPTIONS]\n\ntasks:\n", command.c_str());
    for (const Command& task : tasks) {
      std::printf("  %-10s %s\n", task.name.data(), task.summary.data());
    }
    std::printf("\nmelisma %s TASK --help tells a task's options.\n", command.c_str());
    return static_cast<int>(arguments.empty() ? ExitCode::kUsage : ExitCode::kDone);
  }
  for (const Command& task : tasks) {
    if (arguments[0] == task.name) {
      return task.run(arguments.subspan(1));
    }
  }
  throw ConfigError("found no " + noun + " \"" + arguments[0] + "\". See the list with: melisma " +
                    command + " --help");
}

}  // namespace melisma::cli
