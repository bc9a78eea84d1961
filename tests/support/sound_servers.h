#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace melisma::testing_support {

/// True when `program` is in PATH; else the test is to be skipped aloud.
bool has_program(const std::string& program);

/// While it lives, ALSA's default device writes what it plays to a file, at once and to the bit; no
/// daemon, no real time.
class FileSoundDevice {
 public:
  explicit FileSoundDevice(const std::string& folder);
  ~FileSoundDevice();
  FileSoundDevice(const FileSoundDevice&) = delete;
  FileSoundDevice& operator=(const FileSoundDevice&) = delete;

  /// The first channel of all that was played since the last call.
  [[nodiscard]] std::vector<float> take() const;

 private:
  std::string file_;
};

/// A PulseAudio daemon of the test's own with one null sink of 48 kHz, which ALSA's default device
/// plays to, in real time.
class PulseServer {
 public:
  /// Fails the test when it does not come up.
  explicit PulseServer(const std::string& folder);
  ~PulseServer();
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;

  void kill();
  void start();
  /// Records what the sink hears until finish_recording(), which gives its first channel.
  void record();
  [[nodiscard]] std::vector<float> finish_recording();

 private:
  std::string folder_;
  std::unique_ptr<ChildProcess> daemon_;
  std::unique_ptr<ChildProcess> recorder_;
};

/// A JACK server of the test's own without hardware, 48 kHz in real time, with ALSA out of the way.
/// One at a time on a machine: all servers of a user share a database, which the first that ends
/// removes. Its name is one of a few: JACK's table of servers has 8 places, and a server that was
/// killed gives its place back only to one of the same name.
class JackServer {
 public:
  /// Fails the test when it does not come up.
  JackServer(const std::string& folder, int period);
  ~JackServer();
  JackServer(const JackServer&) = delete;
  JackServer& operator=(const JackServer&) = delete;

  void kill();

 private:
  bool start(const std::string& name, const std::string& folder, int period);

  int lock_;
  std::unique_ptr<ChildProcess> daemon_;
};

/// The part of `heard` as long as `wanted` that begins where both begin to be audible; empty when
/// there is none.
std::vector<float> aligned(const std::vector<float>& heard, const std::vector<float>& wanted);

}  // namespace melisma::testing_support
