#pragma once

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
/// `interrupt_after_seconds` > 0 sends SIGINT then.
CommandResult run_melisma(const std::vector<std::string>& arguments,
                          const std::string& input = "",
                          double interrupt_after_seconds = 0);

/// A fresh empty folder under the test's temporary folder.
std::string fresh_folder(const std::string& name);

}  // namespace melisma::testing_support
