// Conferences as the control surface shows them: each state and cause, filters, participants.
#include "daemon/control/conference_view.hpp"

#include <gmock/gmock.h>

#include "reconciler/conference_book.hpp"
#include "reconciler/message_catalogue.hpp"
#include "tests/unit/control/control_world.hpp"

namespace rosterd::testing {
namespace {

namespace json = boost::json;
using control::conference_details;
using control::conference_view;
using control::ConferenceFilter;
using control::conferences_view;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SchoolZone moscow() {
    return SchoolZone::find("Europe/Moscow").value();
}

OwnConference hour_in(const std::string& chat, std::int64_t number, int minute) {
    OwnConference row;
    row.number = number;
    row.kind = ConferenceKind::video_call;
    row.chat = chat;
    row.title = "Звонок";
    row.starts_at = at_minute(minute);
    row.ends_at = at_minute(minute + 60);
    return row;
}

/// A planned call in the chat of 7v at 12:00.
class ConferenceViewTest : public ::testing::Test {
  protected:
    ConferenceViewTest() : record{plan_here(state, hour_in("class/7v", 1, 12 * 60))} {}

    json::object view() const { return conference_view(record, moscow()); }
    void expect_told(const char* status, const char* status_ru, const std::string& english,
                     const std::string& russian) const {
        const json::object row = view();
        EXPECT_EQ(row.at("status"), status);
        EXPECT_EQ(row.at("status_ru"), status_ru);
        const auto text = [&](const char* name) {
            return row.at(name).is_null() ? "" : std::string{row.at(name).as_string()};
        };
        EXPECT_EQ(text("error"), english);
        EXPECT_EQ(text("message_ru"), russian);
    }
    void expect_told(const char* status, const char* status_ru, MessageId said) const {
        expect_told(status, status_ru, std::string{message(said).english},
                    std::string{message(said).russian});
    }
    void become(ConferenceState now, ConferenceCause why, std::string reason = {}) {
        record.state = now;
        record.cause = why;
        record.reason = std::move(reason);
    }

    SchoolState state = school_state(settled_school());
    ConferenceRecord record;
};

TEST_F(ConferenceViewTest, APlannedOneHasItsFactsAndNoLink) {
    record.join_link = "https://calls.example/old";
    const json::object row = view();
    EXPECT_EQ(row.at("id"), "own-1");
    EXPECT_EQ(row.at("type"), "video_call");
    EXPECT_EQ(row.at("title"), "Звонок");
    EXPECT_EQ(row.at("class"), "7В");
    EXPECT_EQ(row.at("subject"), nullptr);
    EXPECT_EQ(row.at("chat"), "class/7v");
    EXPECT_EQ(row.at("lesson"), nullptr);
    EXPECT_EQ(row.at("creator"), nullptr) << "the operator";
    EXPECT_EQ(row.at("starts_at"), "2026-10-15T12:00:00+03:00");
    EXPECT_EQ(row.at("ends_at"), "2026-10-15T13:00:00+03:00");
    EXPECT_EQ(row.at("people"), 4);
    EXPECT_EQ(row.at("join_url"), nullptr) << "a link only while it runs (R-131)";
    EXPECT_EQ(row.at("started_at"), nullptr);
    EXPECT_EQ(row.at("cause"), nullptr);
    EXPECT_EQ(row.at("announced"), false);
    expect_told("planned", "Новая", "", "");
}

TEST_F(ConferenceViewTest, APlannedOneSaysWhatWillStopIt) {
    record.plan.objection = "creator_not_linked";
    expect_told("planned", "Новая", MessageId::creator_not_linked);
    record.plan.objection.clear();
    become(ConferenceState::planned, ConferenceCause::busy);
    expect_told("planned", "Новая", MessageId::call_is_running);
}

TEST_F(ConferenceViewTest, AnActiveOneHasItsLinkAndItsLateness) {
    become(ConferenceState::active, ConferenceCause::none);
    record.join_link = "https://calls.example/1";
    record.started_at = record.plan.starts + 59;
    record.announced_at = record.started_at;
    EXPECT_EQ(view().at("join_url"), "https://calls.example/1");
    EXPECT_EQ(view().at("late_s"), 0) << "within a minute is in time";
    EXPECT_EQ(view().at("announced"), true);
    record.started_at = record.plan.starts + 600;
    EXPECT_EQ(view().at("late_s"), 600);
    EXPECT_EQ(view().at("started_at"), "2026-10-15T12:10:00+03:00");
    expect_told("active", "Активная", "", "");
}

TEST_F(ConferenceViewTest, AnActiveOneThatCannotBeAnnouncedSaysWhy) {
    become(ConferenceState::active, ConferenceCause::none, "messages.send: flood control");
    expect_told("active", "Активная", "messages.send: flood control", "");
}

TEST_F(ConferenceViewTest, AnEndedOneSaysWhyItEnded) {
    record.ended_at = record.plan.ends;
    for (const ConferenceCause cause :
         {ConferenceCause::time_over, ConferenceCause::finished_by_hand,
          ConferenceCause::superseded, ConferenceCause::forgotten}) {
        become(ConferenceState::ended, cause);
        EXPECT_EQ(std::string_view{view().at("cause").as_string()}, word(cause));
        expect_told("ended", "Завершена", "", "");
    }
    EXPECT_EQ(view().at("ended_at"), "2026-10-15T13:00:00+03:00");
}

TEST_F(ConferenceViewTest, AFailedOneSaysWhatIsWrongInBothLanguages) {
    become(ConferenceState::failed, ConferenceCause::busy);
    expect_told("failed", "Ошибка", MessageId::call_is_running);
    become(ConferenceState::failed, ConferenceCause::objection, "creator_not_linked");
    expect_told("failed", "Ошибка", MessageId::creator_not_linked);
    become(ConferenceState::failed, ConferenceCause::provider, "create: HTTP 500");
    expect_told("failed", "Ошибка", "create: HTTP 500",
                "Не удалось начать звонок. Попытки продолжаются до конца урока");
    record.ended_at = record.plan.ends;
    expect_told("failed", "Ошибка", "create: HTTP 500", "Не удалось начать звонок");
    become(ConferenceState::failed, ConferenceCause::missed);
    expect_told("failed", "Ошибка", "nobody was there to start it before its end",
                "Время прошло, звонок не начат");
}

TEST_F(ConferenceViewTest, ACancelledOneSaysWhoCancelledIt) {
    become(ConferenceState::cancelled, ConferenceCause::lesson_cancelled);
    expect_told("cancelled", "Отменена", "the lesson is cancelled in the timetable",
                "Урок отменён в расписании");
    for (const ConferenceCause cause : {ConferenceCause::deleted, ConferenceCause::gone}) {
        become(ConferenceState::cancelled, cause);
        expect_told("cancelled", "Отменена", "it was deleted", "Видеоконференция удалена");
    }
}

TEST_F(ConferenceViewTest, ASecondCallThatMayExistIsSaid) {
    EXPECT_EQ(view().at("second_call_possible"), false);
    record.doubtful_calls = 1;
    EXPECT_EQ(view().at("second_call_possible"), true);
}

class ConferenceListTest : public ::testing::Test {
  protected:
    ConferenceListTest() {
        (void)plan_here(state, hour_in("class/7v", 1, 12 * 60));
        (void)plan_here(state, hour_in("parents/7v", 2, 18 * 60));
        OwnConference chosen = hour_in("class/7v", 3, 14 * 60);
        chosen.people = {"s1"};
        (void)plan_here(state, chosen);
    }

    std::vector<std::string> ids(const ConferenceFilter& filter) const {
        std::vector<std::string> found;
        const auto list = conferences_view(state, state.memory.conferences, filter, moscow());
        for (const json::value& each : list.at("items").as_array()) {
            found.emplace_back(each.at("id").as_string());
        }
        EXPECT_EQ(list.at("total"), found.size());
        return found;
    }

    SchoolState state = school_state(settled_school());
};

TEST_F(ConferenceListTest, FiltersNarrowTogether) {
    EXPECT_THAT(ids({}), ElementsAre("own-1", "own-2", "own-3"));
    EXPECT_THAT(ids({.person = "s1"}), ElementsAre("own-1", "own-3"));
    EXPECT_THAT(ids({.person = "s2"}), ElementsAre("own-1")) << "own-3 is for s1 alone";
    EXPECT_THAT(ids({.person = "p1"}), ElementsAre("own-2")) << "parents of a parents chat";
    EXPECT_THAT(ids({.person = "t1", .chat = "parents/7v"}), ElementsAre("own-2"));
    EXPECT_THAT(ids({.status = ConferenceState::active}), IsEmpty());
    EXPECT_THAT(ids({.lesson = "noon"}), IsEmpty());
}

TEST_F(ConferenceListTest, BeforeTheFirstReadNobodyTakesPart) {
    state.picture = nullptr;
    EXPECT_THAT(ids({.person = "s1"}), IsEmpty());
    EXPECT_THAT(ids({}), ElementsAre("own-1", "own-2", "own-3"));
}

TEST_F(ConferenceListTest, DetailsNameTheParticipants) {
    const ConferenceRecord& record = *find_conference(state.memory.conferences, "own-1");
    const json::object details = conference_details(state, record, moscow());
    ASSERT_EQ(details.at("participants").as_array().size(), 4U);
    const json::object& pupil = item_where(details.at("participants"), "person", "s1");
    EXPECT_EQ(pupil.at("name"), "Иванов Имя");
    EXPECT_EQ(pupil.at("role"), "participant");
    EXPECT_EQ(pupil.at("blocked"), false);
    EXPECT_EQ(item_where(details.at("participants"), "person", "t1").at("role"), "moderator");
}

TEST_F(ConferenceListTest, WhoPlannedItModeratesItsCall) {
    ConferenceRecord record = *find_conference(state.memory.conferences, "own-1");
    const PersonIndex pupil = find_person(state.picture->roster, "s1");
    EXPECT_FALSE(control::moderates(state, record, pupil));
    record.plan.creator = "s1";
    EXPECT_TRUE(control::moderates(state, record, pupil));
}

}  // namespace
}  // namespace rosterd::testing
