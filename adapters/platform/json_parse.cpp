// No exception leaves this file.
#include "adapters/platform/json_parse.hpp"

#include <boost/json/parse.hpp>
#include <exception>

namespace rosterd {

std::optional<boost::json::value> parse_object(std::string_view body) {
    boost::json::parse_options limits;
    limits.max_depth = json_depth_max;
    try {
        boost::json::error_code wrong;
        auto document = boost::json::parse(boost::json::string_view{body.data(), body.size()},
                                           wrong, {}, limits);
        if (!wrong && document.is_object()) return document;
    } catch (const std::exception&) {  // out of memory is all that is left
    }
    return std::nullopt;
}

}  // namespace rosterd
