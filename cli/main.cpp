#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "audio/error.h"
#include "cli/command.h"
#include "cli/eval_command.h"
#include "cli/interrupt.h"
#include "cli/train_command.h"
#include "cli/version.h"

namespace melisma::cli {
namespace {

constexpr std::array kCommands = {
    Command{"bench", "measure speed on this machine", run_bench},
    Command{"compose", "text, MIDI or sound to music", run_compose},
    Command{"corpus", "synthesise a training corpus", run_corpus},
    Command{"decode", "turn codes back into sound", run_decode},
    Command{"devices", "list what sound can be played on", run_devices},
    Command{"encode", "turn sound into the codes of a neural codec", run_encode},
    Command{"eval", "measure models on what they were not trained on", run_eval},
    Command{"live", "play a MIDI keyboard through a model, now", run_live},
    Command{"models", "list and describe models", run_models},
    Command{"render", "MIDI to sound", run_render},
    Command{"speak", "speak text", run_speak},
    Command{"train", "train codecs, language models and the planner", run_train},
};

void print_help() {
  std::puts(
      "melisma: text and MIDI to music and speech\n"
      "\n"
      "usage: melisma COMMAND [OPTIONS]\n"
      "\n"
      "commands:");
  for (const Command& command : kCommands) {
    std::printf("  %-9s %s\n", command.name.data(), command.summary.data());
  }
  std::puts(
      "\n"
      "  melisma compose \"calm piano in A minor, 80 bpm\" -o song.wav\n"
      "  melisma render tune.mid -o tune.flac\n"
      "  melisma speak \"Hello there.\" -o hello.wav\n"
      "\n"
      "melisma COMMAND --help tells a command's options; melisma --version the version.\n"
      "Exit codes: 0 done, 1 failure, 2 usage, 3 model, 4 input data, 5 device, 130 interrupted.");
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_help();
    return static_cast<int>(words.empty() ? ExitCode::kUsage : ExitCode::kDone);
  }
  if (words[0] == "--version") {
    std::printf("melisma %s\n", kVersion);
    return 0;
  }
  for (const Command& command : kCommands) {
    if (words[0] == command.name) {
      return command.run(Arguments(words).subspan(1));
    }
  }
  throw ConfigError("found no command \"" + words[0] + "\". See the list with: melisma --help");
}

}  // namespace
}  // namespace melisma::cli

int main(int argc, char** argv) {
  melisma::cli::install_signal_handlers();
  try {
    return melisma::cli::dispatch(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const melisma::Error& error) {
    std::fprintf(stderr, "melisma: %s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    std::fputs("melisma: out of memory. Try a shorter piece or a smaller model.\n", stderr);
    return static_cast<int>(melisma::ExitCode::kFailure);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "melisma: %s\n", error.what());
    return static_cast<int>(melisma::ExitCode::kFailure);
  }
}
