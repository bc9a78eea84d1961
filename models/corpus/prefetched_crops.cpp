#include "models/corpus/prefetched_crops.h"

#include <string>
#include <utility>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::int64_t kStepsAhead = 3;

}  // namespace

PrefetchedCrops::PrefetchedCrops(const std::function<std::unique_ptr<CropSource>()>& open,
                                 int threads,
                                 std::int64_t rows)
    : rows_(rows) {
  if (threads < 1 || threads > 256 || rows < 1) {
    throw ConfigError("found " + std::to_string(threads) + " threads for crops and " +
                      std::to_string(rows) + " rows; wanted 1..256 and at least 1.");
  }
  held_out_ = open();
  for (int i = 0; i < threads; ++i) {
    sources_.push_back(open());
  }
  for (const auto& source : sources_) {
    threads_.emplace_back([this, &source] { work(*source); });
  }
}

PrefetchedCrops::~PrefetchedCrops() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    thread.join();
  }
}

PrefetchedCrops::Place PrefetchedCrops::after(const Place& place) const {
  const std::int64_t first = place.slot - place.slot % rows_;
  const bool last = place.slot + 1 == first + rows_;
  return {place.seed, place.step + (last ? 1 : 0), last ? first : place.slot + 1};
}

void PrefetchedCrops::order_from(Place place) {
  while (std::ssize(orders_) < kStepsAhead * rows_) {
    auto order = std::make_shared<Order>();
    order->place = place;
    orders_.push_back(order);
    waiting_.push_back(std::move(order));
    place = after(place);
  }
}

Crop PrefetchedCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  const Place wanted{seed, step, slot};
  std::unique_lock lock(mutex_);
  if (orders_.empty() || orders_.front()->place != wanted) {
    orders_.clear();
    waiting_.clear();
    order_from(wanted);
    changed_.notify_all();
  }
  const std::shared_ptr<Order> order = orders_.front();
  changed_.wait(lock, [&] { return order->done; });
  const Place next = after(orders_.back()->place);
  orders_.pop_front();
  order_from(next);
  changed_.notify_all();
  if (order->fault) {
    std::rethrow_exception(order->fault);
  }
  return std::move(order->crop);
}

void PrefetchedCrops::work(CropSource& source) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
    if (closing_) {
      return;
    }
    const std::shared_ptr<Order> order = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      order->crop = source.training_crop(order->place.seed, order->place.step, order->place.slot);
    } catch (...) {
      order->fault = std::current_exception();
    }
    lock.lock();
    order->done = true;
    changed_.notify_all();
  }
}

}  // namespace melisma::models
