// The pure heart applied to one read, in order.
#include "daemon/picture.hpp"

#include <fmt/format.h>

namespace rosterd {

std::string Picture::person_name(PersonIndex person) const {
    std::string name{roster.text.view(roster.people.last_name[person])};
    for (const TextRef part :
         {roster.people.first_name[person], roster.people.middle_name[person]}) {
        if (part.empty()) continue;
        if (!name.empty()) name += ' ';
        name += roster.text.view(part);
    }
    return name;
}

std::shared_ptr<const Picture> make_picture(JournalRead read, PictureInput input) {
    auto picture = std::make_shared<Picture>();
    picture->roster = std::move(read.roster);
    picture->findings = std::move(read.findings);
    merge_own_rows(picture->roster, input.own, picture->findings);
    picture->profile = std::move(input.profile);
    picture->moment = input.moment;
    picture->read_at = input.moment.now;
    picture->platform = input.platform;
    picture->people_make_chats = input.people_make_chats;
    picture->implausible = implausibility(input.accepted, picture->roster.rows);
    if (picture->implausible.empty()) {
        picture->doubted_classes =
            doubt_classes(input.accepted_classes, picture->roster, input.moment.today);
    }
    picture->in_force = in_force_on(picture->roster, input.moment.today);
    picture->links = resolve_links(picture->roster, input.platform, input.links, input.known_users,
                                   picture->findings);
    picture->desired = desired_state(
        picture->roster, picture->in_force, picture->profile, input.moment,
        {.title_characters_max = input.title_characters_max, .initialised = input.initialised});
    picture->findings.insert(picture->findings.end(), picture->desired.findings.begin(),
                             picture->desired.findings.end());
    picture->own_revision = input.own_revision;
    picture->conferences =
        plan_conferences({picture->roster, picture->in_force, picture->profile, picture->desired,
                          picture->links, input.active_chats, input.conferences, input.instant_of});
    return picture;
}

}  // namespace rosterd
