#include "cli/eval_command.h"

#include <array>
#include <cstdio>

#include "audio/error.h"

namespace melisma::cli {
namespace {

constexpr std::array kTasks = {
    Command{"captions", "whether composed prompts get what they say", eval_captions},
    Command{"codec", "a codec on held-out clips, beside Opus", eval_codec},
    Command{"music", "a music model on held-out scores, beside its codec", eval_music},
    Command{"speech", "a speech model on held-out sentences, beside Flite", eval_speech},
};

}  // namespace

int run_eval(Arguments arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    std::puts("usage: melisma eval TASK [OPTIONS]\n\ntasks:");
    for (const Command& task : kTasks) {
      std::printf("  %-10s %s\n", task.name.data(), task.summary.data());
    }
    std::puts("\nmelisma eval TASK --help tells a task's options.");
    return static_cast<int>(arguments.empty() ? ExitCode::kUsage : ExitCode::kDone);
  }
  for (const Command& task : kTasks) {
    if (arguments[0] == task.name) {
      return task.run(arguments.subspan(1));
    }
  }
  throw ConfigError("found no evaluation \"" + arguments[0] +
                    "\". See the list with: melisma eval --help");
}

}  // namespace melisma::cli
