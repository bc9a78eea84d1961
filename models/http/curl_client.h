#pragma once

#include <memory>

#include "models/http_client.h"

namespace melisma::models {

/// HTTP through libcurl, with the system's certificates and the proxies of the environment.
class CurlClients final : public HttpClients {
 public:
  CurlClients();
  std::unique_ptr<HttpClient> open() override;
};

}  // namespace melisma::models
