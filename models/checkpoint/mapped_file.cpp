#include "models/checkpoint/mapped_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw CheckpointError("cannot read " + path.string() + ": " + reason +
                        ". Check the path and that the file may be read.");
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    fail(path, std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    fail(path, "not a regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > 0) {
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) {
      const int code = errno;
      ::close(descriptor);
      fail(path, std::strerror(code));
    }
    bytes_ = {static_cast<const std::byte*>(address), size};
  }
  ::close(descriptor);
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) {
    // munmap takes a mutable pointer although the mapping is read-only.
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
}

}  // namespace melisma::models
