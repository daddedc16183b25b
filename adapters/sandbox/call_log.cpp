// Counting and keeping calls.
#include "adapters/sandbox/call_log.hpp"

#include <utility>

namespace rosterd::sandbox {
namespace {

constexpr std::size_t logged_value_bytes_max = 16U * 1024;

}  // namespace

void CallLog::add(CallRecord record, MethodName name) {
    const std::string counted = name == MethodName::known ? record.method : "unknown";
    ++(record.inner ? counts_.inner : counts_.total);
    ++(record.inner ? counts_.inner_by_method : counts_.by_method)[counted];
    record.number = ++last_;
    for (auto& [parameter, value] : record.parameters) {
        if (value.size() > logged_value_bytes_max) {
            value = as_utf8(value.substr(0, logged_value_bytes_max));
        }
    }
    calls_.push_back(std::move(record));
    if (calls_.size() > kept_) calls_.pop_front();
}

}  // namespace rosterd::sandbox
