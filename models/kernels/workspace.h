#pragma once

#include "models/kernels/matrix_product.h"
#include "models/kernels/thread_pool.h"

namespace melisma::models {

/// What products need besides weights: threads, borrowed (none: the caller's alone), and buffers.
/// One thread uses it at a time.
struct Workspace {
  ThreadPool* pool = nullptr;
  PreparedColumns columns;
};

}  // namespace melisma::models
