#include "tests/support/run_command.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
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

}  // namespace

CommandResult run_melisma(const std::vector<std::string>& arguments,
                          const std::string& input,
                          double interrupt_after_seconds) {
  static int runs = 0;
  const std::string folder = fresh_folder("run" + std::to_string(++runs));
  std::ofstream(folder + "/stdin", std::ios::binary) << input;
  std::vector<std::string> words = {std::string(MELISMA_BINARY_DIR) + "/bin/melisma"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = spawn_with_files(std::move(words), folder);
  EXPECT_GT(child, 0) << "cannot start melisma";
  if (interrupt_after_seconds > 0) {
    std::this_thread::sleep_for(std::chrono::duration<double>(interrupt_after_seconds));
    kill(child, SIGINT);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CommandResult result;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = read_file(folder + "/stdout");
  result.errors = read_file(folder + "/stderr");
  return result;
}

std::string fresh_folder(const std::string& name) {
  const auto folder =
      std::filesystem::path(testing::TempDir()) / ("melisma_" + std::to_string(getpid())) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

}  // namespace melisma::testing_support
