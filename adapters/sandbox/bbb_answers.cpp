// Which elements an answer has, in the order of the real server.
#include "adapters/sandbox/bbb_answers.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "adapters/sandbox/bbb_xml.hpp"

namespace rosterd::sandbox {
namespace {

constexpr std::string_view version = "2.0";  // of the interface, not of the server

std::int64_t milliseconds(Moment at) {
    return at.time_since_epoch().count();
}

/// "Mon Jul 09 17:03:29 UTC 2018".
std::string date(Moment at) {
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const auto size = std::strftime(text.data(), text.size(), "%a %b %d %H:%M:%S UTC %Y", &parts);
    return {text.data(), size};
}

std::string response(std::string_view code, const XmlWriter& inside) {
    XmlWriter xml;
    xml.open("response").text("returncode", code);
    return xml.document() + inside.document() + "</response>";
}

std::string told(std::string_view code, std::string_view key, std::string_view message) {
    XmlWriter xml;
    xml.text("messageKey", key).text("message", message);
    return response(code, xml);
}

/// Letters, digits, '-' and '_' after a letter: everything else would break the document.
bool is_element_name(std::string_view name) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && letter(name.front()) && std::ranges::all_of(name, [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

void write_attendees(XmlWriter& xml, const Meeting& meeting) {
    xml.open("attendees");
    for (const Attendee& attendee : meeting.attendees) {
        if (attendee.waiting) continue;
        const bool moderator = attendee.role == MeetingRole::moderator;
        xml.open("attendee")
            .text("userID", attendee.user_id)
            .text("fullName", attendee.full_name)
            .text("role", moderator ? "MODERATOR" : "VIEWER")
            .flag("isPresenter", false)
            .flag("isListeningOnly", false)
            .flag("hasJoinedVoice", false)
            .flag("hasVideo", false)
            .text("clientType", "HTML5")
            .close("attendee");
    }
    xml.close("attendees");
}

void write_metadata(XmlWriter& xml, const Meeting& meeting) {
    xml.open("metadata");
    for (const auto& [name, value] : meeting.wish.metadata) {
        if (is_element_name(name)) xml.text(name, value);
    }
    xml.close("metadata");
}

void write_info(XmlWriter& xml, const Meeting& meeting) {
    const auto moderators = std::ranges::count_if(meeting.attendees, [](const Attendee& attendee) {
        return !attendee.waiting && attendee.role == MeetingRole::moderator;
    });
    xml.text("meetingName", meeting.wish.name)
        .text("meetingID", meeting.wish.id)
        .text("internalMeetingID", meeting.internal_id)
        .number("createTime", milliseconds(meeting.created))
        .text("createDate", date(meeting.created))
        .number("voiceBridge", meeting.voice_bridge)
        .text("dialNumber", "")
        .text("attendeePW", meeting.wish.attendee_password)
        .text("moderatorPW", meeting.wish.moderator_password)
        .flag("running", meeting.running())
        .number("duration", meeting.wish.duration.count())
        .flag("hasUserJoined", meeting.first_joined.has_value())
        .flag("recording", meeting.wish.record)
        .flag("hasBeenForciblyEnded", meeting.forcibly_ended)
        .number("startTime", milliseconds(meeting.created))
        .number("endTime", meeting.ended ? milliseconds(*meeting.ended) : 0)
        .number("participantCount", meeting.inside())
        .number("listenerCount", 0)
        .number("voiceParticipantCount", 0)
        .number("videoCount", 0)
        .number("maxUsers", meeting.wish.participants_max)
        .number("moderatorCount", moderators);
    write_attendees(xml, meeting);
    write_metadata(xml, meeting);
    xml.flag("isBreakout", false);
}

}  // namespace

std::string failed_xml(std::string_view key, std::string_view message) {
    return told("FAILED", key, message);
}

std::string done_xml(std::string_view key, std::string_view message) {
    return told("SUCCESS", key, message);
}

std::string version_xml() {
    XmlWriter xml;
    xml.text("version", version).text("apiVersion", version).text("bbbVersion", "");
    return response("SUCCESS", xml);
}

std::string created_xml(const Meeting& meeting, Creation creation) {
    const bool repeated = creation == Creation::repeated;
    XmlWriter xml;
    xml.text("meetingID", meeting.wish.id)
        .text("internalMeetingID", meeting.internal_id)
        .text("parentMeetingID", "bbb-none")
        .text("attendeePW", meeting.wish.attendee_password)
        .text("moderatorPW", meeting.wish.moderator_password)
        .number("createTime", milliseconds(meeting.created))
        .number("voiceBridge", meeting.voice_bridge)
        .text("dialNumber", "")
        .text("createDate", date(meeting.created))
        .flag("hasUserJoined", meeting.first_joined.has_value())
        .number("duration", meeting.wish.duration.count())
        .flag("hasBeenForciblyEnded", meeting.forcibly_ended)
        .text("messageKey", repeated ? "duplicateWarning" : "")
        .text("message", repeated ? "The meeting was there already." : "");
    return response("SUCCESS", xml);
}

std::string running_xml(bool running) {
    XmlWriter xml;
    xml.flag("running", running);
    return response("SUCCESS", xml);
}

std::string info_xml(const Meeting& meeting) {
    XmlWriter xml;
    write_info(xml, meeting);
    return response("SUCCESS", xml);
}

std::string meetings_xml(const std::deque<Meeting>& meetings) {
    XmlWriter xml;
    xml.open("meetings");
    bool any = false;
    for (const Meeting& meeting : meetings) {
        if (meeting.ended) continue;
        any = true;
        xml.open("meeting");
        write_info(xml, meeting);
        xml.close("meeting");
    }
    xml.close("meetings");
    if (!any) xml.text("messageKey", "noMeetings").text("message", "There are no meetings.");
    return response("SUCCESS", xml);
}

std::string joined_xml(const Meeting& meeting, const Attendee& attendee,
                       const Admission& admission) {
    XmlWriter xml;
    xml.text("messageKey", "successfullyJoined")
        .text("message", "You have joined.")
        .text("meeting_id", meeting.internal_id)
        .text("user_id", attendee.user_id)
        .text("auth_token", admission.authorization_token)
        .text("session_token", admission.session_token)
        .text("guestStatus", attendee.waiting ? "WAIT" : "ALLOW")
        .text("url", admission.address);
    return response("SUCCESS", xml);
}

}  // namespace rosterd::sandbox
