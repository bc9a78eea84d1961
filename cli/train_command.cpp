#include "cli/train_command.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "audio/error.h"

namespace melisma::cli {
namespace {

constexpr std::array kTasks = {
    Command{"codec", "fit and train a spectral codec on a corpus", train_codec},
    Command{"lm", "train a frame language model on a corpus and a codec", train_language_model},
    Command{"planner", "train the score planner on a music corpus", train_planner},
    Command{"durations", "learn the lengths of phonemes from a speech corpus", train_durations},
};

}  // namespace

int run_train(Arguments arguments) {
  // LibTorch reads these when the module is loaded: one thread a process, and no second pool.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  setenv("OMP_NUM_THREADS", "1", 0);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    std::puts("usage: melisma train TASK [OPTIONS]\n\ntasks:");
    for (const Command& task : kTasks) {
      std::printf("  %-10s %s\n", task.name.data(), task.summary.data());
    }
    std::puts("\nmelisma train TASK --help tells a task's options.");
    return static_cast<int>(arguments.empty() ? ExitCode::kUsage : ExitCode::kDone);
  }
  for (const Command& task : kTasks) {
    if (arguments[0] == task.name) {
      return task.run(arguments.subspan(1));
    }
  }
  throw ConfigError("found no training task \"" + arguments[0] +
                    "\". See the list with: melisma train --help");
}

}  // namespace melisma::cli
