#pragma once

#include <filesystem>
#include <string_view>

namespace melisma::audio {

/// A file that appears under its name only when it is whole: written to a hidden temporary name in
/// the same folder, then renamed by `commit`. Destroyed before that, it leaves nothing behind, and
/// what had that name stays as it was.
///
/// A target that exists and is not a regular file (a device such as /dev/null, a named pipe) is
/// written in place. A link is followed. Not for two threads.
class ReplacementFile {
 public:
  /// Throws Error that says why the folder or file cannot be written.
  explicit ReplacementFile(std::filesystem::path target);
  ~ReplacementFile();
  ReplacementFile(const ReplacementFile&) = delete;
  ReplacementFile& operator=(const ReplacementFile&) = delete;

  /// Open for reading and writing; stays owned by this object.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// Where the bytes go until `commit`: for libraries that want a path.
  [[nodiscard]] const std::filesystem::path& temporary_path() const noexcept { return temporary_; }
  /// Closes and renames. Throws Error; the temporary file is then removed.
  void commit();

 private:
  void discard() noexcept;

  std::filesystem::path target_;
  std::filesystem::path temporary_;  // unchanged while it is listed for remove_unfinished_files
  int descriptor_ = -1;              // -1 once closed
  bool in_place_ = false;            // no temporary name: target_ is a device or pipe
};

/// Removes the temporary files of all ReplacementFiles that are not yet committed: for a signal
/// handler about to end the process. Async-signal-safe.
void remove_unfinished_files() noexcept;

/// The same for contents that are in memory. Throws Error.
void replace_file(const std::filesystem::path& target, std::string_view contents);

}  // namespace melisma::audio
