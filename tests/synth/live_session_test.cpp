#include "synth/live_session.h"

#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "synth/live_engine.h"
#include "tests/support/fake_codec.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::synth {
namespace {

using Codes = std::vector<std::int32_t>;
using Clock = std::chrono::steady_clock;

MidiMessage message(int status, int data1, int data2) {
  return {static_cast<std::uint8_t>(status),
          static_cast<std::uint8_t>(data1),
          static_cast<std::uint8_t>(data2),
          Clock::now()};
}

/// A small random music model that writes the codes of the fake codec.
class LiveSessionTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kBooks = 2;

  void SetUp() override {
    testing::write_random_language_model(
        folder_ / "music.safetensors", testing::tiny_music_model_config(codec_.info()), 6);
    model_.emplace(models::LanguageModel::load(folder_ / "music.safetensors"));
    settings_.draw.seed = 1;
    settings_.draw.sampling = {.temperature = 1, .top_k = 10, .top_p = 1, .guidance = 2};
  }
  static Codes frames(LiveSession& session, int count) {
    Codes all;
    Codes frame(kBooks);
    for (int i = 0; i < count; ++i) {
      session.next(frame);
      all.insert(all.end(), frame.begin(), frame.end());
    }
    return all;
  }

  testing::TemporaryFolder folder_;
  const testing_support::FakeCodec codec_;
  std::optional<models::LanguageModel> model_;
  MidiQueue queue_;
  LiveSettings settings_;
};

TEST_F(LiveSessionTest, KeysChangeWhatIsPlayedAndTheSameKeysPlayTheSame) {
  const auto play = [&](int pitch) {
    MidiQueue queue;
    LiveSession session(*model_, queue, settings_);
    frames(session, 5);
    if (pitch > 0) {
      queue.push(message(0x90, pitch, 127));
    }
    return frames(session, 20);
  };
  EXPECT_EQ(play(60), play(60));
  EXPECT_NE(play(60), play(0));
  EXPECT_NE(play(60), play(72));
}

TEST_F(LiveSessionTest, TellsOfNotesInTheirFrame) {
  LiveSession session(*model_, queue_, settings_);
  std::vector<std::pair<std::int64_t, int>> told;
  session.listen([&](std::int64_t frame, const PerformedNote& note) {
    told.emplace_back(frame, note.velocity);
  });
  frames(session, 3);
  queue_.push(message(0x90, 60, 99));
  frames(session, 2);
  EXPECT_EQ(session.oldest_note(), std::nullopt) << "the note was in the frame before";
  queue_.push(message(0x80, 60, 0));
  frames(session, 1);
  EXPECT_EQ(told, (std::vector<std::pair<std::int64_t, int>>{{3, 99}, {5, 0}}));
}

TEST_F(LiveSessionTest, ControllersTurnWhatTheyAreMappedTo) {
  settings_.controllers = {{1, LiveParameter::kTemperature}, {7, LiveParameter::kVolume}};
  LiveSession session(*model_, queue_, settings_);
  queue_.push(message(0xB0, 1, 127));
  queue_.push(message(0xB0, 7, 0));
  queue_.push(message(0xB0, 2, 127));
  frames(session, 1);
  EXPECT_FLOAT_EQ(session.sampling().temperature, 2);
  EXPECT_FLOAT_EQ(session.volume(), 0);
  EXPECT_FLOAT_EQ(session.sampling().guidance, 2);
  session.set_guidance(100);
  EXPECT_FLOAT_EQ(session.sampling().guidance, 8);
  session.set_text(std::vector<std::int32_t>{17, 300});
  frames(session, 2);
  EXPECT_THROW(session.set_text(std::vector<std::int32_t>{1 << 20}), InputError);
  EXPECT_THROW(parse_live_parameter("reverb"), ConfigError);
}

TEST_F(LiveSessionTest, GuidanceStaysOffWhereItWasOff) {
  settings_.draw.sampling.guidance = 1;
  LiveSession session(*model_, queue_, settings_);
  session.set_guidance(3);
  EXPECT_FLOAT_EQ(session.sampling().guidance, 1);
  frames(session, 2);
}

TEST_F(LiveSessionTest, AFloodLetsGoOfAllNotes) {
  LiveSession session(*model_, queue_, settings_);
  queue_.push(message(0x90, 60, 100));
  frames(session, 1);
  EXPECT_EQ(session.silent_frames(), 0);
  for (int i = 0; i < 10000; ++i) {
    queue_.push(message(0xB0, 2, i % 128));
  }
  frames(session, 1);
  EXPECT_GT(session.lost_messages(), 1000U);
  frames(session, 3);
  EXPECT_GE(session.silent_frames(), 3) << "a note hangs";
}

TEST_F(LiveSessionTest, ImprovisesWhenIdleAndAsked) {
  const auto play = [&](LiveIdle idle) {
    MidiQueue queue;
    LiveSettings settings = settings_;
    settings.idle = idle;
    LiveSession session(*model_, queue, settings);
    return frames(session, 120);
  };
  EXPECT_NE(play(LiveIdle::kSilence), play(LiveIdle::kImprovise));
}

/// A device on a thread of its own that asks for blocks in real time.
class FakeDevice {
 public:
  FakeDevice(PlaybackBuffer& buffer, int rate, std::size_t block)
      : thread_([this, &buffer, rate, block] {
          std::vector<float> out(block);
          auto due = Clock::now();
          while (!stop_) {
            buffer.read(out, 1);
            heard_.insert(heard_.end(), out.begin(), out.end());
            due += std::chrono::nanoseconds(1'000'000'000LL * static_cast<long long>(block) / rate);
            std::this_thread::sleep_until(due);
          }
        }) {}
  ~FakeDevice() { stop(); }
  const std::vector<float>& stop() {
    stop_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
    return heard_;
  }

 private:
  std::atomic<bool> stop_{false};
  std::vector<float> heard_;
  std::thread thread_;
};

TEST_F(LiveSessionTest, TheEnginePlaysInRealTimeAndKeepsSilenceWhenIdle) {
  LiveSession session(*model_, queue_, settings_);
  PlaybackBuffer buffer(24000, 24000);
  LiveEngine engine(session, codec_, buffer, 24000, 0.005);
  FakeDevice device(buffer, 24000, 120);
  const auto begin = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::size_t recorded = 0;
  bool struck = false;
  engine.run(
      [&] {
        if (!struck && seconds() > 0.2) {
          queue_.push(message(0x90, 60, 100));
          queue_.push(message(0x80, 60, 0));
          struck = true;
        }
        return seconds() < 3.2;
      },
      [&](std::span<const float> samples) { recorded += samples.size(); });
  const auto& heard = device.stop();
  const LiveReport report = engine.report();
  EXPECT_NEAR(static_cast<double>(report.frames), 3.2 * 50, 30);
  EXPECT_GE(recorded, static_cast<std::size_t>(report.frames - 1) * 480);  // the decoder holds one
  EXPECT_GT(report.playback.played, 24000U * 2);
  const auto loudest = [&](std::size_t from, std::size_t to) {
    float peak = 0;
    for (std::size_t i = from; i < std::min(to, heard.size()); ++i) {
      peak = std::max(peak, std::abs(heard[i]));
    }
    return peak;
  };
  EXPECT_GT(loudest(24000, 36000), 0.0F);
  EXPECT_LE(loudest(0, heard.size()), 1.0F);
  EXPECT_EQ(loudest(heard.size() - 6000, heard.size()), 0.0F) << "two seconds after the note";
  EXPECT_GT(report.latency.inference_p95, 0);
}

}  // namespace
}  // namespace melisma::synth
