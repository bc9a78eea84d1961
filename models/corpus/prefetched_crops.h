#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "models/crop_source.h"

namespace melisma::models {

/// Crops cut ahead by threads with a source each, so that a fast device does not wait for them.
/// Gives what a single source would; fast where the crops of one step after the other are asked for
/// in order.
class PrefetchedCrops : public CropSource {
 public:
  /// `open` makes one source (it is called threads + 1 times, by this thread); `rows`: crops a step
  /// and process. Throws ConfigError when there is no thread or no row, and what `open` throws.
  PrefetchedCrops(const std::function<std::unique_ptr<CropSource>()>& open,
                  int threads,
                  std::int64_t rows);
  ~PrefetchedCrops() override;
  PrefetchedCrops(const PrefetchedCrops&) = delete;
  PrefetchedCrops& operator=(const PrefetchedCrops&) = delete;

  /// Throws what the source threw.
  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override;
  [[nodiscard]] std::int64_t held_out_count() const override { return held_out_->held_out_count(); }
  Crop held_out_crop(std::int64_t index) override { return held_out_->held_out_crop(index); }

 private:
  struct Place {
    std::uint64_t seed = 0;
    std::int64_t step = 0;
    std::int64_t slot = 0;
    bool operator==(const Place&) const = default;
  };
  struct Order {
    Place place;
    bool done = false;
    Crop crop;
    std::exception_ptr fault;
  };
  [[nodiscard]] Place after(const Place& place) const;
  void order_from(Place place);
  void work(CropSource& source);

  std::int64_t rows_;
  std::unique_ptr<CropSource> held_out_;
  std::vector<std::unique_ptr<CropSource>> sources_;  // of one thread each
  std::mutex mutex_;                                  // guards what follows
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Order>> orders_;   // as they will be asked for
  std::deque<std::shared_ptr<Order>> waiting_;  // those of them that no thread has taken
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace melisma::models
