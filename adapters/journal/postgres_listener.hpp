// The connection on which the journal announces its changes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/postgres/connection.hpp"

namespace rosterd {

/// A connection that has said LISTEN rosterd_journal. Throws as libpqxx does.
class PostgresListener {
  public:
    explicit PostgresListener(const std::string& dsn);
    ~PostgresListener();

    /// Readable when notifications may have arrived.
    [[nodiscard]] int descriptor() const;
    /// The payloads received since the last call, each once. Never blocks.
    [[nodiscard]] std::vector<std::string> take();

  private:
    class Receiver;
    QuietConnection connection_;
    std::vector<std::string> payloads_;
    std::unique_ptr<Receiver> receiver_;
};

}  // namespace rosterd
