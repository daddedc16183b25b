// TLS with certificates made for the test: the good one, the stranger's and the wrong host's.
#include "support.hpp"

namespace rosterd::http::test {
namespace {

/// Two throw-away authorities and what they signed, made by the openssl command.
class Certificates {
  public:
    Certificates() {
        authority("ours");
        authority("strangers");
        leaf("localhost", "DNS:localhost");
        leaf("address", "IP:127.0.0.1");
    }
    [[nodiscard]] std::string file(std::string_view name) const { return folder_.file(name); }

  private:
    void authority(const std::string& name) const {
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" +
            name + " -keyout " + file(name + ".key") + " -out " + file(name + ".pem"));
    }
    void leaf(const std::string& name, const std::string& alternative_name) const {
        openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" +
            name + " -addext subjectAltName=" + alternative_name +
            " -addext basicConstraints=critical,CA:FALSE -CA " + file("ours.pem") + " -CAkey " +
            file("ours.key") + " -keyout " + file(name + ".key") + " -out " + file(name + ".pem"));
    }
    void openssl(const std::string& arguments) const {
        const std::string log = file("openssl.log");
        const std::string command = "openssl " + arguments + " >" + log + " 2>&1";
        if (std::system(command.c_str()) != 0) throw std::runtime_error{command};
    }

    Folder folder_;
};

class TlsTest : public HttpTest {
  protected:
    static void SetUpTestSuite() { made = std::make_unique<Certificates>(); }
    static void TearDownTestSuite() { made.reset(); }

    std::unique_ptr<Server> listen_with(const std::string& certificate) {
        return listen(echo, {.certificate_file = made->file(certificate + ".pem"),
                             .key_file = made->file(certificate + ".key")});
    }
    std::unique_ptr<Client> trusting(const std::string& authority, const std::string& base_url) {
        return connect(base_url, {.ca_file = made->file(authority + ".pem")});
    }

    static inline std::unique_ptr<Certificates> made;
};

TEST_F(TlsTest, GoodCertificateIsAcceptedAndTheConnectionKept) {
    const auto server = listen(echo, {.certificate_file = made->file("localhost.pem"),
                                      .key_file = made->file("localhost.key"),
                                      .connections_max = 1});
    const auto client = trusting("ours", url(*server, "https://localhost"));
    for (int i = 0; i < 20; ++i) {
        expect_answer(send(*client, post("/", std::to_string(i))), 200,
                      "POST / " + std::to_string(i));
    }
}

TEST_F(TlsTest, AddressInTheCertificateIsAccepted) {
    const auto server = listen_with("address");
    const auto client = trusting("ours", url(*server, "https://127.0.0.1"));
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(TlsTest, LargeBodiesPassBothWays) {
    const auto server = listen_with("localhost");
    const auto client = trusting("ours", url(*server, "https://localhost"));
    const std::string body(1'000'000, 'b');
    expect_answer(send(*client, post("/", body)), 200, "POST / " + body);
}

TEST_F(TlsTest, UnknownAuthorityIsAnAuthorityError) {
    const auto server = listen_with("localhost");
    const auto client = trusting("strangers", url(*server, "https://localhost"));
    const auto answer = send(*client, get("/"));
    expect_error(answer, ErrorKind::authority, "certificate does not verify");
    EXPECT_NE(answer.error().hint.find("ca_file"), std::string::npos);
}

TEST_F(TlsTest, SystemTrustDoesNotKnowOurAuthority) {
    const auto server = listen_with("localhost");
    const auto client = connect(url(*server, "https://localhost"));
    expect_error(send(*client, get("/")), ErrorKind::authority, "certificate does not verify");
}

TEST_F(TlsTest, CertificateOfAnotherHostIsAnAuthorityError) {
    const auto server = listen_with("localhost");
    const auto client = trusting("ours", url(*server, "https://127.0.0.1"));
    const auto answer = send(*client, get("/"));
    expect_error(answer, ErrorKind::authority, "mismatch");
    EXPECT_NE(answer.error().hint.find("another host"), std::string::npos);
}

TEST_F(TlsTest, PlainServerIsNotTakenForATlsOne) {
    const auto server = listen(echo);
    const auto client = trusting("ours", url(*server, "https://localhost"));
    expect_error(send(*client, get("/")), ErrorKind::transient, "TLS handshake");
}

TEST_F(TlsTest, PlainTextOnATlsPortIsClosedAndOthersAreServed) {
    const auto server = listen_with("localhost");
    const std::string answer =
        run(loop, talk_raw(server->port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(answer.find("HTTP/1.1 200"), std::string::npos);
    const auto client = trusting("ours", url(*server, "https://localhost"));
    expect_answer(send(*client, get("/")), 200, "GET / ");
}

TEST_F(TlsTest, UnreadableFilesAreInvalidInput) {
    const auto client = Client::create(
        loop.get_executor(), {.base_url = "https://localhost", .ca_file = made->file("none.pem")});
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().kind, ErrorKind::invalid_input);
    const auto server = Server::listen(loop.get_executor(),
                                       {.listen = "127.0.0.1:0",
                                        .certificate_file = made->file("localhost.pem"),
                                        .key_file = made->file("none.key")},
                                       echo);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().kind, ErrorKind::invalid_input);
}

}  // namespace
}  // namespace rosterd::http::test
