// Connecting, the name, signals, and connecting again.
#include "systemd/bus/bus.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "systemd/bus/bus_calls.hpp"
#include "systemd/bus/bus_link.hpp"
#include "systemd/bus/bus_message.hpp"

namespace rosterd::systemd {

namespace {

constexpr std::uint32_t name_is_ours = 1;
constexpr std::uint32_t name_was_ours = 4;

/// Nobody listens where the bus should be.
bool is_absent(int error) {
    return error == -ENOENT || error == -ECONNREFUSED || error == -ENOTDIR;
}

}  // namespace

/// One connection and what is going on over it.
class Bus::Serving {
  public:
    Serving(Bus& bus, std::shared_ptr<BusLink> link)
        : bus_{bus}, link_{std::move(link)}, calls_{link_, bus.object_, [this] { look(); }} {}
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    ~Serving() { link_->close(); }

    /// A negative errno when it cannot even be asked for.
    int ask_for_name() {
        const int served = calls_.serve(bus_.options_.path);
        if (served < 0) return served;
        const auto on_answer = [](sd_bus_message* answer, void* self, sd_bus_error*) noexcept {
            static_cast<Serving*>(self)->hear_of_name(answer);
            return 1;
        };
        sd_bus_slot* slot = nullptr;
        const int asked = sd_bus_request_name_async(link_->bus(), &slot, bus_.options_.name.c_str(),
                                                    0, on_answer, this);
        name_slot_.reset(slot);
        link_->kick();
        return asked;
    }

    /// It is not used any more, though calls may still be carried out.
    void end() { named_ = false; }

    void look() {
        if (!named_) return;
        BusProperties now = bus_.object_.properties();
        BusProperties changed;
        for (const auto& [name, value] : now) {
            const auto before = announced_.find(name);
            if (before == announced_.end() || before->second != value) changed.emplace(name, value);
        }
        announced_ = std::move(now);
        if (changed.empty()) return;
        send("org.freedesktop.DBus.Properties", "PropertiesChanged", [&](sd_bus_message* signal) {
            int result = append(signal, std::string{bus_.object_.interface().name});
            if (result >= 0) result = append_dictionary(signal, changed);
            return result < 0 ? result : append(signal, std::vector<std::string>{});
        });
    }

    void emit(const std::string& signal, const BusValues& values) {
        if (!named_) return;
        const std::string interface{bus_.object_.interface().name};
        send(interface.c_str(), signal.c_str(), [&](sd_bus_message* message) {
            int result = 0;
            for (const BusValue& value : values) {
                if (result >= 0) result = append(message, value);
            }
            return result;
        });
    }

  private:
    void hear_of_name(sd_bus_message* answer) {
        if (const sd_bus_error* refusal = sd_bus_message_get_error(answer)) {
            const char* why = refusal->message != nullptr ? refusal->message : refusal->name;
            return bus_.lose(BusState::down, std::string{"the name is refused: "} + why);
        }
        std::uint32_t outcome = 0;
        const int read = sd_bus_message_read(answer, "u", &outcome);
        if (read <= 0 || (outcome != name_is_ours && outcome != name_was_ours)) {
            return bus_.lose(BusState::down, "another process has the name");
        }
        named_ = true;
        announced_ = bus_.object_.properties();
        bus_.retry_ = bus_.options_.retry_first;
        bus_.options_.told(BusState::serving, {});
    }

    /// A signal that cannot be sent has nobody who hears it.
    template <class Fill>
    void send(const char* interface, const char* member, Fill fill) {
        sd_bus_message* signal = nullptr;
        const int made = sd_bus_message_new_signal(link_->bus(), &signal,
                                                   bus_.options_.path.c_str(), interface, member);
        if (made < 0) return;
        const MessagePointer owned{signal};
        if (fill(signal) >= 0) (void)sd_bus_send(link_->bus(), signal, nullptr);
        link_->kick();
    }

    Bus& bus_;
    std::shared_ptr<BusLink> link_;
    BusCalls calls_;
    SlotPointer name_slot_;
    BusProperties announced_;
    bool named_ = false;
};

Bus::Bus(boost::asio::any_io_executor executor, BusOptions options, BusObject& object)
    : executor_{std::move(executor)},
      options_{std::move(options)},
      object_{object},
      retry_timer_{executor_},
      retry_{options_.retry_first} {}

Bus::~Bus() {
    stop();
}

void Bus::start() {
    started_ = true;
    connect();
}

void Bus::stop() {
    started_ = false;
    retry_timer_.cancel();
    serving_.reset();
}

void Bus::look() {
    if (serving_) serving_->look();
}

void Bus::emit(const std::string& signal, const BusValues& values) {
    if (serving_) serving_->emit(signal, values);
}

void Bus::connect() {
    int error = 0;
    auto link = BusLink::open(
        executor_, [this](int why) { lose(BusState::down, std::strerror(-why)); }, error);
    if (link == nullptr) {
        return lose(is_absent(error) ? BusState::absent : BusState::down, std::strerror(-error));
    }
    serving_ = std::make_shared<Serving>(*this, std::move(link));
    const int asked = serving_->ask_for_name();
    if (asked < 0) lose(BusState::down, std::strerror(-asked));
}

/// The connection may be in the middle of a message: it goes when that is over.
void Bus::lose(BusState state, const std::string& reason) {
    if (serving_) {
        serving_->end();
        boost::asio::post(executor_, [ended = std::exchange(serving_, nullptr)] {});
    }
    retry_timer_.expires_after(retry_);
    retry_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error && started_) connect();
    });
    retry_ = std::min(retry_ * 2, options_.retry_longest);
    options_.told(state, reason);
}

}  // namespace rosterd::systemd
