#include "codec/corpus_codes.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "audio/error.h"
#include "audio/read_mono.h"

namespace melisma::codec {
namespace {

/// What the threads of one call share.
struct Shared {
  const CodesToMake& work;
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> made{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::int64_t done = 0;
  std::exception_ptr fault;
};

void make_one(Shared& shared, const std::pair<std::int64_t, std::filesystem::path>& sound) {
  if (!shared.work.exists(sound.first)) {
    const auto samples =
        audio::read_mono(sound.second, audio::SampleRate(shared.work.sample_rate)).samples;
    shared.work.write(sound.first, shared.work.encode(samples));
    ++shared.made;
  }
  const std::lock_guard lock(shared.mutex);
  ++shared.done;
  if (shared.work.progress) {
    shared.work.progress(shared.done, static_cast<std::int64_t>(shared.work.sounds.size()));
  }
}

void run(Shared& shared) {
  const auto& work = shared.work;
  for (std::size_t i = shared.next++; i < work.sounds.size(); i = shared.next++) {
    if (shared.failed || (work.stop != nullptr && *work.stop)) {
      return;
    }
    try {
      make_one(shared, work.sounds[i]);
    } catch (...) {
      const std::lock_guard lock(shared.mutex);
      shared.fault = shared.fault ? shared.fault : std::current_exception();
      shared.failed = true;
    }
  }
}

}  // namespace

std::vector<float> features_of(std::span<const float> samples, const AnalysisConfig& config) {
  const auto hop = static_cast<std::size_t>(config.hop);
  const auto width = static_cast<std::size_t>(config.feature_count());
  const std::size_t frames = (samples.size() + hop - 1) / hop;
  const auto past = static_cast<std::size_t>(config.past_samples());
  const std::size_t window = past + static_cast<std::size_t>(config.future_samples());
  std::vector<float> padded(past + frames * hop + window);
  std::copy(samples.begin(), samples.end(), padded.begin() + static_cast<std::ptrdiff_t>(past));
  std::vector<float> features(frames * width);
  SpectralFeatures analyser(config);
  for (std::size_t t = 0; t < frames; ++t) {
    analyser.compute(std::span<const float>(padded).subspan(t * hop, window),
                     std::span<float>(features).subspan(t * width, width));
  }
  return features;
}

std::int64_t make_codes(const CodesToMake& work, int jobs) {
  Shared shared{.work = work, .mutex = {}, .fault = {}};
  std::vector<std::jthread> threads;
  for (int i = 0; i < std::max(1, jobs); ++i) {
    threads.emplace_back([&shared] { run(shared); });
  }
  threads.clear();  // joins
  if (shared.fault) {
    std::rethrow_exception(shared.fault);
  }
  return shared.made;
}

}  // namespace melisma::codec
