#include "models/http/curl_client.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/hub_server.h"

namespace melisma::models {
namespace {

using testing_support::HubAnswer;
using testing_support::HubRequest;
using testing_support::HubServer;

std::string get(HttpClient& client, const HttpRequest& request, HttpAnswer* answer = nullptr) {
  std::string body;
  const HttpAnswer got =
      client.get(request, [&](const HttpAnswer& /*begun*/, std::span<const std::byte> bytes) {
        body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      });
  if (answer != nullptr) {
    *answer = got;
  }
  return body;
}

TEST(CurlClient, GetsWholeFilesAndRanges) {
  HubServer server;
  server.add("a", "0123456789");
  const auto client = CurlClients().open();
  HttpAnswer answer;
  EXPECT_EQ(get(*client, {server.endpoint() + HubServer::file_path("a")}, &answer), "0123456789");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_range, "");
  const ByteRange range{2, 4};
  EXPECT_EQ(get(*client, {server.endpoint() + HubServer::file_path("a"), "", &range}, &answer),
            "234");
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.content_range, "bytes 2-4/10");
  EXPECT_EQ(get(*client, {server.endpoint() + "/none"}, &answer), "no such thing");
  EXPECT_EQ(answer.status, 404);
}

TEST(CurlClient, ATokenDoesNotFollowToAnotherHost) {
  HubServer other;
  other.add("a", "elsewhere");
  HubServer server;
  server.add("a", "here");
  server.answer = [&](const HubRequest& request) {
    return request.path == "/away"
               ? HubAnswer{.status = 302,
                           .location = other.endpoint("localhost") + HubServer::file_path("a")}
               : HubAnswer{.status = 302, .location = server.endpoint() + "/away"};
  };
  const auto client = CurlClients().open();
  EXPECT_EQ(get(*client, {server.endpoint() + "/begin", "secret"}), "elsewhere");
  ASSERT_EQ(server.requests().size(), 2U);
  EXPECT_EQ(server.requests()[0].authorization, "Bearer secret");
  EXPECT_EQ(server.requests()[1].authorization, "Bearer secret");
  ASSERT_EQ(other.requests().size(), 1U);
  EXPECT_EQ(other.requests()[0].authorization, "");
}

TEST(CurlClient, EndlessRedirectsBreaksAndSilenceAreErrors) {
  HubServer server;
  server.answer = [&](const HubRequest& request) {
    if (request.path == "/round") {
      return HubAnswer{.status = 302, .location = server.endpoint() + "/round"};
    }
    return HubAnswer{.body = "0123456789", .cut_at = 3, .hangs = request.path == "/hangs"};
  };
  const auto client = CurlClients().open();
  EXPECT_THROW(get(*client, {server.endpoint() + "/round"}), HttpError);
  EXPECT_THROW(get(*client, {server.endpoint() + "/breaks"}), HttpError);
  HttpRequest request{server.endpoint() + "/hangs"};
  request.stall_s = 1;
  EXPECT_THROW(get(*client, request), HttpError);
  EXPECT_THROW(get(*client, {"http://127.0.0.1:1/"}), HttpError);
  EXPECT_THROW(get(*client, {"file:///etc/passwd"}), HttpError);
}

TEST(CurlClient, WhatTheSinkThrowsComesOutAndStopStops) {
  HubServer server;
  server.add("a", "0123456789");
  const auto client = CurlClients().open();
  HttpRequest request{server.endpoint() + HubServer::file_path("a")};
  EXPECT_THROW(client->get(request,
                           [](const HttpAnswer& /*begun*/, std::span<const std::byte> /*bytes*/) {
                             throw std::logic_error("enough");
                           }),
               std::logic_error);
  EXPECT_EQ(get(*client, request), "0123456789");  // and it goes on
  request.stop = [] { return true; };
  EXPECT_THROW(get(*client, request), Interrupted);
}

}  // namespace
}  // namespace melisma::models
