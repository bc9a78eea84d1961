#include "cli/bench_machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "models/kernels/matrix_product.h"
#include "models/kernels/thread_pool.h"

namespace melisma::cli {
namespace {

constexpr std::size_t kLeastBuffer = std::size_t{256} << 20U;
constexpr std::size_t kMostBuffer = std::size_t{1} << 30U;
constexpr int kPasses = 5;
constexpr std::size_t kChunkWords = std::size_t{1} << 17U;  // a megabyte

std::size_t cache_bytes() {
  return static_cast<std::size_t>(std::max(0L, sysconf(_SC_LEVEL3_CACHE_SIZE)));
}

std::size_t memory_bytes() {
  return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::string processor_name() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("model name")) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "unknown";
}

/// Four sums, so that no addition waits for the one before.
std::uint64_t sum_of(const std::uint64_t* words) {
  std::uint64_t sums[4] = {};
  for (std::size_t i = 0; i < kChunkWords; i += 4) {
    for (std::size_t j = 0; j < 4; ++j) {
      sums[j] += words[i + j];
    }
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

}  // namespace

double read_bandwidth(int threads) {
  const std::size_t wanted = std::clamp(4 * cache_bytes(), kLeastBuffer, kMostBuffer);
  const std::size_t chunks =
      std::max<std::size_t>(1, std::min(wanted, memory_bytes() / 4) / (8 * kChunkWords));
  const std::vector<std::uint64_t> words(chunks * kChunkWords, 1);
  std::vector<std::uint64_t> sums(chunks);
  models::ThreadPool pool(threads);
  double best = 0;
  for (int pass = 0; pass < kPasses; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    pool.run(chunks,
             [&](std::size_t chunk) { sums[chunk] = sum_of(words.data() + chunk * kChunkWords); });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    best = std::max(best, static_cast<double>(8 * words.size()) / 1e9 / seconds.count());
  }
  return best;
}

nlohmann::json describe_machine() {
  return {{"processor", processor_name()},
          {"cores", std::thread::hardware_concurrency()},
          {"instruction_set", models::instruction_set_name()},
          {"cache_mb", static_cast<double>(cache_bytes()) / 1e6},
          {"memory_gb", static_cast<double>(memory_bytes()) / 1e9}};
}

}  // namespace melisma::cli
