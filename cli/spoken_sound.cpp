#include "cli/spoken_sound.h"

#include <memory>
#include <utility>

#include "cli/interrupt.h"
#include "models/text/sentences.h"

namespace melisma::cli {

GeneratedSound speak_text(const SpeechModel& speech,
                          const std::string& text,
                          int voice,
                          const synth::DrawSettings& draw) {
  auto reader = std::make_shared<models::SentenceReader>();
  reader->push(text);
  reader->finish();
  synth::SpeechRequest request;
  request.sentences = [reader] { return reader->next(); };
  request.voice = voice;
  request.draw = draw;
  request.silence = synth::silent_codes(*speech.codec);
  synth::SpeechSession session(speech.model(), *speech.durations, std::move(request));
  return generate_sound(session, *speech.codec, interrupt_flag());
}

}  // namespace melisma::cli
