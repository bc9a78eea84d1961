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
  const Codec& codec;
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
        audio::read_mono(sound.second, audio::SampleRate(shared.codec.info().sample_rate)).samples;
    shared.work.write(sound.first, encode_all(shared.codec, samples));
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

std::int64_t make_codes(const Codec& codec, const CodesToMake& work, int jobs) {
  Shared shared{.codec = codec, .work = work, .mutex = {}, .fault = {}};
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
