// Debian's Prometheus collects from a real rosterd; rules, dashboard and documents name only what
// it finds there.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <regex>
#include <set>

#include "tests/support/free_port.hpp"
#include "tests/support/places.hpp"
#include "tests/system/school.hpp"

namespace rosterd::test {
namespace {

namespace json = boost::json;
using testing::IsSubsetOf;

std::set<std::string> names_in(const std::string& text) {
    static const std::regex name{"rosterd_[a-z_]+"};
    std::set<std::string> names;
    for (std::sregex_iterator at{text.begin(), text.end(), name}, end; at != end; ++at) {
        names.insert(at->str());
    }
    return names;
}

std::string shipped(const std::string& file) {
    return read_text(source_directory() / "observability" / file);
}

class PrometheusTest : public testing::Test {
  protected:
    PrometheusTest() {
        school.start();
        EXPECT_TRUE(school.converges()) << school.problems();
        const auto line = school.daemon().wait_for_line("metrics port=[0-9]+");
        if (!line) throw std::runtime_error{"no port of metrics: " + school.said()};
        port = line->substr(line->rfind('=') + 1);
        while (!port.empty() && std::isdigit(static_cast<unsigned char>(port.back())) == 0) {
            port.pop_back();
        }
    }

    [[nodiscard]] std::string metrics() const {
        const ProbeAnswer answer = http_get("http://127.0.0.1:" + port, "/metrics");
        EXPECT_EQ(answer.status, 200);
        return answer.body;
    }

    School school{{.extra = "metrics: { listen: \"127.0.0.1:0\" }\n"}};
    std::string port;
};

TEST_F(PrometheusTest, TheTextIsAsPrometheusWantsIt) {
    const Finished checked =
        run({.arguments = {"promtool", "check", "metrics"}, .input = metrics()});
    EXPECT_TRUE(checked.status.success()) << checked.output << checked.error;
    EXPECT_EQ(checked.output + checked.error, "") << "and nothing to improve";
}

TEST_F(PrometheusTest, NothingElseIsAnsweredThere) {
    const std::string base = "http://127.0.0.1:" + port;
    EXPECT_EQ(http_get(base, "/v1/status").status, 404);
    EXPECT_EQ(http_post(base, "/metrics", "").status, 405);
    EXPECT_EQ(http_get(base, "/healthz").status, 200);
    EXPECT_NE(metrics().find("rosterd_ready 1"), std::string::npos);
}

TEST_F(PrometheusTest, RulesDashboardAndDocumentsNameWhatThereIs) {
    const auto there = names_in(metrics());
    EXPECT_GT(there.size(), 30U);
    for (const char* const file : {"rosterd.rules.yaml", "rosterd.dashboard.json"}) {
        const auto named = names_in(shipped(file));
        EXPECT_GT(named.size(), 8U) << file;
        EXPECT_THAT(named, IsSubsetOf(there)) << file;
    }
    for (const char* const file : {"docs/metrics.md", "docs/ru/metrics.md"}) {
        std::set<std::string> families;  // without what a histogram is made of
        for (const std::string& name : there) {
            families.insert(std::regex_replace(name, std::regex{"_(bucket|sum|count)$"}, ""));
        }
        EXPECT_EQ(names_in(read_text(source_directory() / file)), families) << file;
    }
    const std::string ru = read_text(source_directory() / "docs/ru/metrics.md");
    static const std::regex alert{"alert: ([A-Za-z]+)"};
    const std::string rules = shipped("rosterd.rules.yaml");
    for (std::sregex_iterator at{rules.begin(), rules.end(), alert}, end; at != end; ++at) {
        EXPECT_NE(ru.find((*at)[1].str()), std::string::npos) << "what to do about " << (*at)[1];
    }
}

TEST_F(PrometheusTest, ARealServerCollectsAndCanComputeEveryRuleAndPanel) {
    const TemporaryDirectory directory;
    const std::string address = fmt::format("127.0.0.1:{}", free_port());
    write_text(
        directory / "prometheus.yml",
        fmt::format("global: {{ scrape_interval: 1s, evaluation_interval: 1s }}\n"
                    "rule_files: [ {} ]\n"
                    "scrape_configs:\n"
                    "  - job_name: rosterd\n"
                    "    static_configs: [ {{ targets: [ \"127.0.0.1:{}\" ] }} ]\n",
                    (source_directory() / "observability/rosterd.rules.yaml").string(), port));
    Process prometheus{
        {.arguments = {"prometheus", "--config.file=" + (directory / "prometheus.yml").string(),
                       "--storage.tsdb.path=" + (directory / "data").string(),
                       "--web.listen-address=" + address, "--log.level=warn"}}};
    const auto asked = [&](const std::string& expression) -> json::value {
        const std::string query = boost::urls::encode(expression, boost::urls::unreserved_chars);
        const ProbeAnswer answer = http_get("http://" + address, "/api/v1/query?query=" + query);
        if (answer.status != 200) throw std::runtime_error{expression + ": " + answer.body};
        return json::parse(answer.body).at("data").at("result");
    };
    const auto value = [&](const std::string& expression) -> std::string {
        try {
            const json::value result = asked(expression);
            if (result.as_array().empty()) return "nothing";
            return std::string{result.at(0).at("value").at(1).as_string()};
        } catch (const std::runtime_error&) {
            return "away";
        }
    };
    EXPECT_TRUE(eventually([&] { return value("up{job=\"rosterd\"}") == "1"; }))
        << prometheus.standard_error();
    EXPECT_TRUE(eventually([&] { return value("rosterd_schools{state=\"converged\"}") == "1"; }));
    const json::value dashboard = json::parse(shipped("rosterd.dashboard.json"));
    for (const json::value& panel : dashboard.at("panels").as_array()) {
        for (const json::value& target : panel.at("targets").as_array()) {
            static_cast<void>(asked(std::string{target.at("expr").as_string()}));
        }
    }
    const auto rules_fail = [&]() -> bool {
        const auto answer = http_get("http://" + address, "/api/v1/rules");
        const json::value groups = json::parse(answer.body).at("data").at("groups");
        bool computed = !groups.as_array().empty();
        for (const json::value& group : groups.as_array()) {
            for (const json::value& rule : group.at("rules").as_array()) {
                EXPECT_NE(rule.at("health").as_string(), "err") << rule.at("name");
                computed = computed && rule.at("health").as_string() == "ok";
            }
        }
        return !computed;
    };
    EXPECT_TRUE(eventually([&] { return !rules_fail(); })) << "every rule was computed";

    // The journal goes away, and Prometheus sees it.
    std::filesystem::rename(school.journal_file(), school.path("elsewhere.db"));
    EXPECT_TRUE(eventually([&] { return value("rosterd_journal_up") == "0"; }));
    EXPECT_TRUE(eventually([&] {
        return value("ALERTS{alertname=\"RosterdJournalDown\",alertstate=\"pending\"}") == "1";
    }));
}

TEST(AlertRulesTest, EachFiresWhenItShouldAndNotBefore) {
    const TemporaryDirectory directory;
    const auto rules = (source_directory() / "observability/rosterd.rules.yaml").string();
    std::string test = read_text(source_directory() / "tests/system/alert_rules_test.yaml");
    const std::string mark = "@RULES@";
    test.replace(test.find(mark), mark.size(), rules);
    write_text(directory / "test.yaml", test);
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"promtool", "check", "rules", rules},
          std::vector<std::string>{"promtool", "test", "rules", directory / "test.yaml"}}) {
        const Finished ended = run({.arguments = arguments});
        EXPECT_TRUE(ended.status.success()) << ended.output << ended.error;
    }
}

}  // namespace
}  // namespace rosterd::test
