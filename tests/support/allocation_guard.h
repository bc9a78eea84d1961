#pragma once

#include <cstdint>

namespace melisma::test_support {

/// Allocations by operator new in this process since it started. The binary that uses it must link
/// tests/support/allocation_guard.cpp, which replaces operator new.
std::int64_t allocation_count() noexcept;

/// Counts what is allocated between its construction and count().
class AllocationGuard {
 public:
  [[nodiscard]] std::int64_t count() const noexcept { return allocation_count() - start_; }

 private:
  std::int64_t start_ = allocation_count();
};

}  // namespace melisma::test_support
