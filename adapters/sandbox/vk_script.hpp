// The part of VKScript that batching needs: `var`, literals, Args, API calls and one `return`.
// It runs no loops and no functions; it knows no method, the caller runs the calls.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/api_error.hpp"
#include "adapters/sandbox/parameters.hpp"

namespace rosterd::sandbox {

inline constexpr int script_calls_max = 25;                        ///< vk.md §3
inline constexpr std::size_t script_bytes_max = 256U * 1024;       ///< longer: error 12
inline constexpr int script_depth_max = 32;                        ///< of nesting; deeper: error 12
inline constexpr std::size_t script_answer_bytes_max = 5'000'000;  ///< longer: error 13

/// One expression of a script; children by kind.
struct Expression {
    enum class Kind {
        literal,   ///< `value`
        array,     ///< children
        object,    ///< children under `keys`
        call,      ///< `name` is the method; at most one child: its parameters
        argument,  ///< Args.`name`
        variable,  ///< `name`
        member,    ///< child 0 . `name` (also `length`)
        pluck,     ///< child 0 @. `name`
        element,   ///< child 0 [ child 1 ]
    };
    Kind kind = Kind::literal;
    boost::json::value value;
    std::string name;
    std::vector<std::string> keys;
    std::vector<Expression> children;
};

struct Script {
    std::vector<std::pair<std::string, Expression>> variables;  ///< in the order they are set
    Expression returned;               ///< null where the script returns nothing
    std::vector<std::string> methods;  ///< names of all API calls in it, as written
};

/// Errors: 12 when the text is not a script of this kind; nothing has run then.
[[nodiscard]] Outcome<Script> parse_script(std::string_view code);

/// Runs one inner call: the method's name and its parameters as text. `false` means it failed.
using InnerCall = std::function<boost::json::value(const std::string&, const Parameters&)>;

/// Evaluates in order of writing. Errors: 13 at the 26th call (the 25 before it have run) and
/// when the answer is too big.
[[nodiscard]] Outcome<boost::json::value> run_script(const Script& script, const Parameters& args,
                                                     const InnerCall& inner_call);

}  // namespace rosterd::sandbox
