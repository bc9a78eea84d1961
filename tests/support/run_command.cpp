#include "tests/support/run_command.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace melisma::testing_support {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

pid_t spawn_with_files(std::vector<std::string> words, const std::string& folder) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, 0, (folder + "/stdin").c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, (folder + "/stdout").c_str(), kWrite, 0600);
  posix_spawn_file_actions_addopen(&files, 2, (folder + "/stderr").c_str(), kWrite, 0600);
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  pid_t child = -1;
  const int failed = posix_spawn(&child, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? child : -1;
}

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
    child_ = spawn_with_files(std::move(words), folder_);
    EXPECT_GT(child_, 0) << "cannot start melisma";
  }
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
  }
  [[nodiscard]] double cpu_seconds() const {
    const std::string all = read_file("/proc/" + std::to_string(child_) + "/stat");
    const std::size_t name_end = all.rfind(')');
    if (name_end == std::string::npos) {
      return 0;
    }
    std::istringstream rest(all.substr(name_end + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) {
      rest >> skipped;
    }
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  void signal(int number) const {
    if (child_ > 0) {  // never to a whole process group
      kill(child_, number);
    }
  }
  /// Whether it ended, without waiting and without taking its exit code.
  [[nodiscard]] bool ended() const {
    siginfo_t info{};
    return child_ <= 0 ||
           (waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == child_);
  }
  [[nodiscard]] CommandResult finish() const {
    int status = 0;
    waitpid(child_, &status, 0);
    CommandResult result;
    result.seconds = seconds();
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.output = read_file(folder_ + "/stdout");
    result.errors = read_file(folder_ + "/stderr");
    return result;
  }

 private:
  std::string folder_;
  Clock::time_point start_;
  pid_t child_ = -1;
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
  const Run run(arguments, input);
  bool is_ready = false;
  while (!is_ready && !run.ended() && run.seconds() < kMostSeconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    is_ready = ready(run.cpu_seconds());
  }
  run.signal(is_ready ? signal : SIGKILL);
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
