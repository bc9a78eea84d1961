#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace melisma::testing_support {

/// A program in the background; killed when the object goes. Its standard streams are the files
/// stdin (there already, or empty), stdout and stderr of a folder.
class ChildProcess {
 public:
  /// `words[0]` is a path, or found in PATH. A test failure when it cannot be started.
  ChildProcess(std::vector<std::string> words, const std::string& folder);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void signal(int number) const;
  /// Whether it ended, without waiting and without taking its exit code.
  [[nodiscard]] bool ended() const;
  /// Waits; 128 + signal when it was killed.
  int wait();
  [[nodiscard]] double cpu_seconds() const;
  /// Resident memory; 0 once it ended.
  [[nodiscard]] double memory_mb() const;

 private:
  pid_t child_ = -1;
};

std::string read_whole_file(const std::string& path);

}  // namespace melisma::testing_support
