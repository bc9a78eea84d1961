#include "cli/bench_machine.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "models/kernels/aligned_vector.h"
#include "models/kernels/matrix_product.h"
#include "models/kernels/memory_read.h"
#include "models/kernels/thread_pool.h"

namespace melisma::cli {
namespace {

constexpr std::size_t kLeastBuffer = std::size_t{256} << 20U;
constexpr std::size_t kMostBuffer = std::size_t{1} << 30U;
constexpr int kPasses = 5;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;

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

}  // namespace

double read_bandwidth(int threads) {
  const std::size_t wanted = std::clamp(4 * cache_bytes(), kLeastBuffer, kMostBuffer);
  const std::size_t chunks =
      std::max<std::size_t>(1, std::min(wanted, memory_bytes() / 4) / kChunkBytes);
  const models::AlignedBytes bytes(chunks * kChunkBytes, std::byte{1});
  std::vector<std::uint64_t> sums(chunks);
  models::ThreadPool pool(threads);
  double best = 0;
  for (int pass = 0; pass < kPasses; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    pool.run(chunks, [&](std::size_t chunk) {
      sums[chunk] = models::read_memory(bytes.data() + chunk * kChunkBytes, kChunkBytes);
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    best = std::max(best, static_cast<double>(bytes.size()) / 1e9 / seconds.count());
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
