// A remembered daemon on a private bus, served from a thread of its own.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "daemon/bus/bus_service.hpp"
#include "daemon/bus/bus_view.hpp"
#include "tests/support/private_bus.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {

/// Schools 17 (settled, its call own-1 runs), 18 (with a hold) and 19 (not read yet).
class BusWorld {
  public:
    explicit BusWorld(const std::string& watch_group = test::bus_watcher,
                      const std::string& operate_group = test::bus_operator) {
        daemon.states["17"] = school_state(settled_school());
        OwnConference call;
        call.number = 1;
        call.kind = ConferenceKind::video_call;
        call.chat = "class/7v";
        call.title = "Разбор";
        call.starts_at = at_minute(11 * 60);
        call.ends_at = at_minute(14 * 60);
        call.created_by = "t1";
        ConferenceRecord& runs = plan_here(daemon.states["17"], std::move(call));
        runs.state = ConferenceState::active;
        runs.started_at = runs.plan.starts;
        daemon.states["18"] = school_state(school_with_a_hold(), "18");
        SchoolState unread;
        unread.error = Error{ErrorKind::transient, "read journal: connection refused"};
        daemon.states["19"] = std::move(unread);
        control::ControlOptions options;
        options.socket = directory_ / "control.sock";
        options.watch_group = watch_group;
        options.operate_group = operate_group;
        auto control = control::start_control_server(loop_.get_executor(), daemon, options);
        if (!control) throw std::runtime_error{control.error().what};
        control_ = std::move(*control);
        thread_ = std::thread{[this] { loop_.run(); }};
    }
    BusWorld(const BusWorld&) = delete;
    BusWorld& operator=(const BusWorld&) = delete;
    ~BusWorld() {
        boost::asio::post(loop_, [this] {
            if (service_) service_->stop();
            control_->stop();
            loop_.stop();
        });
        thread_.join();
    }

    /// Begins to serve on the bus; whether it could within the deadline.
    [[nodiscard]] bool serve(config::BusConfig config = {}) {
        ::setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address().c_str(), 1);
        on_loop([&] {
            service_ = std::make_unique<BusService>(loop_.get_executor(), config, daemon, notices,
                                                    *control_);
        });
        return serves();
    }
    /// One more that wants the same name; to be stopped on the loop.
    [[nodiscard]] std::unique_ptr<BusService> another_service() {
        std::unique_ptr<BusService> service;
        on_loop([&] {
            service = std::make_unique<BusService>(loop_.get_executor(), config::BusConfig{},
                                                   daemon, notices, *control_);
        });
        return service;
    }
    void stop_serving() {
        on_loop([this] { service_->stop(); });
    }
    /// Waits until somebody has the name.
    [[nodiscard]] bool serves() const {
        return test::eventually([&] { return property("Version").status.success(); });
    }

    /// Does something where the daemon lives, and waits until it is done.
    void on_loop(const std::function<void()>& work) {
        std::promise<void> done;
        boost::asio::post(loop_, [&] {
            work();
            done.set_value();
        });
        done.get_future().get();
    }

    [[nodiscard]] test::Finished call(const std::string& method,
                                      const std::vector<std::string>& arguments = {},
                                      const std::string& user = {}) const {
        std::vector<std::string> words{"call", name, std::string{bus_object_path},
                                       std::string{bus_interface_name}, method};
        words.insert(words.end(), arguments.begin(), arguments.end());
        return bus.busctl(words, user);
    }
    [[nodiscard]] test::Finished property(const std::string& property,
                                          const std::string& user = {}) const {
        return bus.busctl({"get-property", name, std::string{bus_object_path},
                           std::string{bus_interface_name}, property},
                          user);
    }
    [[nodiscard]] std::string hold() const { return daemon.states.at("18").holds.front().id; }

    test::PrivateBus bus;
    FakeDaemon daemon;
    Notices notices;
    std::string name{bus_interface_name};

  private:
    test::TemporaryDirectory directory_;
    boost::asio::io_context loop_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{
        loop_.get_executor()};
    std::unique_ptr<control::ControlServer> control_;
    std::unique_ptr<BusService> service_;
    std::thread thread_;
};

}  // namespace rosterd::testing
