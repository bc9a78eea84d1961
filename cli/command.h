#pragma once

#include <span>
#include <string>
#include <string_view>

namespace melisma::cli {

using Arguments = std::span<const std::string>;

/// A subcommand: its name, one line for `melisma --help`, and its body. The body returns the exit
/// code and throws melisma::Error; only main prints errors.
struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(Arguments);
};

int run_compose(Arguments arguments);
int run_corpus(Arguments arguments);
int run_decode(Arguments arguments);
int run_devices(Arguments arguments);
int run_encode(Arguments arguments);
int run_live(Arguments arguments);
int run_bench(Arguments arguments);
int run_models(Arguments arguments);
int run_render(Arguments arguments);
int run_speak(Arguments arguments);

}  // namespace melisma::cli
