// Dispatch by hand instead of a vtable of sd-bus: a property must not be shown before it is known
// who asks, and asking the bus for that must not block.
#include "systemd/bus/bus_calls.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace rosterd::systemd {

namespace asio = boost::asio;

namespace {

constexpr std::string_view introspectable = "org.freedesktop.DBus.Introspectable";
constexpr std::string_view properties_interface = "org.freedesktop.DBus.Properties";

std::string_view text_or_empty(const char* text) {
    return text == nullptr ? std::string_view{} : text;
}

/// A reply that cannot be sent has nobody waiting for it: the caller or the bus is gone.
void send(BusLink& link, sd_bus_message* reply) {
    (void)sd_bus_send(link.bus(), reply, nullptr);
    link.kick();
}

void refuse(BusLink& link, sd_bus_message* message, const BusError& error) {
    sd_bus_message* reply = nullptr;
    const sd_bus_error named{error.name.c_str(), error.message.c_str(), 0};
    if (sd_bus_message_new_method_error(message, &reply, &named) < 0) return;
    const MessagePointer owned{reply};
    send(link, reply);
}

template <class Fill>
void reply_with(BusLink& link, sd_bus_message* message, Fill fill) {
    sd_bus_message* reply = nullptr;
    if (sd_bus_message_new_method_return(message, &reply) < 0) return;
    const MessagePointer owned{reply};
    if (fill(reply) >= 0) return send(link, reply);
    // A text of ours that is no UTF-8 must not leave the caller waiting for his time-out.
    refuse(link, message, {SD_BUS_ERROR_FAILED, "the answer cannot be sent over the bus"});
}

void reply_with_values(BusLink& link, sd_bus_message* message, const BusValues& values) {
    reply_with(link, message, [&](sd_bus_message* reply) {
        int result = 0;
        for (const BusValue& value : values) {
            if (result >= 0) result = append(reply, value);
        }
        return result;
    });
}

}  // namespace

/// A call of which it is not known yet who makes it.
struct BusCalls::Waiting {
    BusCalls* calls;
    std::uint64_t number;
    MessagePointer message;
    SlotPointer slot;  ///< of the question to the bus
};

/// Outlives the connection for as long as calls are being carried out.
struct BusCalls::Shared {
    std::size_t running = 0;
    std::function<void()> answered;  ///< empty once the connection is not used any more
};

BusCalls::BusCalls(std::shared_ptr<BusLink> link, BusObject& object, std::function<void()> answered)
    : link_{std::move(link)},
      object_{object},
      shared_{std::make_shared<Shared>(Shared{0, std::move(answered)})} {}

BusCalls::~BusCalls() {
    shared_->answered = {};
}

int BusCalls::serve(const std::string& path) {
    sd_bus_slot* slot = nullptr;
    const auto on_message = [](sd_bus_message* message, void* calls, sd_bus_error*) noexcept {
        return static_cast<BusCalls*>(calls)->receive(message);
    };
    const int result = sd_bus_add_object(link_->bus(), &slot, path.c_str(), on_message, this);
    slot_.reset(slot);
    return result;
}

/// Asks the bus who sent it. What is no call of ours is left to sd-bus.
int BusCalls::receive(sd_bus_message* message) {
    if (sd_bus_message_is_method_call(message, nullptr, nullptr) <= 0) return 0;
    if (waiting_.size() + shared_->running >= calls_max) {
        refuse(*link_, message, {SD_BUS_ERROR_LIMITS_EXCEEDED, "too many calls at a time"});
        return 1;
    }
    const char* sender = sd_bus_message_get_sender(message);
    if (sender == nullptr) return 0;  // not by way of a bus
    auto waiting = std::make_unique<Waiting>(
        Waiting{this, ++last_, MessagePointer{sd_bus_message_ref(message)}, {}});
    const auto on_answer = [](sd_bus_message* answer, void* data, sd_bus_error*) noexcept {
        const auto* one = static_cast<Waiting*>(data);
        one->calls->hear(one->number, answer);
        return 1;
    };
    sd_bus_slot* slot = nullptr;
    const int asked = sd_bus_call_method_async(
        link_->bus(), &slot, "org.freedesktop.DBus", "/org/freedesktop/DBus",
        "org.freedesktop.DBus", "GetConnectionCredentials", on_answer, waiting.get(), "s", sender);
    if (asked < 0) return asked;  // sd-bus answers with the error
    waiting->slot.reset(slot);
    waiting_.emplace(last_, std::move(waiting));
    return 1;
}

/// A caller of whom the bus knows nothing any more has gone, and needs no answer.
void BusCalls::hear(std::uint64_t number, sd_bus_message* credentials) {
    auto found = waiting_.extract(number);
    if (found.empty() || sd_bus_message_is_method_error(credentials, nullptr) > 0) return;
    BusCredentials known = read_credentials(credentials);
    if (!known.uid) {
        refuse(*link_, found.mapped()->message.get(),
               {SD_BUS_ERROR_ACCESS_DENIED, "the bus does not tell who you are"});
        return;
    }
    answer(std::move(found.mapped()->message), {*known.uid, std::move(known.groups)});
}

void BusCalls::answer(MessagePointer message, BusCaller caller) {
    const std::string_view interface = text_or_empty(sd_bus_message_get_interface(message.get()));
    if (interface == introspectable) return answer_introspection(std::move(message), caller);
    if (interface == properties_interface) return answer_properties(std::move(message), caller);
    if (interface.empty() || interface == object_.interface().name) {
        return call_method(std::move(message), std::move(caller));
    }
    refuse(*link_, message.get(), {SD_BUS_ERROR_UNKNOWN_INTERFACE, "there is no such interface"});
}

void BusCalls::answer_introspection(MessagePointer message, const BusCaller& caller) {
    if (const auto refusal = object_.refusal_to_read(caller)) {
        return refuse(*link_, message.get(), *refusal);
    }
    if (sd_bus_message_is_method_call(message.get(), nullptr, "Introspect") <= 0) {
        return refuse(*link_, message.get(),
                      {SD_BUS_ERROR_UNKNOWN_METHOD, "there is no such method"});
    }
    reply_with_values(*link_, message.get(), {introspection(object_.interface())});
}

void BusCalls::answer_properties(MessagePointer message, const BusCaller& caller) {
    sd_bus_message* const asked = message.get();
    if (const auto refusal = object_.refusal_to_read(caller))
        return refuse(*link_, asked, *refusal);
    const std::string_view member = text_or_empty(sd_bus_message_get_member(asked));
    if (member == "Set") {
        return refuse(*link_, asked,
                      {SD_BUS_ERROR_PROPERTY_READ_ONLY, "properties change by methods only"});
    }
    const bool all = member == "GetAll";
    if (!all && member != "Get") {
        return refuse(*link_, asked, {SD_BUS_ERROR_UNKNOWN_METHOD, "there is no such method"});
    }
    const char* interface = nullptr;
    const char* name = nullptr;
    const int read = all ? sd_bus_message_read(asked, "s", &interface)
                         : sd_bus_message_read(asked, "ss", &interface, &name);
    if (read <= 0) {
        return refuse(*link_, asked, {SD_BUS_ERROR_INVALID_ARGS, "the arguments are others"});
    }
    const std::string_view about = interface;
    if (!about.empty() && about != object_.interface().name) {
        return refuse(*link_, asked,
                      {SD_BUS_ERROR_UNKNOWN_INTERFACE, "there is no such interface"});
    }
    const BusProperties values = object_.properties();
    if (all) {
        return reply_with(*link_, asked,
                          [&](sd_bus_message* reply) { return append_dictionary(reply, values); });
    }
    const auto found = values.find(name);
    if (found == values.end()) {
        return refuse(*link_, asked, {SD_BUS_ERROR_UNKNOWN_PROPERTY, "there is no such property"});
    }
    reply_with(*link_, asked,
               [&](sd_bus_message* reply) { return append_variant(reply, found->second); });
}

void BusCalls::call_method(MessagePointer message, BusCaller caller) {
    const std::string_view member = text_or_empty(sd_bus_message_get_member(message.get()));
    const auto& methods = object_.interface().methods;
    const auto method = std::ranges::find(methods, member, &BusMethod::name);
    if (method == methods.end()) {
        return refuse(*link_, message.get(),
                      {SD_BUS_ERROR_UNKNOWN_METHOD, "there is no such method"});
    }
    const std::string signature = signature_of(method->in);
    std::optional<BusValues> arguments;
    if (sd_bus_message_has_signature(message.get(), signature.c_str()) > 0) {
        arguments = read_values(message.get(), method->in);
    }
    if (!arguments) {
        return refuse(*link_, message.get(),
                      {SD_BUS_ERROR_INVALID_ARGS, "the method takes '" + signature + "'"});
    }
    ++shared_->running;
    BusCall call{std::string{member}, std::move(*arguments), std::move(caller)};
    asio::co_spawn(link_->executor(), object_.call(std::move(call)),
                   [link = link_, shared = shared_, asked = std::move(message)](
                       const std::exception_ptr& bug, const BusAnswer& answer) {
                       --shared->running;
                       if (bug) std::rethrow_exception(bug);
                       if (const auto* error = std::get_if<BusError>(&answer)) {
                           refuse(*link, asked.get(), *error);
                       } else {
                           reply_with_values(*link, asked.get(), std::get<BusValues>(answer));
                       }
                       if (shared->answered) shared->answered();
                   });
}

}  // namespace rosterd::systemd
