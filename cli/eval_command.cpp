#include "cli/eval_command.h"

#include <array>

#include "cli/task_table.h"

namespace melisma::cli {
namespace {

constexpr std::array kTasks = {
    Command{"captions", "whether composed prompts get what they say", eval_captions},
    Command{"codec", "a codec on held-out clips, beside Opus", eval_codec},
    Command{"music", "a music model on held-out scores, beside its codec", eval_music},
    Command{"quant", "a quantized model, beside the one it was made of", eval_quant},
    Command{"speech", "a speech model on held-out sentences, beside Flite", eval_speech},
};

}  // namespace

int run_eval(Arguments arguments) {
  return run_task(arguments, "eval", "evaluation", kTasks);
}

}  // namespace melisma::cli
