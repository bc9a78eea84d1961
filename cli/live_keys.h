#pragma once

#include <string>

#include "cli/terminal_keys.h"
#include "synth/live_session.h"

namespace melisma::cli {

/// The terminal's keys while playing live: q ends, + and - volume, < and > temperature, ( and )
/// guidance, t taps the tempo, p lets the next line be a new prompt, ! lets go of all notes.
class LiveKeys {
 public:
  explicit LiveKeys(bool quiet) : keys_(true), quiet_(quiet) {}

  /// Reads the keys pressed so far and applies them; false = end.
  bool apply(synth::LiveSession& session);
  [[nodiscard]] bool listening() const { return keys_.listening(); }

 private:
  void apply_key(char key, synth::LiveSession& session);
  void edit_prompt(char key, synth::LiveSession& session);

  TerminalKeys keys_;
  bool quiet_;
  bool ended_ = false;
  bool editing_ = false;
  std::string prompt_;  // being edited
};

}  // namespace melisma::cli
