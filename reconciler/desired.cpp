// The rules applied: chat after chat in key order, seats gathered from runs.
#include "reconciler/desired.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reconciler/asked_chats.hpp"
#include "reconciler/seat_collector.hpp"
#include "reconciler/title.hpp"
#include "reconciler/words.hpp"

namespace rosterd {
namespace {

class Builder {
  public:
    Builder(const Roster& roster, const InForce& in_force, const Profile& profile, Moment moment,
            const DesiredOptions& options)
        : roster_{roster},
          in_force_{in_force},
          profile_{profile},
          moment_{moment},
          options_{options},
          asked_{roster, profile, moment.now} {
        index_edits();
        index_successors();
        index_admitted();
        stay_former_ = profile.former_class_teacher == FormerClassTeacher::stays;
    }

    Desired build() {
        reserve();
        for (std::size_t i = 0; i < profile_.chats.size(); ++i) {
            rule_index_ = static_cast<std::uint8_t>(i);
            rule_ = &profile_.chats[i];
            prepare_school_runs();
            titles_ = {TitlePattern{rule_->title.whole}, TitlePattern{rule_->title.subgroup},
                       TitlePattern{rule_->title.elective}};
            prefix_ = word(rule_->kind);
            chats_of_rule();
        }
        return std::move(out_);
    }

  private:
    /// Growing by doubling would copy a school's seats several times.
    void reserve() {
        constexpr std::size_t text_per_chat = 96;
        constexpr std::size_t staff_per_chat = 3;
        const auto classes = static_cast<ClassIndex>(roster_.classes.size());
        const auto groups = static_cast<GroupIndex>(roster_.groups.size());
        const std::size_t chats = std::size_t{classes} * 2 + groups + roster_.requests.size() + 1;
        std::size_t seats = chats * staff_per_chat + in_force_.staff.size();
        for (ClassIndex c = 0; c < classes; ++c) {
            seats += in_force_.class_students.of(c).size() + in_force_.class_parents.of(c).size();
        }
        for (GroupIndex g = 0; g < groups; ++g) seats += in_force_.group_students.of(g).size();
        out_.text.reserve(chats * text_per_chat);
        out_.chats.reserve(chats);
        out_.seats.reserve(seats);
    }

    void chats_of_rule() {
        switch (rule_->kind) {
            case ChatKind::class_chat:
            case ChatKind::parents:
                for (ClassIndex c = 0; c < roster_.classes.size(); ++c) {
                    chat(c, roster_.text.view(roster_.classes.id[c]), class_wish(c));
                }
                break;
            case ChatKind::subject:
                for (GroupIndex g = 0; g < roster_.groups.size(); ++g) {
                    chat(g, roster_.text.view(roster_.groups.id[g]), group_wish(g));
                }
                break;
            case ChatKind::staff:
                chat(no_index, {}, ChatWish::present);
                break;
            case ChatKind::custom:
                for (std::uint32_t r = 0; r < roster_.requests.size(); ++r) {
                    if (roster_.requests[r].kind != ChatKind::custom) continue;
                    chat(r, roster_.text.view(roster_.requests[r].id), custom_wish(r));
                }
                break;
        }
    }

    /// One chat: key, what should become of it, title, seats.
    void chat(std::uint32_t about, std::string_view id, ChatWish wish) {
        key_.assign(prefix_);
        if (!id.empty()) key_.append("/").append(id);
        about_ = about;
        DesiredChat chat{};
        chat.kind = rule_->kind;
        chat.rule = rule_index_;
        chat.about = about;
        chat.wish = wish;
        if (wish == ChatWish::detached || wish == ChatWish::destroyed) chat.end = ChatEnd::closed;
        if (wish == ChatWish::present) apply_requests(chat);
        chat.key = out_.text.add(key_);
        chat.title = out_.text.add(title());
        chat.first_seat = static_cast<std::uint32_t>(out_.seats.size());
        if (chat.wish == ChatWish::present || chat.wish == ChatWish::on_request) gather();
        chat.seat_count = static_cast<std::uint32_t>(out_.seats.size()) - chat.first_seat;
        if (chat.wish == ChatWish::present) report_missing_people(chat);
        out_.chats.push_back(chat);
    }

    // --- what should become of it ------------------------------------------------------------

    ChatWish wish_of(Validity validity, bool doubtful, bool carried_over) const {
        if (doubtful || moment_.today < validity.from) return ChatWish::frozen;
        if (moment_.today < validity.to) return ChatWish::present;
        if (carried_over) return ChatWish::frozen;  // its successor takes the chat
        switch (rule_->on_close) {
            case OnClose::freeze:
                return ChatWish::frozen;
            case OnClose::detach:
                return ChatWish::detached;
            case OnClose::destroy:
                return ChatWish::destroyed;
        }
        return ChatWish::frozen;
    }

    ChatWish class_wish(ClassIndex c) const {
        const bool carried =
            std::ranges::binary_search(predecessors_, roster_.text.view(roster_.classes.id[c]));
        return wish_of(roster_.classes.validity[c], roster_.classes.doubtful[c] != 0, carried);
    }

    ChatWish group_wish(GroupIndex g) const {
        return wish_of(roster_.groups.validity[g], roster_.groups.doubtful[g] != 0, false);
    }

    /// A request that contradicts itself or names unknown people says nothing about its chat.
    ChatWish custom_wish(std::uint32_t request) const {
        const std::string key = fmt::format("{}/{}", word(ChatKind::custom),
                                            roster_.text.view(roster_.requests[request].id));
        return std::ranges::binary_search(roster_.doubtful_chats, key) ? ChatWish::frozen
                                                                       : ChatWish::present;
    }

    void apply_requests(DesiredChat& chat) {
        const bool automatic = comes_by_itself();
        if (automatic && roster_.requests.empty()) return;
        const Asked requests = asked_.asked(rule_->kind, about_);
        const bool by_itself = automatic || rule_->created == Creation::on_request;
        const bool asked_again = requests.asked_at > requests.deleted_at;
        const bool initialised_again = initialised_at() > requests.deleted_at;
        const bool deleted = requests.deleted_at > 0 && requests.deleted_at <= moment_.now &&
                             !asked_again && !(by_itself && initialised_again);
        if (deleted && rule_->on_delete == OnDelete::forbidden) {
            report(Severity::note, "chat_request",
                   "asks to delete a chat that this profile does not allow to delete; the chat "
                   "stays");
        } else if (deleted) {
            chat.end = ChatEnd::deleted;
            chat.wish =
                rule_->on_delete == OnDelete::destroy ? ChatWish::destroyed : ChatWish::detached;
            return;
        }
        // Initialising stands for everybody's first click (requirements §4.15).
        const bool ensured = rule_->created == Creation::on_request && initialised_at() > 0;
        if (!automatic && requests.asked_at == 0 && !deleted && !ensured) {
            chat.wish = ChatWish::on_request;
        }
    }

    /// Nobody has to ask for it: it is automatic, or a conference needs it.
    bool comes_by_itself() const {
        if (rule_->created == Creation::automatically) return true;
        return rule_->created == Creation::with_first_conference && asked_.has_conference(key_);
    }

    UnixSeconds initialised_at() const {
        const auto found = std::ranges::lower_bound(options_.initialised, key_, {},
                                                    &std::pair<std::string, UnixSeconds>::first);
        return found != options_.initialised.end() && found->first == key_ ? found->second : 0;
    }

    // --- title -------------------------------------------------------------------------------

    /// A rule's patterns, cut at their placeholders.
    struct Titles {
        TitlePattern whole{{}};
        TitlePattern subgroup{{}};
        TitlePattern elective{{}};
    };

    const std::string& title() {
        title_.clear();
        if (const TypedTitle* typed = typed_title()) {
            title_ = roster_.text.view(typed->title);
            finish_title();
            return title_;
        }
        if (rule_->request_title == RequestTitle::use) {
            title_ = asked_.title_for(rule_->kind, about_);
            if (!title_.empty()) {
                finish_title();
                return title_;
            }
        }
        TitleValues values;
        values.school = roster_.school.name;
        const TitlePattern* pattern = &titles_.whole;
        if (rule_->kind == ChatKind::class_chat || rule_->kind == ChatKind::parents) {
            values.school_class = values.classes = roster_.text.view(roster_.classes.name[about_]);
        } else if (rule_->kind == ChatKind::subject) {
            pattern = subject_title(values);
        } else if (rule_->kind == ChatKind::custom) {
            title_ = roster_.text.view(roster_.requests[about_].title);
            finish_title();
            return title_;
        }
        pattern->append_to(title_, values);
        finish_title();
        return title_;
    }

    /// What somebody typed for the chat; initialising may drop it as it drops hand edits.
    const TypedTitle* typed_title() const {
        if (roster_.titles.empty()) return nullptr;
        const auto found = std::ranges::lower_bound(
            roster_.titles, std::string_view{key_}, {},
            [&](const TypedTitle& each) { return roster_.text.view(each.chat_key); });
        if (found == roster_.titles.end() || roster_.text.view(found->chat_key) != key_) {
            return nullptr;
        }
        const bool dropped = rule_->manual_edits == ManualEdits::drop_on_initialise &&
                             found->made_at < initialised_at();
        return dropped ? nullptr : &*found;
    }

    const TitlePattern* subject_title(TitleValues& values) {
        const auto classes = in_force_.group_classes.of(about_);
        values.subject = roster_.text.view(roster_.groups.subject[about_]);
        values.group = roster_.text.view(roster_.groups.name[about_]);
        if (classes.size() == 1) {
            values.classes = values.school_class =
                roster_.text.view(roster_.classes.name[classes.front()]);
            const bool whole =
                roster_.groups.whole_class[about_] != 0 || rule_->title.subgroup.empty();
            return whole ? &titles_.whole : &titles_.subgroup;
        }
        classes_.clear();
        for (const ClassIndex c : classes) {
            if (!classes_.empty()) classes_ += ", ";
            classes_ += roster_.text.view(roster_.classes.name[c]);
        }
        values.classes = values.school_class = classes_;
        return rule_->title.elective.empty() ? &titles_.whole : &titles_.elective;
    }

    void finish_title() {
        if (title_.empty()) title_ = key_;  // a platform refuses an empty title
        const std::size_t characters =
            title_.size() > options_.title_characters_max ? count_characters(title_) : 0;
        if (cut_title(title_, options_.title_characters_max)) {
            report(Severity::warning, source_relation(),
                   fmt::format("gives a title of {} characters; the platform takes {}, so it was "
                               "shortened; shorten the name in the journal",
                               characters, options_.title_characters_max));
        }
    }

    // --- seats -------------------------------------------------------------------------------

    /// Selectors that do not depend on the chat are evaluated once per rule.
    void prepare_school_runs() {
        member_runs_ = school_runs(rule_->members);
        admin_runs_ = school_runs(rule_->admins);
        otherwise_runs_ = school_runs(rule_->admins_otherwise);
    }

    std::vector<std::vector<PersonIndex>> school_runs(
        const std::vector<Selector>& selectors) const {
        std::vector<std::vector<PersonIndex>> runs(selectors.size());
        for (std::size_t i = 0; i < selectors.size(); ++i) {
            std::uint8_t roles = selectors[i].roles;
            switch (selectors[i].kind) {
                case SelectorKind::staff:
                    break;
                case SelectorKind::chats_admin:
                    roles = staff_role::chats_admin;
                    break;
                case SelectorKind::school_admin:
                    roles = staff_role::school_admin;
                    break;
                default:
                    continue;
            }
            for (const PersonIndex person : in_force_.staff) {
                const bool position = selectors[i].positions == 0 ||
                                      (in_force_.positions[person] & selectors[i].positions) != 0;
                const bool role = roles == 0 || (in_force_.roles[person] & roles) != 0;
                if (position && role) runs[i].push_back(person);
            }
        }
        return runs;
    }

    void gather() {
        collect(no_other);
        // Nobody administers it: the first of the others that gives anybody. What a hand edit says
        // of them holds too, so all is gathered again.
        for (std::size_t other = 0; other < rule_->admins_otherwise.size(); ++other) {
            if (can_be_administered()) break;
            collect(other);
        }
        const std::span<const Seat> seats = collector_.seats();
        const std::size_t first = out_.seats.size();
        out_.seats.resize(first + seats.size());
        Seat* end = out_.seats.data() + first;
        for (const Seat& seat : seats) {
            *end = seat;  // overwritten by the next when it does not stay
            end += admitted_[seat.person];
        }
        out_.seats.resize(static_cast<std::size_t>(end - out_.seats.data()));
    }

    static constexpr std::size_t no_other = selectors_max;

    /// `other`: of admins_otherwise, the selector whose people administer too.
    void collect(std::size_t other) {
        collector_.clear();
        select(rule_->members, member_runs_, SeatRole::member);
        select(rule_->admins, admin_runs_, SeatRole::admin);
        if (other != no_other) {
            select(rule_->admins_otherwise[other].kind, otherwise_runs_[other], SeatRole::admin,
                   reason::otherwise);
        }
        if (!edits_.empty()) apply_edits();
    }

    bool can_be_administered() const {
        return std::ranges::any_of(collector_.seats(), [&](const Seat& seat) {
            return seat.admin() && admitted_[seat.person] != 0;
        });
    }

    void select(const std::vector<Selector>& selectors,
                const std::vector<std::vector<PersonIndex>>& school_runs, SeatRole role) {
        for (std::size_t i = 0; i < selectors.size(); ++i) {
            select(selectors[i].kind, school_runs[i], role, static_cast<std::uint16_t>(1U << i));
        }
    }

    /// `school_run`: the people of a selector that does not depend on the chat.
    void select(SelectorKind kind, const std::vector<PersonIndex>& school_run, SeatRole role,
                std::uint16_t bit) {
        switch (kind) {
            case SelectorKind::staff:
            case SelectorKind::chats_admin:
            case SelectorKind::school_admin:
                collector_.add_run(school_run, role, bit);
                break;
            case SelectorKind::class_teacher:
                of_classes(in_force_.class_teachers, role, bit);
                if (stay_former_ && role == SeatRole::member) {
                    of_classes(in_force_.former_class_teachers, role, reason::former);
                }
                break;
            case SelectorKind::students:
                of_classes(in_force_.class_students, role, bit);
                break;
            case SelectorKind::parents:
                of_classes(in_force_.class_parents, role, bit);
                break;
            case SelectorKind::group_teachers:
                of_group(in_force_.group_teachers, role, bit);
                break;
            case SelectorKind::group_students:
                of_group(in_force_.group_students, role, bit);
                break;
            case SelectorKind::group_parents:
                group_parents(role, bit);
                break;
            case SelectorKind::chosen:
                chosen(role);
                break;
        }
    }

    void of_classes(const Runs& runs, SeatRole role, std::uint16_t bit) {
        if (rule_->kind == ChatKind::class_chat || rule_->kind == ChatKind::parents) {
            collector_.add_run(runs.of(about_), role, bit);
        } else if (rule_->kind == ChatKind::subject) {
            for (const ClassIndex c : in_force_.group_classes.of(about_)) {
                collector_.add_run(runs.of(c), role, bit);
            }
        }
    }

    void of_group(const Runs& runs, SeatRole role, std::uint16_t bit) {
        if (rule_->kind == ChatKind::subject) collector_.add_run(runs.of(about_), role, bit);
    }

    void group_parents(SeatRole role, std::uint16_t bit) {
        if (rule_->kind != ChatKind::subject) return;
        for (const PersonIndex student : in_force_.group_students.of(about_)) {
            collector_.add_run(in_force_.student_parents.of(student), role, bit);
        }
    }

    void chosen(SeatRole role) {
        if (rule_->kind == ChatKind::custom) {
            const PersonIndex creator = roster_.requests[about_].created_by;
            if (creator != no_index) collector_.add(creator, SeatRole::admin, reason::request);
            return chosen_in(about_, role);
        }
        // Whom somebody chose for a chat of the rules is what a hand edit is: initialising may drop
        // it, and a deleted request says nothing.
        const bool dropped = rule_->manual_edits == ManualEdits::drop_on_initialise;
        const UnixSeconds ignored_before = dropped ? initialised_at() : 0;
        for (const std::uint32_t request : asked_.requests_for(rule_->kind, about_)) {
            const bool ignored = roster_.requests[request].created_at < ignored_before;
            if (!ignored && asked_.stands(request)) chosen_in(request, role);
        }
    }

    void chosen_in(std::uint32_t request, SeatRole role) {
        const auto run =
            std::ranges::equal_range(roster_.chosen, request, {}, &ChosenPerson::request);
        for (const ChosenPerson& person : run) {
            collector_.add(person.person, person.admin ? SeatRole::admin : role, reason::request);
        }
    }

    // --- hand edits --------------------------------------------------------------------------

    void index_edits() {
        for (std::uint32_t i = 0; i < roster_.edits.size(); ++i) {
            const ChatEdit& edit = roster_.edits[i];
            if (edit.made_at <= moment_.now && moment_.now < edit.until) edits_.push_back(i);
        }
        // Edits of one chat stay in the order in which they were made.
        std::ranges::sort(edits_, {}, [&](std::uint32_t i) { return std::pair{edit_key(i), i}; });
    }

    std::string_view edit_key(std::uint32_t i) const {
        return roster_.text.view(roster_.edits[i].chat_key);
    }

    void apply_edits() {
        const bool dropped = rule_->manual_edits == ManualEdits::drop_on_initialise;
        const UnixSeconds ignored_before = dropped ? initialised_at() : 0;
        const auto run = std::ranges::equal_range(edits_, std::string_view{key_}, {},
                                                  [&](std::uint32_t i) { return edit_key(i); });
        for (const std::uint32_t i : run) {
            const ChatEdit& edit = roster_.edits[i];
            if (edit.made_at < ignored_before) continue;
            switch (edit.edit) {
                case EditKind::add:
                    collector_.add(edit.person, SeatRole::member, reason::hand_edit);
                    break;
                case EditKind::remove:
                    collector_.remove(edit.person);
                    break;
                case EditKind::make_admin:
                    collector_.add(edit.person, SeatRole::admin, reason::hand_edit);
                    break;
                case EditKind::drop_admin:
                    collector_.drop_admin(edit.person);
                    break;
            }
        }
    }

    // --- small things ------------------------------------------------------------------------

    void index_admitted() {
        const bool exclude_blocked = profile_.blocked == BlockedPeople::exclude;
        admitted_.resize(roster_.people.size());
        for (PersonIndex person = 0; person < admitted_.size(); ++person) {
            const bool blocked = exclude_blocked && roster_.people.blocked[person] != 0;
            admitted_[person] = !blocked && in_force_.tied[person] != 0 ? 1 : 0;
        }
    }

    void index_successors() {
        for (ClassIndex c = 0; c < roster_.classes.size(); ++c) {
            if (roster_.classes.predecessor[c].empty()) continue;
            if (moment_.today >= roster_.classes.validity[c].to) continue;
            predecessors_.push_back(roster_.text.view(roster_.classes.predecessor[c]));
        }
        std::ranges::sort(predecessors_);
    }

    /// data that a rule needs and the journal lacks; the chat is made with whoever is there.
    void report_missing_people(const DesiredChat& chat) {
        if (chat.kind == ChatKind::class_chat && in_force_.class_teachers.of(about_).empty()) {
            report(Severity::note, "class_teacher",
                   "has no class teacher in force; the chat is kept without one; add a row to "
                   "class_teacher, and to staff where it is missing");
        } else if (chat.kind == ChatKind::subject && in_force_.group_teachers.of(about_).empty()) {
            report(Severity::note, "study_group_teacher",
                   "has no teacher in force; the chat is kept without one; add a row to "
                   "study_group_teacher, and to staff where it is missing");
        } else if (chat.kind == ChatKind::staff && chat.seat_count == 0) {
            report(Severity::warning, "staff",
                   "has nobody: no row of staff in force fits the profile's rule");
        }
    }

    std::string_view source_relation() const {
        switch (rule_->kind) {
            case ChatKind::class_chat:
            case ChatKind::parents:
                return "class";
            case ChatKind::subject:
                return "study_group";
            case ChatKind::custom:
                return "chat_request";
            case ChatKind::staff:
                break;
        }
        return "school";
    }

    void report(Severity severity, std::string_view relation, std::string message) {
        out_.findings.push_back({severity, std::string{relation}, 0, fmt::format("chat '{}'", key_),
                                 std::move(message)});
    }

    const Roster& roster_;
    const InForce& in_force_;
    const Profile& profile_;
    Moment moment_;
    const DesiredOptions& options_;
    AskedChats asked_;
    std::vector<std::uint32_t> edits_;            ///< those in force, by chat key
    std::vector<std::string_view> predecessors_;  ///< ids of classes that have a successor, sorted
    std::vector<std::uint8_t> admitted_;  ///< per person: may be in a chat at all (1), or not (0)
    const ChatRule* rule_ = nullptr;
    std::string_view prefix_;  ///< of the rule's chat keys
    Titles titles_;            ///< of the rule
    std::uint8_t rule_index_ = 0;
    std::uint32_t about_ = no_index;
    std::string key_, title_, classes_;
    bool stay_former_ = false;  ///< former class teachers stay members
    std::vector<std::vector<PersonIndex>> member_runs_, admin_runs_, otherwise_runs_;
    SeatCollector collector_;
    Desired out_;
};

}  // namespace

const DesiredChat* Desired::find(std::string_view chat_key) const {
    const auto found = std::ranges::lower_bound(chats, chat_key, {},
                                                [&](const DesiredChat& chat) { return key(chat); });
    return found != chats.end() && key(*found) == chat_key ? &*found : nullptr;
}

Desired desired_state(const Roster& roster, const InForce& in_force, const Profile& profile,
                      Moment moment, const DesiredOptions& options) {
    return Builder{roster, in_force, profile, moment, options}.build();
}

}  // namespace rosterd
