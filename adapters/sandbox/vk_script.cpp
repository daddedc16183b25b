// Evaluates a parsed script in order of writing. It reads no text and knows no method.
#include "adapters/sandbox/vk_script.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <utility>

#include "adapters/sandbox/vk_script_values.hpp"

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

class Evaluator {
  public:
    Evaluator(const Parameters& args, const InnerCall& inner_call)
        : args_{args}, inner_call_{inner_call} {}

    Outcome<json::value> run(const Script& script) {
        run_all(script.statements);
        if (problem_) return *problem_;
        if (bytes_ > script_answer_bytes_max) return api_error(13, "response size is too big");
        return returned_ ? std::move(*returned_) : json::value{};
    }

  private:
    struct Variable {
        json::value value;
        std::size_t bytes = 0;
    };

    void run_all(const std::vector<Statement>& statements) {
        for (const Statement& statement : statements) {
            if (problem_ || returned_) return;
            run_one(statement);
        }
    }

    void run_one(const Statement& statement) {
        json::value value = evaluate(statement.expression);
        if (problem_) return;
        switch (statement.kind) {
            case Statement::Kind::assign: {
                const std::size_t bytes = json::serialize(value).size();
                variables_.insert_or_assign(statement.variable,
                                            Variable{.value = std::move(value), .bytes = bytes});
                return;
            }
            case Statement::Kind::evaluate:
                return;
            case Statement::Kind::branch:
                run_all(is_true(value) ? statement.then : statement.otherwise);
                return;
            case Statement::Kind::give_back:
                returned_ = std::move(value);
                return;
        }
    }

    json::value evaluate(const Expression& expression) {
        using enum Expression::Kind;
        if (problem_) return nullptr;
        switch (expression.kind) {
            case literal:
                return expression.value;
            case array:
                return list(expression);
            case object:
                return record(expression);
            case call:
                return called(expression);
            case argument: {
                const auto found = args_.find(expression.name);
                return found == args_.end() ? json::value{} : json::value(found->second);
            }
            case variable:
                return read(expression.name);
            case member:
                return member_of(evaluate(expression.children[0]), expression.name);
            case pluck:
                return plucked(expression);
            case element: {
                const json::value of = evaluate(expression.children[0]);
                return element_of(of, evaluate(expression.children[1]));
            }
            case negation:
                return !is_true(evaluate(expression.children[0]));
            case sum:
            case equal:
            case unequal:
                return compared(expression);
            case both:
            case either:
                return chosen(expression);
        }
        return nullptr;
    }

    json::value compared(const Expression& expression) {
        const json::value left = evaluate(expression.children[0]);
        const json::value right = evaluate(expression.children[1]);
        if (expression.kind == Expression::Kind::sum) return sum_of(left, right);
        return are_equal(left, right) == (expression.kind == Expression::Kind::equal);
    }

    json::value chosen(const Expression& expression) {
        json::value left = evaluate(expression.children[0]);
        const bool wants_true = expression.kind == Expression::Kind::both;
        return is_true(left) == wants_true ? evaluate(expression.children[1]) : left;
    }

    /// Every reading copies: a script that doubles a list again and again ends here.
    json::value read(const std::string& name) {
        const auto found = variables_.find(name);
        if (found == variables_.end()) return nullptr;
        copied_bytes_ += found->second.bytes;
        if (copied_bytes_ > script_copied_bytes_max) {
            problem_ = api_error(13, "script takes too much memory");
            return nullptr;
        }
        return found->second.value;
    }

    json::value list(const Expression& expression) {
        json::array items;
        for (const Expression& child : expression.children) items.push_back(evaluate(child));
        return items;
    }

    json::value record(const Expression& expression) {
        json::object fields;
        for (std::size_t i = 0; i < expression.keys.size(); ++i) {
            fields[expression.keys[i]] = evaluate(expression.children[i]);
        }
        return fields;
    }

    json::value plucked(const Expression& expression) {
        json::array items;
        const json::value of = evaluate(expression.children[0]);
        if (const auto* array = of.if_array()) {
            for (const json::value& item : *array) {
                items.push_back(member_of(item, expression.name));
            }
        }
        return items;
    }

    json::value called(const Expression& expression) {
        Parameters parameters;
        if (!expression.children.empty()) {
            const json::value given = evaluate(expression.children[0]);
            if (problem_) return nullptr;
            if (const auto* fields = given.if_object()) {
                for (const auto& field : *fields) {
                    if (field.value().is_null()) continue;
                    parameters[std::string{field.key()}] = as_parameter(field.value());
                }
            }
        }
        if (++calls_ > script_calls_max) {
            problem_ = api_error(13, "too many api calls");
            return nullptr;
        }
        json::value answer = inner_call_(expression.name, parameters);
        bytes_ += json::serialize(answer).size();
        return answer;
    }

    const Parameters& args_;
    const InnerCall& inner_call_;
    std::map<std::string, Variable, std::less<>> variables_;
    std::optional<json::value> returned_;
    std::optional<ApiError> problem_;
    int calls_ = 0;
    std::size_t bytes_ = 0;
    std::size_t copied_bytes_ = 0;
};

}  // namespace

Outcome<json::value> run_script(const Script& script, const Parameters& args,
                                const InnerCall& inner_call) {
    return Evaluator{args, inner_call}.run(script);
}

}  // namespace rosterd::sandbox
