// The sandbox's MAX as a platform that can be broken in the ways of the fault matrix.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "max_world.hpp"
#include "sandbox_faulty_platform.hpp"

namespace rosterd::max::test {

using rosterd::test::FaultRow;
using rosterd::test::Room;

/// A teacher makes the chats.
class MaxFaultyPlatform final : public rosterd::test::SandboxFaultyPlatform {
  public:
    MaxFaultyPlatform(boost::asio::io_context& loop, Clock& clock, FaultRow row)
        : SandboxFaultyPlatform{loop, clock, row} {
        messenger_server().messenger().add_bot(bot, token, "school_bot");
        messenger_server().max_api().set_rate(bot, 0);
    }

    std::unique_ptr<PlatformAccount> connect() override {
        auto options = account_options<MaxOptions>(token);
        options.poll_wait = std::chrono::seconds{1};
        options.backoff_first = std::chrono::milliseconds{1};
        options.backoff_most = std::chrono::milliseconds{10};
        return opened(make_max_account(loop().get_executor(), clock(), std::move(options)));
    }

    ChatNumber made_by_a_person(const std::string& title) override {
        auto& messenger = messenger_server().messenger();
        auto& chat = messenger.create_group(teacher, title, now());
        messenger.add(chat, bot, teacher, now());
        messenger.set_admin(chat, bot, {"read_all_messages", "add_remove_members", "add_admins"},
                            {}, teacher, now());
        return chat.id;
    }

    std::multiset<Room> rooms() override {
        std::multiset<Room> rooms;
        for (const auto& [id, chat] : messenger_server().messenger().chats()) {
            if (chat.kind != sandbox::max::ChatKind::group) continue;
            Room room{chat.title, {}, {}};
            for (const auto& [user, seat] : chat.seats) {
                if (user == bot || user == teacher) continue;
                room.members.insert(user);
                if (seat.admin) room.admins.insert(user);
            }
            rooms.insert(std::move(room));
        }
        return rooms;
    }
    std::size_t chats_made() override { return rooms().size(); }
    /// Only calls that did something count: whoever is gone cannot be sent away again.
    std::multiset<std::pair<std::string, UserId>> sent_away() override {
        std::multiset<std::pair<std::string, UserId>> people;
        for (const sandbox::CallRecord& call : messenger_server().vk().calls()) {
            if (call.method != "DELETE /chats/{chatId}/members" || call.error != 0) continue;
            const auto* chat =
                messenger_server().messenger().find(std::stoll(call.parameters.at("chatId")));
            people.emplace(chat->title, std::stoll(call.parameters.at("user_id")));
        }
        return people;
    }

  private:
    static sandbox::Moment now() {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] std::vector<std::string> changing_methods() const override {
        return {"POST /chats/{chatId}/members", "DELETE /chats/{chatId}/members",
                "POST /chats/{chatId}/members/admins",
                "DELETE /chats/{chatId}/members/admins/{userId}"};
    }
    [[nodiscard]] sandbox::Fault error_body() const override {
        return {.kind = sandbox::FaultKind::error_in_200, .code = 500};
    }
    [[nodiscard]] int quota_code() const override { return 429; }
};

}  // namespace rosterd::max::test
