// Virtual time passes only while nobody has anything to do: no handler is ready, no request is on
// its way.
#include "tests/bench/cold_start.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <stdexcept>

#include "adapters/http/server.hpp"
#include "adapters/journal/import/roster_of.hpp"
#include "adapters/platform/vk/vk_account.hpp"
#include "adapters/sandbox/sandbox.hpp"
#include "daemon/daemon.hpp"
#include "tests/bench/schools.hpp"
#include "tests/support/journal_model.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::bench {
namespace {

constexpr UserId community = 500;
constexpr UserId staff_user = 100;
constexpr const char* token = "cold-start";
constexpr std::size_t batch = 25;           // vk.md §2.1: inner calls of one execute
constexpr std::size_t first_members = 200;  // of one createChat, as the account is set up

/// The fewest calls by hand: one to create each chat with its first people; what is left of adding
/// and appointing fills requests of 25.
std::uint64_t minimum_calls(const Desired& desired, const LinkTable& links) {
    std::uint64_t creations = 0;
    std::uint64_t others = 0;
    for (const DesiredChat& chat : desired.chats) {
        if (chat.wish != ChatWish::present) continue;
        ++creations;
        std::size_t people = 0;
        for (const Seat& seat : desired.seats_of(chat)) {
            if (links.user[seat.person] == 0) continue;
            ++people;
            if (seat.admin()) ++others;
        }
        if (people > first_members) others += people - first_members;
    }
    return creations + (others + batch - 1) / batch;
}

class ColdWorld {
  public:
    ColdWorld(ColdPlatform platform, std::uint32_t pupils)
        : kind_{platform == ColdPlatform::vk_user ? vk::TokenKind::user : vk::TokenKind::community},
          tables_{tables(pupils)},
          profile_{shipped_profile("sgo")},
          clock_{loop_, now},
          journal_{school(), journal::roster_of(tables_)->roster},
          sandbox_{sandbox::World{}, {}, {}} {
        const UserId self = kind_ == vk::TokenKind::user ? staff_user : -community;
        sandbox_.vk().add_account({token, self, 0});  // 0: the platform's own quota
        serve();
        start_daemon();
    }

    ColdStart run() {
        ColdStart result;
        const std::uint64_t before = calls();
        const auto begun = clock_.steady();
        run_until_done();
        const SchoolState& state = daemon_->schools().begin()->second;
        const Picture& picture = *state.picture;
        result.calls = calls() - before;
        result.refused = static_cast<std::uint64_t>(sandbox_.vk().counts().refused_6);
        result.minimum = minimum_calls(picture.desired, picture.links);
        result.planned = planned(picture);
        result.quota = account_->capabilities().requests_per_second;
        result.seconds = std::chrono::duration<double>(clock_.steady() - begun).count();
        result.complete = complete(picture, result);
        return result;
    }

  private:
    static constexpr UnixSeconds now = 1'790'812'800;  // 2026-10-01, noon in Moscow

    static journal::JournalTables tables(std::uint32_t pupils) {
        auto options = sample_options();
        options.pupils = pupils;
        return journal::generate_school(options).value();
    }
    static School school() {
        return {.id = "1",
                .name = "Школа",
                .time_zone = "Asia/Yekaterinburg",
                .profile = "sgo",
                .account = "main",
                .enabled = true};
    }

    void serve() {
        auto answer = [this](http::Request request) -> boost::asio::awaitable<http::Response> {
            const auto since = clock_.steady().time_since_epoch();
            const sandbox::Moment moment{
                std::chrono::duration_cast<std::chrono::milliseconds>(since)};
            http::Response response = sandbox_.answer(request, moment).response;
            ++answered_;
            co_return response;
        };
        auto server = http::Server::listen(loop_.get_executor(), {.listen = "127.0.0.1:0"}, answer);
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
    }

    void start_daemon() {
        vk::VkOptions options;
        options.name = "main";
        options.base_url = "http://127.0.0.1:" + std::to_string(server_->port());
        options.token = token;
        options.token_kind = kind_;
        options.create_members_max = first_members;
        auto made = vk::make_vk_account(loop_.get_executor(), clock_, std::move(options));
        if (!made) throw std::runtime_error{made.error().what};
        account_ = made->get();
        Accounts accounts;
        accounts.emplace("main", Account{std::move(*made)});
        PassSettings pass;
        pass.profiles.emplace(profile_.id, profile_);
        DaemonSettings settings;
        settings.pass = std::make_shared<const PassSettings>(std::move(pass));
        settings.effective = [](School each) { return each; };
        settings.listen = false;
        const auto thread = loop_.get_executor();
        daemon_ = std::make_unique<Daemon>(DaemonParts{thread,
                                                       {journal_, thread},
                                                       {store_, thread},
                                                       thread,
                                                       std::move(accounts),
                                                       clock_,
                                                       7},
                                           std::move(settings));
    }

    [[nodiscard]] std::uint64_t calls() {
        return static_cast<std::uint64_t>(sandbox_.vk().counts().total);
    }

    void run_until_done() {
        bool ended = false;
        boost::asio::co_spawn(loop_, daemon_->run_once(),
                              [&](const std::exception_ptr& bug, const Result<PassEnd>& end) {
                                  if (bug) std::rethrow_exception(bug);
                                  if (!end) throw std::runtime_error{end.error().what};
                                  ended = true;
                              });
        while (!ended) {
            clock_.settle();
            loop_.restart();
            const bool on_its_way = account_->use().requests != answered_;
            const auto patience = std::chrono::milliseconds{on_its_way ? 100 : 1};
            if (ended || loop_.run_one_for(patience) > 0 || on_its_way) continue;
            if (!clock_.jump()) throw std::runtime_error{"the daemon waits for nothing"};
        }
    }

    [[nodiscard]] std::uint64_t planned(const Picture& picture) const {
        const Observed nothing;
        const History no_history;
        return make_plan({picture.comparison(no_history, now), nothing, account_->capabilities()})
            .price.calls;
    }

    /// Compares every wanted chat with what the sandbox has.
    [[nodiscard]] bool complete(const Picture& picture, ColdStart& result) {
        std::map<std::string, std::vector<UserId>> there;
        const Observed& observed = daemon_->schools().begin()->second.memory.observed;
        const UserId self = kind_ == vk::TokenKind::user ? staff_user : -community;
        bool good = true;
        for (const DesiredChat& chat : picture.desired.chats) {
            if (chat.wish != ChatWish::present) continue;
            ++result.chats;
            const ObservedChat* bound = observed.find(picture.desired.key(chat));
            if (bound == nullptr) return false;
            const auto id = sandbox_.world().resolve(self, bound->number);
            if (id.has_error()) return false;
            const auto& seats = sandbox_.world().find(id.value())->seats;
            std::uint64_t people = 0;
            for (const Seat& seat : picture.desired.seats_of(chat)) {
                const UserId user = picture.links.user[seat.person];
                if (user == 0) continue;
                ++people;
                const auto found = seats.find(user);
                good = good && found != seats.end() && found->second.admin == seat.admin();
            }
            result.memberships += people;
            good = good && seats.size() == people + 1;  // and the service account
        }
        return good;
    }

    vk::TokenKind kind_;
    journal::JournalTables tables_;
    Profile profile_;
    boost::asio::io_context loop_;
    test::VirtualClock clock_;
    test::JournalModel journal_;
    test::MemoryStore store_;
    sandbox::Sandbox sandbox_;
    std::unique_ptr<http::Server> server_;
    std::uint64_t answered_ = 0;
    PlatformAccount* account_ = nullptr;
    std::unique_ptr<Daemon> daemon_;
};

}  // namespace

ColdStart cold_start(ColdPlatform platform, std::uint32_t pupils) {
    const auto level = spdlog::get_level();
    spdlog::set_level(spdlog::level::warn);
    ColdWorld world{platform, pupils};
    ColdStart result = world.run();
    spdlog::set_level(level);
    return result;
}

}  // namespace rosterd::bench
