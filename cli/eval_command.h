#pragma once

#include "cli/command.h"

namespace melisma::cli {

/// melisma eval codec|...: measures models on sound and words that they were not trained on. See
/// each task's --help.
int run_eval(Arguments arguments);

/// Tasks, one file each.
int eval_captions(Arguments arguments);
int eval_codec(Arguments arguments);
int eval_music(Arguments arguments);
int eval_quant(Arguments arguments);
int eval_speech(Arguments arguments);

}  // namespace melisma::cli
