// The sandbox's VK as a platform that can be broken in the ways of the fault matrix.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/platform/vk/vk_error.hpp"
#include "sandbox_faulty_platform.hpp"
#include "vk_world.hpp"

namespace rosterd::vk::test {

using rosterd::test::FaultRow;
using rosterd::test::Room;

class VkFaultyPlatform final : public rosterd::test::SandboxFaultyPlatform {
  public:
    VkFaultyPlatform(boost::asio::io_context& loop, Clock& clock, FaultRow row)
        : SandboxFaultyPlatform{loop, clock, row} {
        messenger_server().vk().add_account({token, staff_user, 1000});
    }

    std::unique_ptr<PlatformAccount> connect() override {
        auto options = account_options<VkOptions>(token);
        options.token_kind = TokenKind::user;
        return opened(make_vk_account(loop().get_executor(), clock(), std::move(options)));
    }

    std::multiset<Room> rooms() override {
        std::multiset<Room> rooms;
        for (const auto& [id, chat] : messenger_server().world().chats()) {
            Room room{chat.title, {}, {}};
            for (const auto& [user, seat] : chat.seats) {
                if (user == staff_user) continue;
                room.members.insert(user);
                if (seat.admin) room.admins.insert(user);
            }
            rooms.insert(std::move(room));
        }
        return rooms;
    }
    std::size_t chats_made() override { return messenger_server().world().chats().size(); }
    std::multiset<std::pair<std::string, UserId>> sent_away() override {
        std::multiset<std::pair<std::string, UserId>> people;
        for (const sandbox::Event& event : messenger_server().world().events()) {
            if (event.kind == sandbox::EventKind::remove) people.insert({event.title, event.user});
        }
        return people;
    }

  private:
    [[nodiscard]] std::vector<std::string> changing_methods() const override {
        return {"messages.createChat", "messages.editChat", "messages.addChatUser",
                "messages.removeChatUser", "messages.setMemberRole"};
    }
    [[nodiscard]] sandbox::Fault error_body() const override {
        return {.kind = sandbox::FaultKind::error_code, .code = 10};
    }
    [[nodiscard]] int quota_code() const override { return too_many_per_second; }
};

}  // namespace rosterd::vk::test
