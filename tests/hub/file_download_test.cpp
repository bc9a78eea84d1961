#include "models/hub/file_download.h"

#include <atomic>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/sha256.h"
#include "models/http/curl_client.h"
#include "tests/support/hub_server.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

namespace fs = std::filesystem;
using testing_support::HubAnswer;
using testing_support::HubRequest;
using testing_support::HubServer;

/// A file of ten parts, the last of them short.
class FileDownload : public ::testing::Test {
 protected:
  FileDownload() {
    std::mt19937 random(1);
    for (std::size_t i = 0; i < 9 * kPart + 7; ++i) {
      bytes_ += static_cast<char>(random());
    }
    server_.add("a", bytes_);
    options_.part_bytes = kPart;
    options_.first_wait = std::chrono::milliseconds(1);
    options_.stall_s = 1;
  }
  [[nodiscard]] HubFile file() const {
    return {"a", bytes_.size(), sha256_hex(std::as_bytes(std::span(bytes_)))};
  }
  void download() {
    download_file(
        clients_, server_.endpoint() + HubServer::file_path("a"), file(), folder_ / "a", options_);
  }
  [[nodiscard]] std::string got() const {
    std::ifstream stream(folder_ / "a", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  /// That it comes, and that nothing else is left beside it.
  void expect_whole() {
    EXPECT_NO_THROW(download());
    EXPECT_TRUE(got() == bytes_);
    EXPECT_EQ(folder_.entries(), 1U);
  }

  static constexpr std::size_t kPart = 4096;
  std::string bytes_;
  HubServer server_;
  CurlClients clients_;
  testing::TemporaryFolder folder_;
  DownloadOptions options_;
};

TEST_F(FileDownload, ComesInPartsOverSeveralConnections) {
  std::atomic<std::uint64_t> arrived{0};
  options_.arrived = [&](std::uint64_t bytes) { arrived += bytes; };
  expect_whole();
  EXPECT_EQ(arrived, bytes_.size());
  EXPECT_EQ(server_.requests().size(), 10U);
}

TEST_F(FileDownload, GoesOnInsideAPartWhenConnectionsBreak) {
  std::atomic<int> breaks{0};
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    if (answer.body.size() > 1000) {
      answer.cut_at = 1000;
      ++breaks;
    }
    return answer;
  };
  expect_whole();  // each attempt brings something
  EXPECT_GE(breaks, 9 * 4);
}

TEST_F(FileDownload, GivesUpWhenNothingComesAndGoesOnNextTime) {
  std::atomic<bool> dead{true};
  std::atomic<int> asked{0};
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    if (dead && request.range->first >= 4 * kPart) {
      ++asked;
      answer.cut_at = 0;
    }
    return answer;
  };
  options_.connections = 1;
  options_.attempts = 3;
  EXPECT_THROW(download(), HttpError);
  EXPECT_EQ(asked, 3);
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  dead = false;
  const std::size_t before = server_.requests().size();
  std::atomic<std::uint64_t> arrived{0};
  options_.arrived = [&](std::uint64_t bytes) { arrived += bytes; };
  expect_whole();
  EXPECT_EQ(server_.requests().size() - before, 6U);
  EXPECT_EQ(arrived, bytes_.size());
}

TEST_F(FileDownload, ServersOutOfOrderAreAskedAgain) {
  std::atomic<int> asked{0};
  server_.answer = [&](const HubRequest& request) {
    const int number = ++asked;
    if (number % 3 == 1) {
      return HubAnswer{.status = number % 2 == 0 ? 503 : 429, .body = "busy"};
    }
    if (number == 6) {
      auto answer = server_.honest(request);
      answer.cut_at = 5;
      answer.hangs = true;
      return answer;
    }
    return server_.honest(request);
  };
  expect_whole();
}

TEST_F(FileDownload, WithoutRangesItComesWhole) {
  std::atomic<int> wholes{0};
  server_.answer = [&](const HubRequest& request) {
    if (!request.range && ++wholes == 1) {
      return HubAnswer{.body = bytes_, .cut_at = 5000};
    }
    return HubAnswer{.body = bytes_};
  };
  expect_whole();
  EXPECT_EQ(wholes, 2);  // the first broke, and begins anew
}

TEST_F(FileDownload, OtherContentsAreRefusedAndRemoved) {
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    answer.body.front() = static_cast<char>(answer.body.front() + 1);
    return answer;
  };
  EXPECT_THROW(download(), CheckpointError);
  EXPECT_EQ(folder_.entries(), 0U);
}

TEST_F(FileDownload, LiesAboutLengthsAreRefused) {
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    answer.body += "and more";
    return answer;
  };
  EXPECT_THROW(download(), CheckpointError);
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    answer.content_range = "bytes 0-4095/4096";
    return answer;
  };
  EXPECT_THROW(download(), CheckpointError);
  server_.answer = [&](const HubRequest& /*request*/) {
    return HubAnswer{.body = bytes_ + "and more"};
  };
  EXPECT_THROW(download(), CheckpointError);
  options_.attempts = 2;
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    answer.body.clear();  // a good status, and nothing else
    return answer;
  };
  EXPECT_THROW(download(), HttpError);
  EXPECT_FALSE(fs::exists(folder_ / "a"));
}

TEST_F(FileDownload, RefusalsSayWhatToDo) {
  const auto message = [&](int status) -> std::string {
    server_.answer = [status](const HubRequest& /*request*/) {
      return HubAnswer{.status = status, .body = "no"};
    };
    try {
      download();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message(401), ::testing::HasSubstr("HF_TOKEN"));
  EXPECT_THAT(message(403), ::testing::HasSubstr("HF_TOKEN"));
  EXPECT_THAT(message(404), ::testing::HasSubstr("--revision"));
  EXPECT_THAT(message(418), ::testing::HasSubstr("418"));
}

TEST_F(FileDownload, AListOfOtherContentsBeginsAnew) {
  std::ofstream(folder_ / "a.partial") << std::string(bytes_.size(), 'x');
  std::ofstream(folder_ / "a.parts")
      << bytes_.size() << " " << kPart << " " << std::string(64, '0') << "\n0\n1\n";
  expect_whole();
}

TEST_F(FileDownload, AStopKeepsWhatCame) {
  std::atomic<bool> stop{false};
  options_.stop = &stop;
  options_.connections = 1;
  options_.arrived = [&](std::uint64_t /*bytes*/) { stop = server_.requests().size() == 5; };
  EXPECT_THROW(download(), Interrupted);
  stop = false;
  options_.arrived = [](std::uint64_t /*bytes*/) {};
  expect_whole();
  EXPECT_LE(server_.requests().size(), 12U);
}

TEST_F(FileDownload, AnEmptyFileIsAFile) {
  bytes_.clear();
  server_.add("a", "");
  expect_whole();
}

}  // namespace
}  // namespace melisma::models
