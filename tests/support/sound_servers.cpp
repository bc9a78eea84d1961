#include "tests/support/sound_servers.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

namespace melisma::testing_support {
namespace {

constexpr const char* kConfigVariable = "ALSA_CONFIG_PATH";
constexpr auto kPatience = std::chrono::seconds(20);  // the machine may be busy

std::vector<float> first_channel(const std::string& file) {
  const std::string bytes = read_whole_file(file);
  std::vector<float> interleaved(bytes.size() / sizeof(float));
  std::memcpy(interleaved.data(), bytes.data(), interleaved.size() * sizeof(float));
  std::vector<float> channel;
  for (std::size_t i = 0; i + 1 < interleaved.size(); i += 2) {
    channel.push_back(interleaved[i]);
  }
  return channel;
}

std::string socket_of(const std::string& folder) {
  return folder + "/native";
}

/// A server that ends with the test, even one that is killed.
std::unique_ptr<ChildProcess> start_daemon(std::vector<std::string> words,
                                           const std::string& folder) {
  words.insert(words.begin(), {"setpriv", "--pdeathsig", "TERM"});
  return std::make_unique<ChildProcess>(std::move(words), folder);
}

constexpr int kJackNames = 4;

/// Waits until no other test has a JACK server; that lasts until what it returns is closed.
int lock_jack() {
  const auto file = std::filesystem::temp_directory_path() / "melisma-test-jack.lock";
  const int lock = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  EXPECT_EQ(::flock(lock, LOCK_EX), 0) << file;
  return lock;
}

}  // namespace

bool has_program(const std::string& program) {
  std::istringstream paths(std::getenv("PATH"));
  for (std::string path; std::getline(paths, path, ':');) {
    if (::access((path + "/" + program).c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

FileSoundDevice::FileSoundDevice(const std::string& folder) : file_(folder + "/played.raw") {
  const std::string config = folder + "/asound.conf";
  std::ofstream(config) << "pcm.!default { type file slave.pcm \"null\" file \"" << file_
                        << "\" format \"raw\" }\n"
                           "pcm.null { type null }\n"
                           "ctl.!default { type hw card 0 }\n";
  ::setenv(kConfigVariable, config.c_str(), 1);
}

FileSoundDevice::~FileSoundDevice() {
  ::unsetenv(kConfigVariable);
}

std::vector<float> FileSoundDevice::take() const {
  auto samples = first_channel(file_);
  std::filesystem::remove(file_);
  return samples;
}

PulseServer::PulseServer(const std::string& folder) : folder_(folder) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ + "/pulse.pa")
      << "load-module module-native-protocol-unix auth-anonymous=1 socket=" << socket_of(folder_)
      << "\nload-module module-null-sink sink_name=null norewinds=1 rate=48000 channels=2 "
         "format=float32le\n"
         "set-default-sink null\nset-default-source null.monitor\n";
  const std::string server = "server \"unix:" + socket_of(folder_) + "\"";
  std::ofstream(folder_ + "/asound.conf")
      << "pcm.!default { type pulse " << server << " hint { show on description \"pulse\" } }\n"
      << "ctl.!default { type pulse " << server << " }\n";
  ::setenv(kConfigVariable, (folder_ + "/asound.conf").c_str(), 1);
  for (const char* variable : {"XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"}) {
    ::setenv(variable, folder_.c_str(), 1);
  }
  start();
}

void PulseServer::start() {
  std::filesystem::remove(socket_of(folder_));
  daemon_ = start_daemon({"pulseaudio",
                          "-n",
                          "-F",
                          folder_ + "/pulse.pa",
                          "--daemonize=no",
                          "--exit-idle-time=-1",
                          "--use-pid-file=no",
                          "--realtime=no",
                          "--high-priority=no"},
                         folder_);
  const auto begin = std::chrono::steady_clock::now();
  while (!std::filesystem::exists(socket_of(folder_))) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, kPatience)
        << read_whole_file(folder_ + "/stderr");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

PulseServer::~PulseServer() {
  recorder_.reset();
  kill();
  ::unsetenv(kConfigVariable);
}

void PulseServer::kill() {
  daemon_.reset();
}

void PulseServer::record() {
  const std::string folder = folder_ + "/recording";
  std::filesystem::create_directories(folder);
  recorder_ = std::make_unique<ChildProcess>(std::vector<std::string>{"parec",
                                                                      "-s",
                                                                      "unix:" + socket_of(folder_),
                                                                      "-d",
                                                                      "null.monitor",
                                                                      "--format=float32le",
                                                                      "--rate=48000",
                                                                      "--channels=2",
                                                                      "--raw",
                                                                      "--latency-msec=20"},
                                             folder);
  const auto begin = std::chrono::steady_clock::now();
  while (read_whole_file(folder + "/stdout").empty()) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, kPatience)
        << read_whole_file(folder + "/stderr");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::vector<float> PulseServer::finish_recording() {
  std::this_thread::sleep_for(std::chrono::milliseconds(600));  // the last of it arrives
  recorder_->signal(SIGTERM);
  recorder_->wait();
  recorder_.reset();
  return first_channel(folder_ + "/recording/stdout");
}

JackServer::JackServer(const std::string& folder, int period) : lock_(lock_jack()) {
  ::setenv("JACK_NO_START_SERVER", "1", 1);
  ::setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
  const std::string config = folder + "/asound.conf";
  std::ofstream(config) << "pcm.!default { type null }\nctl.!default { type hw card 0 }\n";
  ::setenv(kConfigVariable, config.c_str(), 1);
  for (int i = 0; i < kJackNames; ++i) {
    const std::string name = "melisma-test-" + std::to_string(i);
    ::setenv("JACK_DEFAULT_SERVER", name.c_str(), 1);
    if (start(name, folder, period)) {
      return;
    }
  }
  ADD_FAILURE() << read_whole_file(folder + "/stderr");
}

bool JackServer::start(const std::string& name, const std::string& folder, int period) {
  std::vector<std::string> words = {
      "jackd", "-n", name, "-r", "-m", "--no-mlock", "-S", "-d", "dummy"};
  words.insert(words.end(), {"-r", "48000", "-p", std::to_string(period), "-C", "2", "-P", "2"});
  daemon_ = start_daemon(words, folder);
  const std::string waiting = folder + "/waiting";
  std::filesystem::create_directories(waiting);
  bool ready = false;
  while (!ready && !daemon_->ended()) {
    ready = ChildProcess({"jack_wait", "-s", name, "-w", "-t", "1"}, waiting).wait() == 0;
  }
  return ready && !daemon_->ended();
}

JackServer::~JackServer() {
  kill();
  ::close(lock_);
  ::unsetenv(kConfigVariable);
  ::unsetenv("JACK_DEFAULT_SERVER");
}

void JackServer::kill() {
  if (daemon_) {
    daemon_->signal(SIGTERM);
    daemon_->wait();
    daemon_.reset();
  }
}

std::vector<float> aligned(const std::vector<float>& heard, const std::vector<float>& wanted) {
  const auto audible = [](const std::vector<float>& samples) {
    return std::find_if(samples.begin(), samples.end(), [](float x) { return x != 0; }) -
           samples.begin();
  };
  const auto begin = audible(heard) - audible(wanted);
  const auto size = static_cast<std::ptrdiff_t>(wanted.size());
  if (begin < 0 || begin + size > static_cast<std::ptrdiff_t>(heard.size())) {
    return {};
  }
  return {heard.begin() + begin, heard.begin() + begin + size};
}

}  // namespace melisma::testing_support
