// The JSON Schemas and the loader know the same keys, words and defaults.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "config/profile_loader.hpp"
#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

namespace json = boost::json;

json::value schema(const std::string& name) {
    std::ifstream file{source / "config/schema" / name};
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

const json::value& resolved(const json::value& root, const json::value& node) {
    const auto* reference = node.as_object().if_contains("$ref");
    if (reference == nullptr) return node;
    const std::string pointer{reference->as_string().c_str()};
    return root.at_pointer(pointer.substr(1));
}

/// Collects every object schema with fixed properties: its section path and its keys.
void collect(const json::value& root, const json::value& unresolved, const std::string& path,
             std::map<std::string, std::set<std::string>>& found) {
    const json::object& node = resolved(root, unresolved).as_object();
    const auto child = [&](std::string_view key) {
        return path.empty() ? std::string{key} : path + "/" + std::string{key};
    };
    if (const auto* properties = node.if_contains("properties")) {
        EXPECT_FALSE(node.at("additionalProperties").as_bool()) << path;
        auto& keys = found[path];
        for (const auto& [key, value] : properties->as_object()) {
            keys.insert(std::string{key});
            collect(root, value, child(key), found);
        }
    } else if (const auto* values = node.if_contains("additionalProperties");
               values != nullptr && values->is_object()) {
        collect(root, *values, child("*"), found);
    }
}

std::map<std::string, std::set<std::string>> keys_of_schema(const std::string& name) {
    const json::value root = schema(name);
    std::map<std::string, std::set<std::string>> found;
    collect(root, root, "", found);
    return found;
}

std::map<std::string, std::set<std::string>> keys_of_loader(std::span<const Section> sections) {
    std::map<std::string, std::set<std::string>> found;
    for (const Section& section : sections) {
        found[std::string{section.path}].insert(section.keys.begin(), section.keys.end());
    }
    return found;
}

TEST(SchemaTest, TheConfigurationsKeysAreTheLoadersKeys) {
    EXPECT_EQ(keys_of_schema("rosterd.schema.json"), keys_of_loader(config_sections()));
}

TEST(SchemaTest, TheProfilesKeysAreTheLoadersKeys) {
    auto schema_keys = keys_of_schema("profile.schema.json");
    // The schema spells the chats and the actions out; the loader has one section for all of each.
    const auto merge = [&](const std::string& parent, const std::string& section) {
        const auto names = schema_keys.at(parent);
        for (const std::string& name : names) {
            auto node = schema_keys.extract(parent + "/" + name);
            ASSERT_FALSE(node.empty()) << name;
            const auto [at, first] = schema_keys.emplace(section, node.mapped());
            if (!first) EXPECT_EQ(at->second, node.mapped()) << name;
        }
    };
    merge("chats", "chats/*");
    merge("permissions", "permissions/*");
    EXPECT_EQ(schema_keys, keys_of_loader(profile_sections()));
}

/// Every word that a schema allows for `key` somewhere, by its place in the schema.
void collect_words(const json::value& node, const std::string& path,
                   std::vector<std::pair<std::string, std::string>>& found) {
    if (!node.is_object()) return;
    for (const auto& [key, value] : node.as_object()) {
        if (key == "enum") {
            for (const auto& word : value.as_array()) {
                found.emplace_back(path, word.as_string().c_str());
            }
        }
        collect_words(value, key == "properties" ? path : path + "/" + std::string{key}, found);
    }
}

TEST(SchemaTest, EveryWordOfARuleIsAcceptedByTheLoader) {
    const json::value root = schema("profile.schema.json");
    std::vector<std::pair<std::string, std::string>> words;
    collect_words(root.at_pointer("/$defs/rule"), "", words);
    ASSERT_GT(words.size(), 15U);
    for (const auto& [path, word] : words) {
        const std::string key = path.substr(path.rfind('/') + 1);
        const auto loaded = parse_profile(
            "profile: p\nchats: { class: { title: '{class}', "
            "members: [ students ], " +
                key + ": " + word + " } }\n",
            "p.yaml");
        if (key == "per") {
            EXPECT_EQ(loaded.value.has_value(), word == "class") << word;
        } else {
            EXPECT_TRUE(loaded.value) << lines(loaded.problems);
        }
    }
}

TEST(SchemaTest, EveryWordOfThePoliciesIsAcceptedByTheLoader) {
    const json::value root = schema("profile.schema.json");
    for (const std::string section : {"links", "people", "conferences"}) {
        const auto& keys = root.at_pointer("/properties/" + section + "/properties").as_object();
        for (const auto& [key, value] : keys) {
            const auto* words = value.as_object().if_contains("enum");
            if (words == nullptr) continue;
            for (const auto& word : words->as_array()) {
                const auto loaded = parse_profile(
                    "profile: p\nchats: { custom: { per: request } }\n" + section + ": { " +
                        std::string{key} + ": " + std::string{word.as_string().c_str()} + " }\n",
                    "p.yaml");
                EXPECT_TRUE(loaded.value) << lines(loaded.problems);
            }
        }
    }
}

TEST(SchemaTest, EveryPermittedRoleIsAcceptedByTheLoader) {
    const json::value root = schema("profile.schema.json");
    for (const auto& role : root.at_pointer("/$defs/who/items/enum").as_array()) {
        const auto loaded =
            parse_profile("profile: p\nchats: { custom: { per: request, deletable_by: [ " +
                              std::string{role.as_string().c_str()} + " ] } }\n",
                          "p.yaml");
        EXPECT_TRUE(loaded.value) << lines(loaded.problems);
    }
}

TEST(SchemaTest, TheConfigurationsDefaultsAreTheLoadersDefaults) {
    const json::value root = schema("rosterd.schema.json");
    const auto text = [&](const char* pointer) {
        return std::string{root.at_pointer(pointer).as_string().c_str()};
    };
    const auto duration = [&](const char* section, const char* key) {
        return parse_duration(text(
            ("/properties/" + std::string{section} + "/properties/" + key + "/default").c_str()));
    };
    const Config plain;
    EXPECT_EQ(duration("journal", "poll"), plain.journal.poll);
    EXPECT_EQ(duration("journal", "timeout"), plain.journal.timeout);
    EXPECT_EQ(duration("journal", "quiet"), plain.journal.oneroster.quiet);
    EXPECT_EQ(duration("reconcile", "sweep"), plain.reconcile.sweep);
    EXPECT_EQ(duration("reconcile", "settle"), plain.reconcile.settle);
    EXPECT_EQ(duration("reconcile", "reread"), plain.reconcile.reread);
    EXPECT_EQ(duration("reconcile", "retry_first"), plain.reconcile.retry_first);
    EXPECT_EQ(duration("reconcile", "retry_most"), plain.reconcile.retry_most);
    EXPECT_EQ(duration("reconcile", "approval_lasts"), plain.reconcile.approval_lasts);
    EXPECT_EQ(duration("reconcile", "late_answer"), plain.reconcile.late_answer);
    EXPECT_EQ(text("/properties/store/properties/path/default"), plain.store.path);
    EXPECT_EQ(text("/properties/control/properties/socket/default"), plain.control.socket);
    EXPECT_EQ(root.at_pointer("/properties/guards/properties/chat/properties/people/default")
                  .to_number<std::uint32_t>(),
              plain.guards.chat.people);
    EXPECT_EQ(root.at_pointer("/properties/guards/properties/school/properties/share/default")
                  .to_number<double>(),
              plain.guards.school.share);
}

}  // namespace
}  // namespace rosterd::config
