// The script's lines are its interface.
#include "tests/support/mail_server.hpp"

#include <boost/json/parse.hpp>
#include <sstream>
#include <stdexcept>

#include "tests/support/places.hpp"

namespace rosterd::test {

MailServer::MailServer(int port)
    : process_{{.arguments = {"/usr/bin/python3",
                              (source_directory() / "tests/support/mail_server.py").string(),
                              std::to_string(port)}}} {
    const auto line = process_.wait_for_line("^port [0-9]+$");
    if (!line) {
        throw std::runtime_error{"the mail server does not listen: " + process_.standard_error()};
    }
    port_ = std::stoi(line->substr(line->find(' ')));
}

std::vector<boost::json::object> MailServer::mails() const {
    std::vector<boost::json::object> all;
    std::istringstream lines{process_.standard_output()};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('{')) all.push_back(boost::json::parse(line).as_object());
    }
    return all;
}

}  // namespace rosterd::test
