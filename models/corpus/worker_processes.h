#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace melisma::models {

/// Calls `work(item)` for every item of 0 .. items - 1 in `jobs` forked processes (for libraries
/// that keep global state), item i in process i % jobs. `progress` hears (done, items) about twice
/// a second. When `stop` is raised the processes end after their current item and Interrupted is
/// thrown; when one fails, Error with its message. Call it while no other thread runs.
void run_workers(int jobs,
                 std::int64_t items,
                 const std::function<void(std::int64_t)>& work,
                 const std::atomic<bool>& stop,
                 const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace melisma::models
