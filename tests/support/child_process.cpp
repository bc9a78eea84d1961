#include "tests/support/child_process.h"

#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace melisma::testing_support {

std::string read_whole_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

ChildProcess::ChildProcess(std::vector<std::string> words, const std::string& folder) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(
      &files, 0, (folder + "/stdin").c_str(), O_RDONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&files, 1, (folder + "/stdout").c_str(), kWrite, 0600);
  posix_spawn_file_actions_addopen(&files, 2, (folder + "/stderr").c_str(), kWrite, 0600);
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  const int failed = posix_spawnp(&child_, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  EXPECT_EQ(failed, 0) << "cannot start " << words[0];
  child_ = failed == 0 ? child_ : -1;
}

ChildProcess::~ChildProcess() {
  if (child_ > 0) {
    signal(SIGKILL);
    wait();
  }
}

void ChildProcess::signal(int number) const {
  if (child_ > 0) {  // never to a whole process group
    kill(child_, number);
  }
}

bool ChildProcess::ended() const {
  siginfo_t info{};
  return child_ <= 0 ||
         (waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          info.si_pid == child_);
}

int ChildProcess::wait() {
  int status = 0;
  if (child_ <= 0 || waitpid(child_, &status, 0) != child_) {
    return -1;
  }
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

double ChildProcess::cpu_seconds() const {
  const std::string all = read_whole_file("/proc/" + std::to_string(child_) + "/stat");
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

double ChildProcess::memory_mb() const {
  std::istringstream pages(read_whole_file("/proc/" + std::to_string(child_) + "/statm"));
  double size = 0;
  double resident = 0;
  pages >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

}  // namespace melisma::testing_support
