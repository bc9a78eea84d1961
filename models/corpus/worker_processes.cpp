#include "models/corpus/worker_processes.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

/// Seen by all processes.
struct Shared {
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> stop{false};
  char fault[1024] = {};
};

class SharedMemory {
 public:
  SharedMemory() {
    void* memory =
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      throw Error("cannot share memory between processes. Free some memory.");
    }
    shared_ = new (memory) Shared;
  }
  ~SharedMemory() { munmap(shared_, sizeof(Shared)); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  Shared* operator->() const { return shared_; }

 private:
  Shared* shared_;
};

[[noreturn]] void run_child(SharedMemory& shared,
                            int job,
                            int jobs,
                            std::int64_t items,
                            const std::function<void(std::int64_t)>& work) {
  try {
    for (std::int64_t item = job; item < items && !shared->stop; item += jobs) {
      work(item);
      ++shared->done;
    }
    std::_Exit(0);
  } catch (const std::exception& fault) {
    std::snprintf(shared->fault, sizeof shared->fault, "%s", fault.what());
    shared->stop = true;
    std::_Exit(1);
  }
}

}  // namespace

void run_workers(int jobs,
                 std::int64_t items,
                 const std::function<void(std::int64_t)>& work,
                 const std::atomic<bool>& stop,
                 const std::function<void(std::int64_t, std::int64_t)>& progress) {
  SharedMemory shared;
  std::vector<pid_t> children;
  for (int job = 0; job < jobs; ++job) {
    const pid_t child = fork();
    if (child == 0) {
      run_child(shared, job, jobs, items, work);
    }
    if (child < 0) {
      shared->stop = true;
      break;
    }
    children.push_back(child);
  }
  bool failed = static_cast<int>(children.size()) < jobs;
  for (std::size_t left = children.size(); left > 0;) {
    shared->stop = shared->stop || stop;
    for (pid_t& child : children) {
      int status = 0;
      if (child > 0 && waitpid(child, &status, WNOHANG) == child) {
        failed = failed || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        child = 0;
        --left;
      }
    }
    if (progress) {
      progress(shared->done, items);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(left > 0 ? 100 : 0));
  }
  if (failed) {
    throw Error(std::string("a worker process failed: ") +
                (shared->fault[0] != '\0' ? shared->fault : "it was killed") + ".");
  }
  if (stop) {
    throw Interrupted();
  }
}

}  // namespace melisma::models
