// The price of a plan equals the requests of a naive executor that packs them one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconciler/plan.hpp"
#include "tests/unit/reconciler/scenario.hpp"

namespace rosterd::testing {

namespace {

/// Whether `earlier` has to be answered before `operation` is sent.
bool must_be_known(const Operation& earlier, const Operation& operation) {
    if (earlier.chat != operation.chat) return false;
    const bool comes = earlier.kind == OperationKind::add || earlier.kind == OperationKind::promote;
    return operation.kind == OperationKind::destroy ||
           (operation.kind == OperationKind::demote && comes);
}

/// Requests as an executor would send them: a creation is a request of its own and takes the first
/// additions of its chat with it; everything else fills batches in order; people added to one chat,
/// or appointed in it, one after the other share a change; a batch is sent before what it has no
/// room for, before a creation, before what must know how the earlier part of its chat came out
/// (a dismissal, leaving), and at the end; an invite link is fetched once per chat; a chat is
/// read once before it loses people or an administrator, or because nobody knows who is in it.
std::uint64_t packed(std::span<const Operation> operations, const Capabilities& capabilities,
                     const std::set<std::uint32_t>& unread = {}) {
    std::uint64_t requests = 0;
    std::vector<std::vector<Operation>> batch;  // changes, each of one operation or several adds
    std::map<std::uint32_t, std::size_t> first_members;
    std::set<std::uint32_t> links;
    std::set<std::uint32_t> read_first;
    const auto send = [&] {
        if (!batch.empty()) ++requests;
        batch.clear();
    };
    for (const Operation& operation : operations) {
        const bool takes =
            operation.kind == OperationKind::remove || operation.kind == OperationKind::demote ||
            operation.kind == OperationKind::detach || operation.kind == OperationKind::destroy;
        if (takes || unread.contains(operation.chat)) read_first.insert(operation.chat);
        if (operation.kind == OperationKind::create) {
            send();
            ++requests;
            first_members[operation.chat] = 0;
            continue;
        }
        if (operation.kind == OperationKind::detach) {  // nothing is said to the platform, but
            send();                                     // whether everybody is gone must be known
            continue;
        }
        if (operation.kind == OperationKind::add && first_members.contains(operation.chat) &&
            first_members[operation.chat] < capabilities.create_members_max) {
            ++first_members[operation.chat];
            continue;
        }
        if (operation.kind == OperationKind::invite && links.insert(operation.chat).second) {
            ++requests;
        }
        const std::size_t together =
            operation.kind == OperationKind::add       ? capabilities.adds_per_request
            : operation.kind == OperationKind::promote ? capabilities.promotions_per_request
                                                       : 1;
        const bool joins = !batch.empty() && batch.back().front().kind == operation.kind &&
                           batch.back().front().chat == operation.chat &&
                           batch.back().size() < together;
        if (joins) {
            batch.back().push_back(operation);
            continue;
        }
        if (operation.kind == OperationKind::add) requests += capabilities.requests_per_add - 1;
        if (operation.kind == OperationKind::rename) {
            requests += capabilities.requests_per_rename - 1;
        }
        const bool of_role =
            operation.kind == OperationKind::promote || operation.kind == OperationKind::demote;
        if (of_role) requests += capabilities.requests_per_role - 1;
        const bool must_know = std::ranges::any_of(
            batch, [&](const auto& change) { return must_be_known(change.front(), operation); });
        if (must_know || batch.size() == capabilities.batch_max) send();
        batch.push_back({operation});
    }
    send();
    while (!read_first.empty()) {
        for (std::size_t i = 0; i < capabilities.reads_per_request && !read_first.empty(); ++i) {
            read_first.erase(read_first.begin());
        }
        ++requests;
    }
    return requests;
}

void expect_price(const Scenario& scenario) {
    const auto world = scenario.evaluate();
    const Plan plan = world.plan();
    const std::uint64_t calls = packed(plan.operations, scenario.capabilities);
    EXPECT_EQ(plan.price.calls, calls);
    EXPECT_DOUBLE_EQ(plan.price.seconds,
                     static_cast<double>(calls) / scenario.capabilities.requests_per_second);
    EXPECT_EQ(price_of(plan, plan.operations, scenario.capabilities).calls, calls);
}

Scenario new_school(int classes, int size) {
    Scenario scenario;
    for (int at = 0; at < classes; ++at) {
        add_class_of(scenario.journal, "k" + std::to_string(at), size);
    }
    return scenario;
}

}  // namespace

TEST(PriceTest, ANewSchoolCostsWhatANaiveExecutorSends) {
    for (const std::size_t first_members : {1U, 3U, 10U, 200U}) {
        for (const std::size_t batch : {1U, 2U, 25U}) {
            for (const bool adds : {true, false}) {
                Scenario scenario = new_school(3, 12);
                scenario.capabilities.create_members_max = first_members;
                scenario.capabilities.batch_max = batch;
                scenario.capabilities.add_members = adds;
                expect_price(scenario);
            }
        }
    }
}

TEST(PriceTest, ChangesCostWhatANaiveExecutorSends) {
    for (const std::size_t batch : {1U, 3U, 25U}) {
        Scenario scenario = new_school(2, 20);
        scenario.converge();
        scenario.capabilities.batch_max = batch;
        for (int at = 1; at <= 9; ++at) {
            const std::string id = "k0-0" + std::to_string(at);
            scenario.journal.end_enrolment("k0", id).enrol("k1", id);
        }
        scenario.journal.school_class("k0", {.name = "Новый"});
        expect_price(scenario);
        scenario.journal.school_class("k1", {.validity = until(today_text)});
        expect_price(scenario);
        scenario.capabilities.add_members = false;
        expect_price(scenario);
    }
}

TEST(PriceTest, PeopleOfOneChatShareAChangeWhereTheProtocolTakesMany) {
    for (const std::size_t adds : {1U, 7U, 100U}) {
        for (const std::size_t batch : {1U, 2U}) {
            Scenario scenario = new_school(4, 20);
            scenario.capabilities.create_members_max = 0;
            scenario.capabilities.batch_max = batch;
            scenario.capabilities.adds_per_request = adds;
            scenario.capabilities.promotions_per_request = adds;
            scenario.capabilities.reads_per_request = 1;
            expect_price(scenario);
        }
    }
}

TEST(PriceTest, ChatsThatOnlyPeopleCanMakeCostNothingUntilTheyAreThere) {
    Scenario scenario = new_school(2, 20);
    scenario.capabilities.create_chats = false;
    const Plan plan = scenario.evaluate().plan();
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.price.calls, 0U);
}

TEST(PriceTest, AReadGoesBeforeWhoLeaves) {
    Scenario scenario = new_school(2, 20);
    scenario.converge();
    scenario.journal.end_enrolment("k0", "k0-01");
    EXPECT_EQ(scenario.evaluate().plan().price.calls, 2U) << "one read, one removal";
}

TEST(PriceTest, AChatThatWasNeverReadIsReadFirst) {
    Scenario scenario = new_school(2, 20);
    scenario.converge();
    scenario.capabilities.reads_per_request = 1;
    scenario.journal.enrol("k0", "new").link("new", "5000");
    const std::uint64_t known = scenario.evaluate().plan().price.calls;
    for (ObservedChat& chat : scenario.observed.chats) chat.read_at = 0;
    const Plan plan = scenario.evaluate().plan();
    EXPECT_EQ(plan.price.calls, known + plan.chats.size()) << "where something is to be done";
    EXPECT_EQ(plan.price.calls, packed(plan.operations, scenario.capabilities, {0, 1, 2, 3}));
}

TEST(PriceTest, WhereAnAdditionIsTwoRequestsItIsPricedSo) {
    Scenario scenario = new_school(2, 5);
    scenario.capabilities.create_members_max = 0;
    scenario.capabilities.batch_max = 1;
    const std::uint64_t single = scenario.evaluate().plan().price.calls;
    scenario.capabilities.requests_per_add = 2;
    expect_price(scenario);
    EXPECT_GT(scenario.evaluate().plan().price.calls, single);
    scenario.converge();
    scenario.journal.school_class("k0", {.name = "Новый"});
    scenario.capabilities.requests_per_rename = 2;
    expect_price(scenario);
}

TEST(PriceTest, TypicalFiguresAreTheProtocolsMinimum) {
    Scenario scenario = new_school(1, 30);
    std::erase_if(scenario.profile.chats,
                  [](const ChatRule& rule) { return rule.kind != ChatKind::class_chat; });
    EXPECT_EQ(scenario.evaluate().plan().price.calls, 2U) << "create with all, one batch of one";
    scenario.converge();
    for (int at = 1; at <= 26; ++at) {
        const std::string id = "new-" + std::to_string(at);
        scenario.journal.enrol("k0", id).link(id, std::to_string(5000 + at));
    }
    EXPECT_EQ(scenario.evaluate().plan().price.calls, 2U) << "26 additions, 25 fit a request";
}

}  // namespace rosterd::testing
