// The store's bytes of members and users: what is accepted is written the same again.
#include "adapters/store/member_blob.hpp"

#include "tests/fuzz/fuzz_target.hpp"

namespace rosterd::fuzz {

FUZZ_TARGET(member_blob) {
    const std::string bytes{input.rest()};
    if (const auto members = store::decode_members(bytes)) {
        require(members->size() * 8 == bytes.size(), "another number of members");
        require(store::encode_members(*members) == bytes, "members are written otherwise");
    }
    if (const auto newcomers = store::decode_newcomers(bytes)) {
        require(newcomers->size() * 24 == bytes.size(), "another number of newcomers");
        require(store::encode_newcomers(*newcomers) == bytes, "newcomers are written otherwise");
    }
    if (const auto users = store::decode_users(bytes)) {
        require(users->size() * 8 == bytes.size(), "another number of users");
        require(store::encode_users(*users) == bytes, "users are written otherwise");
    }
}

}  // namespace rosterd::fuzz
