#pragma once

namespace melisma::synth {

/// While it lives, what the process writes to standard error is thrown away: sound libraries print
/// dozens of lines about every host API that is not there. Whole-process: keep it short, and on one
/// thread at a time.
class SilencedStderr {
 public:
  SilencedStderr();
  ~SilencedStderr();
  SilencedStderr(const SilencedStderr&) = delete;
  SilencedStderr& operator=(const SilencedStderr&) = delete;

 private:
  int kept_ = -1;  // the true standard error; -1 = nothing was changed
};

}  // namespace melisma::synth
