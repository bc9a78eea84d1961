#include "tests/support/run_command.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/child_process.h"

namespace melisma::testing_support {
namespace {

using Clock = std::chrono::steady_clock;

/// One run of melisma, from its start to what it printed.
class Run {
 public:
  Run(const std::vector<std::string>& arguments, const std::string& input) {
    static int runs = 0;
    folder_ = fresh_folder("run" + std::to_string(++runs));
    std::ofstream(folder_ + "/stdin", std::ios::binary) << input;
    std::vector<std::string> words = {std::string(MELISMA_BINARY_DIR) + "/bin/melisma"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    start_ = Clock::now();
    process_.emplace(std::move(words), folder_);
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  [[nodiscard]] const ChildProcess& process() const { return *process_; }
  [[nodiscard]] CommandResult finish() {
    CommandResult result;
    result.exit_code = process_->wait();
    result.seconds = seconds();
    result.output = read_whole_file(folder_ + "/stdout");
    result.errors = read_whole_file(folder_ + "/stderr");
    return result;
  }

 private:
  std::string folder_;
  Clock::time_point start_;
  std::optional<ChildProcess> process_;
};

}  // namespace

CommandResult run_melisma(const std::vector<std::string>& arguments, const std::string& input) {
  return Run(arguments, input).finish();
}

CommandResult interrupt_melisma(const std::vector<std::string>& arguments,
                                const Ready& ready,
                                int signal,
                                const std::string& input) {
  constexpr double kMostSeconds = 120;  // the machine may be busy
  Run run(arguments, input);
  bool is_ready = false;
  while (!is_ready && !run.process().ended() && run.seconds() < kMostSeconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    is_ready = ready(run.process().cpu_seconds());
  }
  run.process().signal(is_ready ? signal : SIGKILL);
  return run.finish();
}

std::uintmax_t bytes_under_way(const std::string& folder) {
  std::uintmax_t most = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::error_code gone;  // it may be renamed at this very moment
    const auto size = entry.path().extension() == ".part" ? entry.file_size(gone) : 0;
    most = gone ? most : std::max(most, size);
  }
  return most;
}

std::string fresh_folder(const std::string& name) {
  const auto folder =
      std::filesystem::path(testing::TempDir()) / ("melisma_" + std::to_string(getpid())) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

}  // namespace melisma::testing_support
