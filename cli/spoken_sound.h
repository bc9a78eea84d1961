#pragma once

#include <string>

#include "cli/eval/generated_sound.h"
#include "cli/speech_models.h"
#include "synth/speech_session.h"

namespace melisma::cli {

/// `text` as melisma speak says it, in memory. Throws Interrupted after Ctrl-C.
GeneratedSound speak_text(const SpeechModel& speech,
                          const std::string& text,
                          int voice,
                          const synth::DrawSettings& draw);

}  // namespace melisma::cli
