// Virtual time passes only while nobody has anything to do: no handler is ready, no request is on
// its way.
#include "tests/bench/cold_start.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "adapters/http/server.hpp"
#include "adapters/journal/import/roster_of.hpp"
#include "daemon/daemon.hpp"
#include "reconciler/words.hpp"
#include "tests/bench/cold_platform.hpp"
#include "tests/bench/schools.hpp"
#include "tests/support/journal_model.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/virtual_clock.hpp"

namespace rosterd::bench {
namespace {

constexpr const char* school_id = "1";
constexpr const char* account_name = "main";

class ColdWorld {
  public:
    ColdWorld(ColdPlatform platform, std::uint32_t pupils)
        : side_{make_cold_side(platform)},
          profile_{shipped_profile("sgo")},
          clock_{loop_, now},
          journal_{school(), journal::roster_of(tables(pupils))->roster} {
        serve();
        begin_daemon();
    }

    ColdStart run() {
        if (!account_->capabilities().create_chats) people_make_the_chats();
        ColdStart result;
        const std::uint64_t before = answered_;
        const std::uint64_t refused_before = side_->refused();
        const auto begun = clock_.steady();
        run_until_done();
        const Picture& picture = *state().picture;
        result.calls = answered_ - before;
        result.refused = side_->refused() - refused_before;
        result.minimum = side_->minimum(picture);
        result.planned = planned(picture);
        result.quota = side_->quota();
        result.seconds = std::chrono::duration<double>(clock_.steady() - begun).count();
        result.complete = complete(picture, result);
        return result;
    }

  private:
    static constexpr UnixSeconds now = 1'790'812'800;  // 2026-10-01

    [[nodiscard]] journal::JournalTables tables(std::uint32_t pupils) const {
        auto options = sample_options();
        options.pupils = pupils;
        options.platform = word(side_->platform());
        return journal::generate_school(options).value();
    }
    static School school() {
        return {.id = school_id,
                .name = "Школа",
                .time_zone = "Asia/Yekaterinburg",
                .profile = "sgo",
                .account = account_name,
                .enabled = true};
    }
    const SchoolState& state() { return daemon_->schools().begin()->second; }

    void serve() {
        auto answer = [this](http::Request request) -> boost::asio::awaitable<http::Response> {
            const auto since = clock_.steady().time_since_epoch();
            const sandbox::Moment moment{
                std::chrono::duration_cast<std::chrono::milliseconds>(since)};
            http::Response response = side_->sandbox().answer(request, moment).response;
            ++answered_;
            co_return response;
        };
        auto server = http::Server::listen(loop_.get_executor(), {.listen = "127.0.0.1:0"}, answer);
        if (!server) throw std::runtime_error{server.error().what};
        server_ = std::move(*server);
    }

    void begin_daemon() {
        const auto thread = loop_.get_executor();
        auto account =
            side_->account(thread, clock_, "http://127.0.0.1:" + std::to_string(server_->port()));
        account_ = account.get();
        answered_before_ = answered_;
        Accounts accounts;
        accounts.emplace(account_name, Account{std::move(account)});
        PassSettings pass;
        pass.profiles.emplace(profile_.id, profile_);
        DaemonSettings settings;
        settings.pass = std::make_shared<const PassSettings>(std::move(pass));
        settings.effective = [](School each) { return each; };
        settings.listen = false;
        daemon_ = std::make_unique<Daemon>(DaemonParts{thread,
                                                       {journal_, thread},
                                                       {store_, thread},
                                                       thread,
                                                       std::move(accounts),
                                                       clock_,
                                                       7},
                                           std::move(settings));
    }

    /// Bound, and not read yet: a read_at of 0.
    void people_make_the_chats() {
        run_until_done();  // to know which chats are wanted
        const Picture& picture = *state().picture;
        for (const DesiredChat& chat : picture.desired.chats) {
            if (chat.wish != ChatWish::present) continue;
            ObservedChat bound;
            bound.key = picture.desired.key(chat);
            bound.title = picture.desired.title(chat);
            bound.number = side_->made_by_a_person(bound.title).value();
            auto kept = store_.finish_creation(school_id, account_name, bound);
            if (!kept) throw std::runtime_error{kept.error().what};
        }
        daemon_.reset();
        begin_daemon();
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
            const bool on_its_way = account_->use().requests + answered_before_ != answered_;
            const auto patience = std::chrono::milliseconds{on_its_way ? 100 : 1};
            if (ended || loop_.run_one_for(patience) > 0 || on_its_way) continue;
            if (!clock_.jump()) throw std::runtime_error{"the daemon waits for nothing"};
        }
    }

    /// The price of the plan that the daemon began with.
    [[nodiscard]] std::uint64_t planned(const Picture& picture) {
        Observed at_first;
        if (!account_->capabilities().create_chats) {
            for (const ObservedChat& chat : state().memory.observed.chats) {
                ObservedChat empty;
                empty.key = chat.key;
                empty.number = chat.number;
                empty.title = chat.title;
                at_first.chats.push_back(std::move(empty));
            }
        }
        const History no_history;
        return make_plan({picture.comparison(no_history, now), at_first, account_->capabilities()})
            .price.calls;
    }

    /// Compares every wanted chat with what the sandbox has.
    [[nodiscard]] bool complete(const Picture& picture, ColdStart& result) {
        bool good = true;
        for (const DesiredChat& chat : picture.desired.chats) {
            if (chat.wish != ChatWish::present) continue;
            ++result.chats;
            const ObservedChat* bound = state().memory.observed.find(picture.desired.key(chat));
            if (bound == nullptr) return false;
            std::vector<std::pair<UserId, bool>> wanted;
            for (const Seat& seat : picture.desired.seats_of(chat)) {
                const UserId user = picture.links.user[seat.person];
                if (user != 0) wanted.emplace_back(user, seat.admin());
            }
            auto there = side_->people(bound->number);
            std::ranges::sort(wanted);
            std::ranges::sort(there);
            result.memberships += wanted.size();
            good = good && wanted == there;
        }
        return good;
    }

    std::unique_ptr<ColdSide> side_;
    Profile profile_;
    boost::asio::io_context loop_;
    test::VirtualClock clock_;
    test::JournalModel journal_;
    test::MemoryStore store_;
    std::unique_ptr<http::Server> server_;
    std::uint64_t answered_ = 0;
    std::uint64_t answered_before_ = 0;  ///< when the account was made
    PlatformAccount* account_ = nullptr;
    std::unique_ptr<Daemon> daemon_;
};

}  // namespace

ColdStart cold_start(ColdPlatform platform, std::uint32_t pupils) {
    const auto level = spdlog::get_level();
    spdlog::set_level(spdlog::level::off);
    ColdWorld world{platform, pupils};
    ColdStart result = world.run();
    spdlog::set_level(level);
    return result;
}

}  // namespace rosterd::bench
