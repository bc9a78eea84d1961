#include "synth/io/latency_meter.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

namespace melisma::synth {
namespace {

constexpr std::uint8_t kNoteOn = 0x90;
constexpr std::uint8_t kNoteOff = 0x80;
constexpr auto kHeld = std::chrono::milliseconds(150);
constexpr double kWindowSeconds = 0.4;  // in which a note must be heard
constexpr double kQuietSeconds = 0.05;  // before it
constexpr float kFloor = 1e-3F;

double ms(double seconds) {
  return seconds * 1e3;
}

}  // namespace

std::ptrdiff_t find_attack(const std::vector<float>& played,
                           std::size_t from,
                           std::size_t before,
                           std::size_t window) {
  const auto loudest = [&](std::size_t begin, std::size_t end) {
    float peak = 0;
    for (std::size_t i = begin; i < std::min(end, played.size()); ++i) {
      peak = std::max(peak, std::abs(played[i]));
    }
    return peak;
  };
  const float quiet = loudest(from - std::min(from, before), from);
  const float threshold = std::max({2 * quiet, loudest(from, from + window) / 20, kFloor});
  for (std::size_t i = from; i < std::min(from + window, played.size()); ++i) {
    if (std::abs(played[i]) > threshold) {
      return static_cast<std::ptrdiff_t>(i);
    }
  }
  return -1;
}

LatencyMeter::~LatencyMeter() {
  stop_ = true;
  if (sender_.joinable()) {
    sender_.join();
  }
}

void LatencyMeter::start(int notes) {
  sender_ = std::thread([this, notes] { send(notes); });
}

void LatencyMeter::send(int notes) {
  std::mt19937 random(1);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  for (int i = 0; i < notes && !stop_; ++i) {
    const auto pitch = static_cast<std::uint8_t>(48 + random() % 37);
    sent_.push_back(Clock::now());
    output_.send(kNoteOn, pitch, 100);
    std::this_thread::sleep_for(kHeld);
    output_.send(kNoteOff, pitch, 0);
    // Until it has rung out; at no fixed place within a frame.
    std::this_thread::sleep_for(std::chrono::milliseconds(700 + random() % 200));
  }
  finished_ = true;
}

void LatencyMeter::listen(OutputTap& tap) {
  for (OutputTap::Block block; tap.take(block, scratch_);) {
    blocks_.push_back(block);
    samples_.insert(samples_.end(), scratch_.begin(), scratch_.end());
  }
}

LatencyMeter::Result LatencyMeter::result(int sample_rate, double device_latency_seconds) const {
  Result result;
  result.notes = static_cast<int>(sent_.size());
  std::vector<std::size_t> begins;  // first sample of every block
  std::size_t at = 0;
  for (const OutputTap::Block& block : blocks_) {
    begins.push_back(at);
    at += block.samples;
  }
  const auto seconds = [](Clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
  };
  for (const Clock::time_point sent : sent_) {
    const auto received = std::find_if(
        received_.begin(), received_.end(), [&](Clock::time_point time) { return time >= sent; });
    if (received != received_.end()) {
      result.midi_ms.push_back(ms(seconds(*received - sent)));
    }
    const auto block = std::find_if(
        blocks_.begin(), blocks_.end(), [&](const auto& each) { return each.played >= sent; });
    if (block == blocks_.end()) {
      continue;
    }
    const auto attack = find_attack(samples_,
                                    begins[static_cast<std::size_t>(block - blocks_.begin())],
                                    static_cast<std::size_t>(kQuietSeconds * sample_rate),
                                    static_cast<std::size_t>(kWindowSeconds * sample_rate));
    if (attack < 0) {
      continue;
    }
    const auto after =
        std::upper_bound(begins.begin(), begins.end(), static_cast<std::size_t>(attack));
    const auto in = static_cast<std::size_t>(after - begins.begin()) - 1;
    const double within =
        static_cast<double>(static_cast<std::size_t>(attack) - begins[in]) / sample_rate;
    result.key_to_sound_ms.push_back(
        ms(seconds(blocks_[in].played - sent) + within + device_latency_seconds));
  }
  std::sort(result.key_to_sound_ms.begin(), result.key_to_sound_ms.end());
  std::sort(result.midi_ms.begin(), result.midi_ms.end());
  return result;
}

}  // namespace melisma::synth
