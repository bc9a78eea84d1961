#include "cli/live_keys.h"

#include <chrono>
#include <cstdio>

#include "audio/error.h"
#include "cli/arrangement_options.h"

namespace melisma::cli {
namespace {

constexpr float kVolumeStep = 10;
constexpr float kTemperatureStep = 0.1F;
constexpr float kGuidanceStep = 0.25F;

}  // namespace

bool LiveKeys::apply(synth::LiveSession& session) {
  while (const auto key = keys_.next()) {
    editing_ ? edit_prompt(*key, session) : apply_key(*key, session);
  }
  return !ended_;
}

void LiveKeys::apply_key(char key, synth::LiveSession& session) {
  const models::SamplingConfig sampling = session.sampling();
  switch (key) {
    case 'q':
    case 'Q':
      ended_ = true;
      return;
    case '+':
      session.set_volume(session.volume() + kVolumeStep);
      break;
    case '-':
      session.set_volume(session.volume() - kVolumeStep);
      break;
    case '>':
      session.set_temperature(sampling.temperature + kTemperatureStep);
      break;
    case '<':
      session.set_temperature(sampling.temperature - kTemperatureStep);
      break;
    case ')':
      session.set_guidance(sampling.guidance + kGuidanceStep);
      break;
    case '(':
      session.set_guidance(sampling.guidance - kGuidanceStep);
      break;
    case 't':
      session.tempo().tap(std::chrono::steady_clock::now());
      break;
    case '!':
      session.release_all();
      break;
    case 'p':
      editing_ = true;
      prompt_.clear();
      std::fputs("\r\033[Kprompt: ", stderr);
      return;
    default:
      return;
  }
  if (!quiet_) {
    std::fprintf(stderr,
                 "\r\033[Kvolume %.0f %%, temperature %.1f, guidance %.2f, tempo %.0f",
                 static_cast<double>(session.volume()),
                 static_cast<double>(session.sampling().temperature),
                 static_cast<double>(session.sampling().guidance),
                 session.tempo().bpm().value_or(0));
  }
}

void LiveKeys::edit_prompt(char key, synth::LiveSession& session) {
  constexpr char kBackspace = 127;
  if (key == kBackspace || key == '\b') {
    if (!prompt_.empty()) {
      prompt_.pop_back();
      std::fputs("\b \b", stderr);
    }
    return;
  }
  if (key != '\n' && key != '\r') {
    prompt_.push_back(key);
    std::fputc(key, stderr);
    return;
  }
  editing_ = false;
  std::fputs("\n", stderr);
  try {
    const models::ParsedCaption caption = read_prompt(prompt_);
    report_unknown_words(caption.unknown_words);
    session.set_text({caption.tokens.begin(), caption.tokens.end()});
    const auto programs = named_programs(caption.attributes);
    if (!programs.empty()) {
      session.set_program(static_cast<std::uint8_t>(programs.front()));
    }
  } catch (const InputError& error) {
    std::fprintf(stderr, "melisma: %s\n", error.what());
  }
}

}  // namespace melisma::cli
