#pragma once

#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace melisma::testing_support {

struct CommandResult {
  int exit_code = -1;  // 128 + signal when it was killed
  std::string output;
  std::string errors;
  double seconds = 0;
};

/// Runs the built `melisma` with `arguments` and `input` on its standard input; waits for it.
CommandResult run_melisma(const std::vector<std::string>& arguments, const std::string& input = "");

/// Asked every few milliseconds with the processor time that the process has used.
using Ready = std::function<bool(double cpu_seconds)>;

/// The same, but sends `signal` as soon as `ready` says so; after two minutes without it the
/// process is killed (exit code 137).
CommandResult interrupt_melisma(const std::vector<std::string>& arguments,
                                const Ready& ready,
                                int signal = SIGINT,
                                const std::string& input = "");

/// Size of the largest file in `folder` that is being written under a temporary name; 0 if none is.
std::uintmax_t bytes_under_way(const std::string& folder);

/// A fresh empty folder under the test's temporary folder.
std::string fresh_folder(const std::string& name);

}  // namespace melisma::testing_support
