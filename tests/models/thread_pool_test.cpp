#include "models/kernels/thread_pool.h"

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/nn/linear.h"

namespace melisma::models {
namespace {

TEST(ThreadPool, EveryChunkOfEveryJobIsDoneOnce) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    std::vector<int> done(97);
    for (int job = 0; job < 3000; ++job) {
      const std::size_t chunks = static_cast<std::size_t>(job) % done.size();
      pool.run(chunks, [&](std::size_t chunk) { done[chunk] = job; });
      for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        ASSERT_EQ(done[chunk], job);
      }
    }
  }
}

TEST(ThreadPool, HelpersWakeAfterASleep) {
  ThreadPool pool(2);
  std::atomic<int> helped = 0;
  const auto caller = std::this_thread::get_id();
  for (int job = 0; job < 5; ++job) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    pool.run(2, [&](std::size_t /*chunk*/) {
      helped += std::this_thread::get_id() != caller ? 1 : 0;
      // Long enough for the other thread to come and take its chunk.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
  }
  EXPECT_GT(helped, 0);
}

TEST(ThreadPool, BadCountsAreRefused) {
  EXPECT_THROW(ThreadPool(0), ConfigError);
  EXPECT_THROW(ThreadPool(1000), ConfigError);
}

TEST(Linear, ResultsDoNotDependOnThreads) {
  std::mt19937 engine(3);
  std::normal_distribution<float> normal;
  std::vector<float> weight(1000 * 300);
  std::vector<float> x(3 * 300);
  for (auto* values : {&weight, &x}) {
    for (float& value : *values) {
      value = normal(engine);
    }
  }
  const Linear linear(WeightMatrix(weight, 1000, 300), std::vector<float>(1000, 0.5F));
  std::vector<float> alone(3 * 1000);
  Workspace serial;
  linear.apply(x, alone, serial);
  for (const int threads : {2, 3, 5}) {
    ThreadPool pool(threads);
    Workspace workspace{&pool, {}};
    for (int run = 0; run < 20; ++run) {
      std::vector<float> together(alone.size());
      linear.apply(x, together, workspace);
      ASSERT_EQ(alone, together) << threads;
    }
  }
}

}  // namespace
}  // namespace melisma::models
