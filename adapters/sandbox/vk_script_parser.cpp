// Text of a script to its statements and expressions. It evaluates nothing.
#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cctype>
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

/// No variable may have one of these names.
bool reserved(std::string_view name) {
    constexpr std::array<std::string_view, 11> words{
        "API", "Args", "delete", "else", "false", "if", "null", "true", "return", "var", "while"};
    return std::ranges::find(words, name) != words.end();
}

/// Recursive descent; the first problem is kept and everything returns at once.
class Parser {
  public:
    explicit Parser(std::string_view code) : code_{code} {}

    Outcome<Script> run() {
        Script script;
        while (!failed_ && !at_end()) statement(script.statements, 0);
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

    bool at_end() {
        skip_blanks();
        return at_ >= code_.size();
    }

    bool next_is(std::string_view expected) {
        skip_blanks();
        return !failed_ && code_.substr(at_).starts_with(expected);
    }

    bool take(char c) { return take(std::string_view{&c, 1}); }
    bool take(std::string_view expected) {
        if (!next_is(expected)) return false;
        at_ += expected.size();
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

    /// Appends what one statement means; `var` may mean several assignments.
    void statement(std::vector<Statement>& into, int depth) {
        if (depth > script_depth_max) fail();
        if (failed_ || take(';')) return;
        if (word("var")) {
            do {
                variable(into);
            } while (take(','));
            return need(';');
        }
        if (word("if")) return branch(into, depth);
        if (word("return")) return give_back(into);
        if (assigns()) {
            variable(into);
        } else {
            into.push_back({.kind = Statement::Kind::evaluate,
                            .variable = {},
                            .expression = expression(0),
                            .then = {},
                            .otherwise = {}});
        }
        need(';');
    }

    /// Whether "name =" comes next, and not "name ==".
    bool assigns() {
        skip_blanks();
        const std::size_t begin = at_;
        while (at_ < code_.size() && continues_name(code_[at_])) ++at_;
        const bool found = at_ > begin && next_is("=") && !next_is("==");
        at_ = begin;
        return found;
    }

    void variable(std::vector<Statement>& into) {
        Statement statement;
        statement.kind = Statement::Kind::assign;
        statement.variable = name();
        if (reserved(statement.variable)) fail();
        if (!next_is("==") && take('=')) statement.expression = expression(0);
        into.push_back(std::move(statement));
    }

    void branch(std::vector<Statement>& into, int depth) {
        Statement statement;
        statement.kind = Statement::Kind::branch;
        need('(');
        statement.expression = expression(0);
        need(')');
        statement.then = block(depth + 1);
        if (word("else")) statement.otherwise = block(depth + 1);
        into.push_back(std::move(statement));
    }

    std::vector<Statement> block(int depth) {
        std::vector<Statement> statements;
        if (!take('{')) {
            if (at_end()) fail();
            statement(statements, depth);
            return statements;
        }
        while (!failed_ && !take('}')) {
            if (at_end()) fail();
            statement(statements, depth);
        }
        return statements;
    }

    void give_back(std::vector<Statement>& into) {
        Statement statement;
        statement.kind = Statement::Kind::give_back;
        if (!take(';')) {
            statement.expression = expression(0);
            if (!take(';') && !at_end() && !next_is("}")) fail();  // the last one needs none
        }
        into.push_back(std::move(statement));
    }

    Expression expression(int depth) { return disjunction(depth); }

    Expression disjunction(int depth) {
        Expression left = conjunction(depth);
        while (take("||")) {
            left = joined(Expression::Kind::either, std::move(left), conjunction(depth));
        }
        return left;
    }

    Expression conjunction(int depth) {
        Expression left = comparison(depth);
        while (take("&&")) {
            left = joined(Expression::Kind::both, std::move(left), comparison(depth));
        }
        return left;
    }

    Expression comparison(int depth) {
        Expression left = sum(depth);
        while (!failed_) {
            if (take("==")) {
                left = joined(Expression::Kind::equal, std::move(left), sum(depth));
            } else if (take("!=")) {
                left = joined(Expression::Kind::unequal, std::move(left), sum(depth));
            } else {
                break;
            }
        }
        return left;
    }

    Expression sum(int depth) {
        Expression left = negation(depth);
        while (take('+')) {
            left = joined(Expression::Kind::sum, std::move(left), negation(depth));
        }
        return left;
    }

    Expression negation(int depth) {
        if (depth > script_depth_max) fail();
        if (failed_ || !take('!')) return suffixed(depth);
        return grown(Expression::Kind::negation, negation(depth + 1), {});
    }

    Expression suffixed(int depth) {
        if (depth > script_depth_max) fail();
        if (failed_) return {};
        Expression result = primary(depth);
        while (!failed_) {
            if (take('.')) {
                result = grown(Expression::Kind::member, std::move(result), name());
            } else if (take('@')) {
                need('.');
                result = grown(Expression::Kind::pluck, std::move(result), name());
            } else if (take('[')) {
                result =
                    joined(Expression::Kind::element, std::move(result), expression(depth + 1));
                need(']');
            } else {
                break;
            }
        }
        return result;
    }

    /// A chain of suffixes or operators needs no depth while it is read, but makes a high tree.
    void adopt(Expression& parent, Expression child) {
        parent.height = std::max(parent.height, child.height + 1);
        if (parent.height > script_height_max) fail();
        parent.children.push_back(std::move(child));
    }

    Expression grown(Expression::Kind kind, Expression of, std::string name) {
        Expression result;
        result.kind = kind;
        result.name = std::move(name);
        adopt(result, std::move(of));
        return result;
    }

    Expression joined(Expression::Kind kind, Expression left, Expression right) {
        Expression result = grown(kind, std::move(left), {});
        adopt(result, std::move(right));
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
            adopt(result, expression(depth + 1));
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
            adopt(result, expression(depth + 1));
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
        } else if (reserved(first)) {
            fail();
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
            adopt(result, expression(depth + 1));
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
