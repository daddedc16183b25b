// VK's two kinds of tokens, and a bot of MAX.
#include "tests/bench/cold_platform.hpp"

#include <stdexcept>

#include "adapters/platform/max/max_account.hpp"
#include "adapters/platform/vk/vk_account.hpp"

namespace rosterd::bench {
namespace {

constexpr const char* token = "cold-start";
const sandbox::Moment beginning{};

/// People with a link and administrators among them, of one chat.
std::pair<std::size_t, std::size_t> linked(const Picture& picture, const DesiredChat& chat) {
    std::size_t people = 0;
    std::size_t admins = 0;
    for (const Seat& seat : picture.desired.seats_of(chat)) {
        if (picture.links.user[seat.person] == 0) continue;
        ++people;
        if (seat.admin()) ++admins;
    }
    return {people, admins};
}

std::uint64_t divided_up(std::size_t count, std::size_t by) {
    return (count + by - 1) / by;
}

template <class T>
T must(Result<T> made) {
    if (!made) throw std::runtime_error{made.error().what};
    return std::move(*made);
}

class VkSide final : public ColdSide {
  public:
    explicit VkSide(vk::TokenKind kind) : kind_{kind}, sandbox_{sandbox::World{}, {}, {}} {
        sandbox_.vk().add_account({token, self(), 0});  // 0: the platform's own quota
    }
    sandbox::Sandbox& sandbox() override { return sandbox_; }
    [[nodiscard]] Platform platform() const override { return Platform::vk; }
    [[nodiscard]] double quota() const override { return kind_ == vk::TokenKind::user ? 3 : 20; }
    std::unique_ptr<PlatformAccount> account(boost::asio::any_io_executor executor, Clock& clock,
                                             const std::string& base_url) override {
        vk::VkOptions options;
        options.name = "main";
        options.base_url = base_url;
        options.token = token;
        options.token_kind = kind_;
        options.create_members_max = first_members;
        return must(vk::make_vk_account(std::move(executor), clock, std::move(options)));
    }
    std::uint64_t refused() override {
        return static_cast<std::uint64_t>(sandbox_.vk().counts().refused_6);
    }
    std::optional<ChatNumber> made_by_a_person(const std::string&) override { return std::nullopt; }
    std::vector<std::pair<UserId, bool>> people(ChatNumber chat) override {
        const auto id = sandbox_.world().resolve(self(), chat);
        std::vector<std::pair<UserId, bool>> inside;
        if (id.has_error()) return inside;
        for (const auto& [who, seat] : sandbox_.world().find(id.value())->seats) {
            if (who != self()) inside.emplace_back(who, seat.admin);
        }
        return inside;
    }
    /// One call creates a chat with its first people; what is left of adding and appointing fills
    /// requests of 25 (vk.md §2.1).
    [[nodiscard]] std::uint64_t minimum(const Picture& picture) const override {
        std::uint64_t creations = 0;
        std::size_t others = 0;
        for (const DesiredChat& chat : picture.desired.chats) {
            if (chat.wish != ChatWish::present) continue;
            ++creations;
            const auto [people, admins] = linked(picture, chat);
            others += admins + (people > first_members ? people - first_members : 0);
        }
        return creations + divided_up(others, 25);
    }

  private:
    static constexpr std::size_t first_members = 200;
    [[nodiscard]] UserId self() const { return kind_ == vk::TokenKind::user ? 100 : -500; }

    vk::TokenKind kind_;
    sandbox::Sandbox sandbox_;
};

class MaxSide final : public ColdSide {
  public:
    MaxSide() : sandbox_{sandbox::World{}, {}, {}} {
        sandbox_.messenger().add_bot(bot, token, "school_bot");
    }
    sandbox::Sandbox& sandbox() override { return sandbox_; }
    [[nodiscard]] Platform platform() const override { return Platform::max; }
    [[nodiscard]] double quota() const override { return 30; }
    std::unique_ptr<PlatformAccount> account(boost::asio::any_io_executor executor, Clock& clock,
                                             const std::string& base_url) override {
        max::MaxOptions options;
        options.name = "main";
        options.base_url = base_url;
        options.token = token;
        return must(max::make_max_account(std::move(executor), clock, std::move(options)));
    }
    std::uint64_t refused() override { return account_refused(); }
    std::optional<ChatNumber> made_by_a_person(const std::string& title) override {
        auto& messenger = sandbox_.messenger();
        auto& chat = messenger.create_group(maker, title, beginning);
        messenger.add(chat, bot, maker, beginning);
        messenger.set_admin(chat, bot,
                            {"read_all_messages", "add_remove_members", "add_admins",
                             "change_chat_info", "pin_message"},
                            {}, maker, beginning);
        return chat.id;
    }
    std::vector<std::pair<UserId, bool>> people(ChatNumber number) override {
        std::vector<std::pair<UserId, bool>> inside;
        const auto* chat = sandbox_.messenger().find(number);
        if (chat == nullptr) return inside;
        for (const auto& [who, seat] : chat->seats) {
            if (who != bot && who != maker) inside.emplace_back(who, seat.admin);
        }
        return inside;
    }
    /// Each chat is read once, for nobody knows who is in it; people come in a hundred at a time,
    /// and its administrators are appointed in one call (max.md §2.5, §2.6, §2.8).
    [[nodiscard]] std::uint64_t minimum(const Picture& picture) const override {
        std::uint64_t calls = 0;
        for (const DesiredChat& chat : picture.desired.chats) {
            if (chat.wish != ChatWish::present) continue;
            const auto [people, admins] = linked(picture, chat);
            calls += 1 + divided_up(people, 100) + (admins > 0 ? 1 : 0);
        }
        return calls;
    }

  private:
    static constexpr UserId bot = 500;
    static constexpr UserId maker = 900;

    std::uint64_t account_refused() {
        std::uint64_t count = 0;
        for (const auto& call : sandbox_.vk().calls()) count += call.error == 429 ? 1 : 0;
        return count;
    }

    sandbox::Sandbox sandbox_;
};

}  // namespace

std::unique_ptr<ColdSide> make_cold_side(ColdPlatform platform) {
    switch (platform) {
        case ColdPlatform::vk_user:
            return std::make_unique<VkSide>(vk::TokenKind::user);
        case ColdPlatform::vk_community:
            return std::make_unique<VkSide>(vk::TokenKind::community);
        case ColdPlatform::max:
            break;
    }
    return std::make_unique<MaxSide>();
}

}  // namespace rosterd::bench
