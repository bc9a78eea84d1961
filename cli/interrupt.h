#pragma once

#include <atomic>

namespace melisma::cli {

/// Turns Ctrl-C and SIGTERM into a flag that loops poll, so that what was made so far is saved as a
/// valid file; a second signal ends the process at once, without half-written files. SIGPIPE and
/// SIGXFSZ (a limit on the size of files) are ignored: writes report them instead.
void install_signal_handlers();
/// True from the first signal on. Safe from any thread.
const std::atomic<bool>& interrupt_flag();

}  // namespace melisma::cli
