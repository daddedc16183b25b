// Evaluates a parsed script in order of writing. It reads no text and knows no method.
#include "adapters/sandbox/vk_script.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

namespace rosterd::sandbox {
namespace {

namespace json = boost::json;

/// A value as the text of a parameter: lists are comma-separated, booleans 0/1 (vk.md §1.1).
std::string as_parameter(const json::value& value) {
    if (const auto* text = value.if_string()) return std::string{*text};
    if (const auto* flag = value.if_bool()) return *flag ? "1" : "0";
    if (const auto* list = value.if_array()) {
        std::string joined;
        for (const json::value& item : *list) {
            if (!joined.empty()) joined.push_back(',');
            joined += as_parameter(item);
        }
        return joined;
    }
    return json::serialize(value);
}

json::value member_of(const json::value& value, const std::string& name) {
    if (const auto* object = value.if_object()) {
        const auto* const found = object->if_contains(name);
        return found == nullptr ? json::value{} : *found;
    }
    if (name != "length") return nullptr;
    if (const auto* list = value.if_array()) return json::value(list->size());
    if (const auto* text = value.if_string()) return json::value(text->size());
    return nullptr;
}

json::value element_of(const json::value& value, const json::value& key) {
    if (const auto* text = key.if_string()) return member_of(value, std::string{*text});
    const auto* const list = value.if_array();
    const auto* const index = key.if_int64();
    if (list == nullptr || index == nullptr || *index < 0) return nullptr;
    const auto position = static_cast<std::size_t>(*index);
    return position < list->size() ? list->at(position) : json::value{};
}

class Evaluator {
  public:
    Evaluator(const Parameters& args, const InnerCall& inner_call)
        : args_{args}, inner_call_{inner_call} {}

    Outcome<json::value> run(const Script& script) {
        for (const auto& [name, expression] : script.variables) {
            variables_.insert_or_assign(name, evaluate(expression));
        }
        json::value answer = evaluate(script.returned);
        if (problem_) return *problem_;
        if (bytes_ > script_answer_bytes_max) return api_error(13, "response size is too big");
        return answer;
    }

  private:
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
            case variable: {
                const auto found = variables_.find(expression.name);
                return found == variables_.end() ? json::value{} : found->second;
            }
            case member:
                return member_of(evaluate(expression.children[0]), expression.name);
            case pluck:
                return plucked(expression);
            case element: {
                const json::value of = evaluate(expression.children[0]);
                return element_of(of, evaluate(expression.children[1]));
            }
        }
        return nullptr;
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
    std::map<std::string, json::value, std::less<>> variables_;
    std::optional<ApiError> problem_;
    int calls_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

Outcome<json::value> run_script(const Script& script, const Parameters& args,
                                const InnerCall& inner_call) {
    return Evaluator{args, inner_call}.run(script);
}

}  // namespace rosterd::sandbox
