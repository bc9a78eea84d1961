#include "models/training/data_parallel.h"

#include <chrono>
#include <cstdlib>
#include <string>

#ifdef USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/version.h>
#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#endif
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr int kDefaultPort = 29500;
constexpr auto kTimeout = std::chrono::seconds(60);

int whole_number(const char* name, int fallback, int low, int high) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') {
    return fallback;
  }
  char* end = nullptr;
  const long value = std::strtol(text, &end, 10);
  if (*end != '\0' || value < low || value > high) {
    throw ConfigError(std::string(name) + " is \"" + text + "\"; wanted " + std::to_string(low) +
                      ".." + std::to_string(high) + ". Correct it, or unset WORLD_SIZE.");
  }
  return static_cast<int>(value);
}

c10::intrusive_ptr<c10d::Store> open_store(int rank, int size) {
  const char* address = std::getenv("MASTER_ADDR");
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(whole_number("MASTER_PORT", kDefaultPort, 1, 65535));
  options.isServer = rank == 0;
  options.numWorkers = static_cast<std::size_t>(size);
  options.waitWorkers = true;
  options.timeout = kTimeout;
  try {
    return c10::make_intrusive<c10d::TCPStore>(address == nullptr ? "127.0.0.1" : address, options);
  } catch (const std::exception& fault) {
    throw Error("the training processes do not find each other at MASTER_ADDR:MASTER_PORT: " +
                std::string(fault.what()) + ". Start all WORLD_SIZE processes with their RANK.");
  }
}

}  // namespace

struct DataParallel::Group {
#if TORCH_VERSION_MAJOR >= 2
  c10::intrusive_ptr<c10d::Backend> processes;
#else
  c10::intrusive_ptr<c10d::ProcessGroup> processes;
#endif
};

DataParallel::DataParallel(const at::Device& device) {
  size_ = whole_number("WORLD_SIZE", 1, 1, 4096);
  rank_ = size_ == 1 ? 0 : whole_number("RANK", 0, 0, size_ - 1);
  if (size_ == 1) {
    return;
  }
  group_ = std::make_unique<Group>();
  const auto store = open_store(rank_, size_);
  if (device.is_cuda()) {
#ifdef USE_C10D_NCCL
    group_->processes = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank_, size_);
    return;
#else
    throw ConfigError("this LibTorch has no NCCL; train with one process on CUDA, or on the CPU.");
#endif
  }
#ifdef USE_C10D_GLOO
  auto options = c10d::ProcessGroupGloo::Options::create();
  const char* address = std::getenv("MASTER_ADDR");
  const bool local = address == nullptr || std::string(address) == "127.0.0.1" ||
                     std::string(address) == "localhost";
  options->devices.push_back(local
                                 ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                 : c10d::ProcessGroupGloo::createDefaultDevice());
  options->timeout = std::chrono::minutes(10);
  options->threads = 1;
  group_->processes = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank_, size_, options);
#else
  throw ConfigError("this LibTorch has no Gloo; train with one process.");
#endif
}

DataParallel::~DataParallel() = default;

void DataParallel::average(at::Tensor& tensor) {
  if (size_ > 1) {
    std::vector<at::Tensor> tensors{tensor};
    group_->processes->allreduce(tensors)->wait();
    tensor.div_(size_);
  }
}

void DataParallel::share(at::Tensor& tensor) {
  if (size_ > 1) {
    std::vector<at::Tensor> tensors{tensor};
    group_->processes->broadcast(tensors)->wait();
  }
}

}  // namespace melisma::models
