#pragma once

#include <stdexcept>
#include <string>

namespace melisma {

/// Exit codes of the command; every Error carries the one that fits it.
enum class ExitCode : int {
  kDone = 0,
  kFailure = 1,
  kUsage = 2,
  kModel = 3,
  kInput = 4,
  kDevice = 5,
  kInterrupted = 130,
};

/// Base of all errors thrown by Melisma. A message names the thing (path, key), what was found, what
/// was wanted and what to do next; only `main` prints it.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ExitCode code = ExitCode::kFailure)
      : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// A wrong option or setting.
class ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& message) : Error(message, ExitCode::kUsage) {}
};

/// A tensor or buffer of the wrong shape.
class ShapeError : public Error {
 public:
  explicit ShapeError(const std::string& message) : Error(message, ExitCode::kModel) {}
};

/// A model file that is missing, damaged or of another kind.
class CheckpointError : public Error {
 public:
  explicit CheckpointError(const std::string& message) : Error(message, ExitCode::kModel) {}
};

/// Input data (audio, MIDI, text, token file) that cannot be used.
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(message, ExitCode::kInput) {}
};

class AudioFileError : public InputError {
 public:
  using InputError::InputError;
};

class MidiFileError : public InputError {
 public:
  using InputError::InputError;
};

/// An audio or MIDI device that cannot be opened or went away.
class DeviceError : public Error {
 public:
  explicit DeviceError(const std::string& message) : Error(message, ExitCode::kDevice) {}
};

/// Ctrl-C: what was made so far is kept.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted", ExitCode::kInterrupted) {}
};

/// Reports a broken invariant of the code itself and aborts; see MELISMA_ASSERT.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace melisma

#define MELISMA_ASSERT(expression) \
  (static_cast<bool>(expression)   \
       ? static_cast<void>(0)      \
       : ::melisma::assertion_failed(#expression, __FILE__, __LINE__))
