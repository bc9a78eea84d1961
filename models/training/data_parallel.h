#pragma once

#include <torch/torch.h>

#include <memory>

namespace melisma::models {

/// Several training processes that average their gradients (torch.distributed's conventions: RANK,
/// WORLD_SIZE, MASTER_ADDR, MASTER_PORT; Gloo on the CPU, NCCL on CUDA if LibTorch has it). Without
/// WORLD_SIZE, or with 1, every call does nothing.
class DataParallel {
 public:
  /// Throws ConfigError on bad variables, Error when the others are not reached in a minute.
  explicit DataParallel(const at::Device& device);
  ~DataParallel();
  DataParallel(const DataParallel&) = delete;
  DataParallel& operator=(const DataParallel&) = delete;

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  void average(at::Tensor& tensor);
  /// Everybody gets rank 0's values.
  void share(at::Tensor& tensor);

 private:
  struct Group;
  int rank_ = 0;
  int size_ = 1;
  std::unique_ptr<Group> group_;
};

}  // namespace melisma::models
