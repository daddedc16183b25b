// Text of a script to its expressions. It evaluates nothing.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <optional>
#include <utility>

#include "adapters/sandbox/vk_script.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

bool starts_name(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool continues_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Recursive descent; the first problem is kept and everything returns at once.
class Parser {
  public:
    explicit Parser(std::string_view code) : code_{code} {}

    Outcome<Script> run() {
        Script script;
        while (!failed_ && word("var")) read_variables(script);
        if (!failed_ && word("return")) {
            if (!take(';')) {
                script.returned = expression(0);
                take(';');
            }
        }
        skip_blanks();
        if (at_ < code_.size()) fail();
        if (failed_) return api_error(12, "syntax error near character " + std::to_string(at_));
        script.methods = std::move(methods_);
        return script;
    }

  private:
    void fail() { failed_ = true; }

    void skip_blanks() {
        while (at_ < code_.size() && std::isspace(static_cast<unsigned char>(code_[at_])) != 0) {
            ++at_;
        }
    }

    bool take(char c) {
        skip_blanks();
        if (failed_ || at_ >= code_.size() || code_[at_] != c) return false;
        ++at_;
        return true;
    }

    void need(char c) {
        if (!take(c)) fail();
    }

    std::string name() {
        skip_blanks();
        const std::size_t begin = at_;
        if (at_ < code_.size() && starts_name(code_[at_])) {
            while (at_ < code_.size() && continues_name(code_[at_])) ++at_;
        }
        if (begin == at_) fail();
        return std::string{code_.substr(begin, at_ - begin)};
    }

    bool word(std::string_view expected) {
        skip_blanks();
        if (!code_.substr(at_).starts_with(expected)) return false;
        const std::size_t end = at_ + expected.size();
        if (end < code_.size() && continues_name(code_[end])) return false;
        at_ = end;
        return true;
    }

    void read_variables(Script& script) {
        do {
            std::string variable = name();
            need('=');
            if (failed_) return;
            script.variables.emplace_back(std::move(variable), expression(0));
        } while (take(','));
        need(';');
    }

    Expression expression(int depth) {
        if (depth > script_depth_max) fail();
        if (failed_) return {};
        Expression result = primary(depth);
        while (!failed_) {
            if (take('.')) {
                result = suffixed(Expression::Kind::member, std::move(result), name());
            } else if (take('@')) {
                need('.');
                result = suffixed(Expression::Kind::pluck, std::move(result), name());
            } else if (take('[')) {
                result = suffixed(Expression::Kind::element, std::move(result), {});
                result.children.push_back(expression(depth + 1));
                need(']');
            } else {
                break;
            }
        }
        return result;
    }

    static Expression suffixed(Expression::Kind kind, Expression of, std::string name) {
        Expression result;
        result.kind = kind;
        result.name = std::move(name);
        result.children.push_back(std::move(of));
        return result;
    }

    Expression primary(int depth) {
        skip_blanks();
        if (at_ >= code_.size()) fail();
        if (failed_) return {};
        const char c = code_[at_];
        if (take('[')) return array(depth);
        if (take('{')) return object(depth);
        if (take('(')) {
            Expression inner = expression(depth + 1);
            need(')');
            return inner;
        }
        if (c == '"' || c == '\'') return literal(json::value(std::string_view{string()}));
        if (c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
        return named(depth);
    }

    static Expression literal(json::value value) {
        Expression result;
        result.value = std::move(value);
        return result;
    }

    Expression array(int depth) {
        Expression result;
        result.kind = Expression::Kind::array;
        if (take(']')) return result;
        do {
            if (take(']')) return result;  // a trailing comma is harmless
            result.children.push_back(expression(depth + 1));
        } while (take(','));
        need(']');
        return result;
    }

    Expression object(int depth) {
        Expression result;
        result.kind = Expression::Kind::object;
        if (take('}')) return result;
        do {
            if (take('}')) return result;
            skip_blanks();
            const bool quoted = at_ < code_.size() && (code_[at_] == '"' || code_[at_] == '\'');
            result.keys.push_back(quoted ? string() : name());
            need(':');
            result.children.push_back(expression(depth + 1));
        } while (take(','));
        need('}');
        return result;
    }

    Expression number() {
        const std::size_t begin = at_;
        while (at_ < code_.size() &&
               (continues_name(code_[at_]) || code_[at_] == '.' || code_[at_] == '-' ||
                (code_[at_] == '+' && (code_[at_ - 1] == 'e' || code_[at_ - 1] == 'E')))) {
            ++at_;
        }
        return literal(parsed(std::string{code_.substr(begin, at_ - begin)}));
    }

    json::value parsed(const std::string& text) {
        boost::system::error_code problem;
        json::value value = json::parse(text, problem);
        if (problem) fail();
        return problem ? json::value{} : value;
    }

    /// A string in either kind of quotes, with JSON's escapes.
    std::string string() {
        const char quote = code_[at_++];
        std::string as_json = "\"";
        while (at_ < code_.size() && code_[at_] != quote) {
            const char c = code_[at_++];
            if (c == '\\' && at_ < code_.size()) {
                const char escaped = code_[at_++];
                if (escaped != '\'') as_json.push_back('\\');
                as_json.push_back(escaped);
            } else if (c == '"') {
                as_json.append("\\\"");
            } else {
                as_json.push_back(c);
            }
        }
        if (at_ >= code_.size()) {
            fail();
            return {};
        }
        ++at_;
        const json::value value = parsed(as_json + '"');
        return value.is_string() ? std::string{value.get_string()} : std::string{};
    }

    Expression named(int depth) {
        std::string first = name();
        if (first == "true") return literal(true);
        if (first == "false") return literal(false);
        if (first == "null") return literal(nullptr);
        if (first == "API") return call(depth);
        Expression result;
        result.kind = Expression::Kind::variable;
        if (first == "Args") {
            need('.');
            result.kind = Expression::Kind::argument;
            first = name();
        }
        result.name = std::move(first);
        return result;
    }

    Expression call(int depth) {
        Expression result;
        result.kind = Expression::Kind::call;
        need('.');
        result.name = name();
        need('.');
        result.name += "." + name();
        need('(');
        if (!failed_ && !take(')')) {
            result.children.push_back(expression(depth + 1));
            need(')');
        }
        methods_.push_back(result.name);
        return result;
    }

    std::string_view code_;
    std::size_t at_ = 0;
    bool failed_ = false;
    std::vector<std::string> methods_;
};

}  // namespace

Outcome<Script> parse_script(std::string_view code) {
    if (code.size() > script_bytes_max) return api_error(12, "code is too long");
    return Parser{code}.run();
}

}  // namespace rosterd::sandbox
