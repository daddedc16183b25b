// The part of VKScript that batching needs: variables, literals, Args, API calls, if and return.
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

inline constexpr int script_calls_max = 25;                   ///< vk.md §3
inline constexpr std::size_t script_bytes_max = 256U * 1024;  ///< longer: error 12
inline constexpr int script_depth_max = 32;    ///< of brackets and blocks; deeper: error 12
inline constexpr int script_height_max = 300;  ///< of one expression's tree; higher: error 12
inline constexpr std::size_t script_answer_bytes_max = 5'000'000;   ///< longer: error 13
inline constexpr std::size_t script_copied_bytes_max = 20'000'000;  ///< out of variables; 13

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
        negation,  ///< ! child 0
        sum,       ///< child 0 + child 1: numbers add, lists join, anything else becomes text
        equal,     ///< child 0 == child 1
        unequal,   ///< child 0 != child 1
        both,      ///< child 0 && child 1; the second only when the first is true
        either,    ///< child 0 || child 1; the second only when the first is not
    };
    Kind kind = Kind::literal;
    boost::json::value value;
    std::string name;
    std::vector<std::string> keys;
    std::vector<Expression> children;
    int height = 1;  ///< of this tree: what evaluating it costs of the stack
};

/// One statement of a script.
struct Statement {
    enum class Kind {
        assign,     ///< `variable` becomes `expression`
        evaluate,   ///< `expression`, for what its calls do
        branch,     ///< if (`expression`) `then`, else `otherwise`
        give_back,  ///< return `expression`: the script ends
    };
    Kind kind = Kind::evaluate;
    std::string variable;
    Expression expression;
    std::vector<Statement> then;
    std::vector<Statement> otherwise;
};

struct Script {
    std::vector<Statement> statements;
    std::vector<std::string> methods;  ///< names of all API calls in it, as written
};

/// Errors: 12 when the text is not a script of this kind; nothing has run then.
[[nodiscard]] Outcome<Script> parse_script(std::string_view code);

/// Runs one inner call: the method's name and its parameters as text. `false` means it failed.
using InnerCall = std::function<boost::json::value(const std::string&, const Parameters&)>;

/// Evaluates in order of writing; null when nothing is returned. A variable that was never set is
/// null. Errors: 13 at the 26th call (the 25 before it have run) and when an answer is too big.
[[nodiscard]] Outcome<boost::json::value> run_script(const Script& script, const Parameters& args,
                                                     const InnerCall& inner_call);

}  // namespace rosterd::sandbox
