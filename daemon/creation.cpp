// Intent, look, create, bind.
#include "daemon/creation.hpp"

#include <algorithm>

#include "daemon/offload.hpp"

namespace rosterd {
namespace {

using boost::asio::awaitable;

/// The chat is bound in the store: its intent has ended.
void remember_bound(ObservedChat chat, SchoolMemory& memory) {
    std::erase_if(memory.intents, [&](const Intent& intent) { return intent.chat == chat.key; });
    auto& chats = memory.observed.chats;
    // A destroyed chat that a crash kept us from forgetting makes room for the new one.
    std::erase_if(chats, [&](const ObservedChat& old) { return old.key == chat.key; });
    chats.insert(std::ranges::lower_bound(chats, chat.key, {}, &ObservedChat::key),
                 std::move(chat));
}

class ChatCreation {
  public:
    ChatCreation(CreationWish wish, SchoolState* state, PlatformAccount* account, StoreAccess store,
                 const Clock* clock, UnixSeconds settle, UnboundChats* unbound, Priority priority)
        : wish_{std::move(wish)},
          state_{state},
          account_{account},
          store_{store},
          clock_{clock},
          settle_{settle},
          unbound_{unbound},
          priority_{priority} {}

    awaitable<Result<void>> run() {
        const auto older = std::ranges::find(intents(), wish_.chat, &Intent::chat);
        if (older != intents().end()) {
            // A clock that was set back must not make a new intent look older than anything.
            older->started_at = std::min(older->started_at, clock_->now());
            if (clock_->now() < older->started_at + settle_) {
                co_return Error{ErrorKind::transient, "waiting for a late answer", "settling"};
            }
            const Intent intent = *older;
            auto written = co_await find_bound_chat();
            if (!written) co_return written.error();
            if (*written) co_return Result<void>{};
            auto found = co_await find_created_chat(intent);
            if (!found) co_return found.error();
            if (*found) co_return co_await bind(std::move(**found));
        }
        co_return co_await create();
    }

  private:
    awaitable<Result<void>> create() {
        Intent intent{wish_.chat, wish_.title, wish_.users, clock_->now()};
        std::ranges::sort(intent.users);
        auto recorded = co_await on_store([&](Store& store) {
            return store.begin_creation(state_->school.id, state_->memory.account, intent);
        });
        if (!recorded) co_return recorded;
        drop_intent();
        intents().push_back(intent);

        auto created = co_await account_->create_chat(wish_.title, wish_.users, priority_);
        if (!created) {
            if (created.error().kind != ErrorKind::unknown_outcome) {
                auto abandoned = co_await on_store([&](Store& store) {
                    return store.abandon_creation(state_->school.id, state_->memory.account,
                                                  wish_.chat);
                });
                if (!abandoned) co_return abandoned;
                drop_intent();
            }
            co_return created.error();
        }
        ObservedChat chat;
        chat.number = created->number;
        chat.title = wish_.title;
        chat.read_at = clock_->now();
        for (const UserId user : created->users) put_member(chat, {user, false});
        co_return co_await bind(std::move(chat));
    }

    awaitable<Result<void>> bind(ObservedChat chat) {
        chat.key = wish_.chat;
        chat.state = ChatState::active;
        co_return co_await bind_chat(std::move(chat), state_, store_);
    }

    /// A binding that the store has and this memory lacks: the commit was done though it failed.
    /// Else the chat, which is bound, would be looked for among those that are not, and made anew.
    awaitable<Result<bool>> find_bound_chat() {
        auto kept = co_await on_store([&](Store& store) {
            return store.bound_chat(state_->school.id, state_->memory.account, wish_.chat);
        });
        if (!kept) co_return kept.error();
        if (!*kept || (*kept)->state == ChatState::destroyed) co_return false;
        remember_bound(std::move(**kept), state_->memory);
        co_return true;
    }

    /// Looks for what an intent without an answer has made.
    awaitable<Result<std::optional<ObservedChat>>> find_created_chat(Intent intent) {
        if (!unbound_->listed) {
            auto listed = co_await list_unbound();
            if (!listed) co_return listed.error();
        }
        std::vector<UnboundChat> candidates;
        for (const UnboundChat& chat : *unbound_->listed) {
            if (chat.owned && chat.title == intent.title) candidates.push_back(chat);
        }
        if (candidates.empty()) co_return std::optional<ObservedChat>{};
        std::vector<ChatNumber> numbers;
        for (const UnboundChat& chat : candidates) numbers.push_back(chat.number);
        auto reads = co_await account_->read_members(numbers, priority_);
        for (std::size_t i = 0; i < reads.size(); ++i) {
            if (!reads[i]) co_return Error{reads[i].error()}.in("look for a created chat");
            candidates[i].members = std::move(reads[i]->members);
        }
        const UnboundChat* made = find_created(intent, candidates);
        if (made == nullptr) co_return std::optional<ObservedChat>{};
        std::erase_if(*unbound_->listed,
                      [&](const UnboundChat& chat) { return chat.number == made->number; });
        ObservedChat chat;
        chat.number = made->number;
        chat.title = intent.title;  // the wish may have another by now: then a rename follows
        chat.members = made->members;
        chat.read_at = clock_->now();
        co_return std::optional{std::move(chat)};
    }

    awaitable<Result<void>> list_unbound() {
        auto bound = co_await on_store(
            [&](Store& store) { return store.bound_numbers(state_->memory.account); });
        if (!bound) co_return bound.error();
        auto listed = co_await account_->list_chats(priority_);
        if (!listed) co_return Error{listed.error()}.in("list chats");
        std::ranges::sort(*bound);
        std::erase_if(*listed, [&](const UnboundChat& chat) {
            return std::ranges::binary_search(*bound, chat.number);
        });
        unbound_->listed = std::move(*listed);
        co_return Result<void>{};
    }

    /// Store calls of this coroutine; the frame outlives them, so references are safe.
    template <class Call>
    awaitable<std::invoke_result_t<Call, Store&>> on_store(Call call) {
        auto work = [this, call] { return call(store_.store); };
        co_return co_await offload(store_.thread, work);
    }

    std::vector<Intent>& intents() { return state_->memory.intents; }
    void drop_intent() {
        std::erase_if(intents(), [&](const Intent& intent) { return intent.chat == wish_.chat; });
    }

    CreationWish wish_;
    SchoolState* state_;
    PlatformAccount* account_;
    StoreAccess store_;
    const Clock* clock_;
    UnixSeconds settle_;
    UnboundChats* unbound_;
    Priority priority_;
};

}  // namespace

awaitable<Result<void>> create_chat(CreationWish wish, SchoolState* state, PlatformAccount* account,
                                    StoreAccess store, const Clock* clock, UnixSeconds settle,
                                    UnboundChats* unbound, Priority priority) {
    ChatCreation creation{std::move(wish), state, account, store, clock, settle, unbound, priority};
    co_return co_await creation.run();
}

/// The store first: if we die in between, the next start finds the binding and reads the chat.
awaitable<Result<void>> bind_chat(ObservedChat chat, SchoolState* state, StoreAccess store) {
    auto write = [&] {
        return store.store.finish_creation(state->school.id, state->memory.account, chat);
    };
    auto bound = co_await offload(store.thread, write);
    if (bound) remember_bound(std::move(chat), state->memory);
    co_return bound;
}

}  // namespace rosterd
