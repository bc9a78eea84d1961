#include "cli/train_command.h"

#include <array>
#include <cstdlib>

#include "cli/task_table.h"

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
  return run_task(arguments, "train", "training task", kTasks);
}

}  // namespace melisma::cli
