// Beast's fields as our Headers. Included only by the two files that include Beast.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <string>

#include "adapters/http/message.hpp"

namespace rosterd::http {

/// Names in lower case; a repeated header keeps its last value.
inline Headers headers_of(const boost::beast::http::fields& fields) {
    Headers headers;
    for (const auto& field : fields) {
        std::string name{field.name_string()};
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        headers.insert_or_assign(std::move(name), std::string{field.value()});
    }
    return headers;
}

}  // namespace rosterd::http
