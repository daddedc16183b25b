// Builds TLS contexts from files. It never turns a check off.
#include "adapters/http/tls.hpp"

#include <openssl/ssl.h>

namespace rosterd::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

Result<std::shared_ptr<ssl::context>> make_client_tls(const std::string& ca_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    error_code error;
    context->set_verify_mode(ssl::verify_peer, error);
    if (!error && ca_file.empty()) context->set_default_verify_paths(error);
    if (!error && !ca_file.empty()) context->load_verify_file(ca_file, error);
    if (error) {
        return Error{ErrorKind::invalid_input, "ca_file: " + error.message(),
                     "it must be a readable PEM file of certificates"};
    }
    return context;
}

Result<std::shared_ptr<ssl::context>> make_server_tls(const std::string& certificate_file,
                                                      const std::string& key_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    if (error) return Error{ErrorKind::invalid_input, "certificate_file: " + error.message()};
    context->use_private_key_file(key_file, ssl::context::pem, error);
    if (error) return Error{ErrorKind::invalid_input, "key_file: " + error.message()};
    return context;
}

}  // namespace rosterd::http
