// Signs of life of threads.
#include "daemon/pulse.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <future>

namespace rosterd {
namespace {

using std::chrono::seconds;
const SteadyTime start = SteadyTime{} + std::chrono::hours{1};

/// Until the thread has done what was posted before.
void drain(boost::asio::thread_pool& thread) {
    std::promise<void> done;
    boost::asio::post(thread, [&done] { done.set_value(); });
    done.get_future().wait();
}

TEST(PulseTest, AThreadThatAnswersIsNeverStuck) {
    boost::asio::thread_pool thread{1};
    Pulse pulse{{{"store", thread.get_executor()}}};
    EXPECT_EQ(pulse.stuck(start, seconds{1}), std::nullopt) << "nobody was asked yet";
    for (int i = 0; i < 5; ++i) {
        pulse.ask(start + seconds{i * 100});
        drain(thread);
        EXPECT_EQ(pulse.stuck(start + seconds{i * 100 + 99}, seconds{1}), std::nullopt);
    }
}

TEST(PulseTest, AThreadThatIsHeldIsStuckAfterItsPatienceAndWellAfterwards) {
    boost::asio::thread_pool held{1};
    boost::asio::thread_pool well{1};
    std::promise<void> release;
    boost::asio::post(held, [&] { release.get_future().wait(); });
    Pulse pulse{{{"journal", held.get_executor()}, {"store", well.get_executor()}}};
    pulse.ask(start);
    drain(well);
    pulse.ask(start + seconds{10});
    drain(well);
    EXPECT_EQ(pulse.stuck(start + seconds{20}, seconds{20}), std::nullopt) << "may be work";
    EXPECT_EQ(pulse.stuck(start + seconds{21}, seconds{20}), "journal")
        << "asking again is no sign of life";
    release.set_value();
    drain(held);
    EXPECT_EQ(pulse.stuck(start + seconds{21}, seconds{20}), std::nullopt);
}

}  // namespace
}  // namespace rosterd
