// The texts. Exact wording of the manuals where they have one; the rest says what they describe.
#include "reconciler/message_catalogue.hpp"

#include <algorithm>
#include <array>

namespace rosterd {
namespace {

constexpr std::array<Message, message_count> messages{{
    {MessageId::wrong_phone_format, "wrong_phone_format", "R-007",
     "Номер телефона не соответствует формату {phone_format}. Проверьте номер и "
     "повторите запрос",
     "the phone is not written as {phone_format}; no request was sent"},
    {MessageId::link_requested, "link_requested", "R-009",
     "Запрос на привязку отправлен. Подтвердите привязку в мессенджере",
     "the request to link is made; the person confirms it in the messenger"},
    {MessageId::link_already_requested, "link_already_requested", "R-010",
     "Запрос на привязку уже отправлен. Перейдите на платформу МАХ и подтвердите "
     "привязку",
     "the request to link has been sent already; the person confirms it in the "
     "messenger"},
    {MessageId::already_linked, "already_linked", "R-011",
     "Учебный аккаунт успешно привязан к Сферум", "the account is linked"},
    {MessageId::link_refused, "link_refused", "R-009",
     "Привязка отклонена пользователем. Запрос можно отправить ещё раз",
     "the person refused to be linked; the request may be made again"},
    {MessageId::unlinked, "unlinked", "R-016", "Учебный аккаунт отвязан от Сферум",
     "the account is unlinked"},
    {MessageId::not_linked, "not_linked", "R-017", "Учебный аккаунт не привязан к Сферум",
     "the account is not linked"},
    {MessageId::no_link_request, "no_link_request", "R-009",
     "Нет запроса на привязку, ожидающего ответа", "no request to link is waiting for an answer"},
    {MessageId::phone_taken, "phone_taken", "R-015",
     "Этот номер телефона уже указан у другого пользователя. Ребёнка нельзя "
     "зарегистрировать на номер родителя",
     "another person is linked with this phone, or asked to be; the earlier one "
     "holds"},
    {MessageId::user_taken, "user_taken", "R-015",
     "Этот учебный профиль уже привязан к другому пользователю",
     "another person is linked to this user; the earlier link holds, this one waits"},
    {MessageId::linked_to_another_user, "linked_to_another_user", "R-011",
     "Учебный аккаунт уже привязан к другому учебному профилю. Сначала отвяжите его",
     "the person is linked to another user; unlink him first"},
    {MessageId::link_kept_by_journal, "link_kept_by_journal", "R-003",
     "Привязкой этого пользователя управляет электронный журнал",
     "the journal itself keeps this person's link; change it there"},
    {MessageId::unlinked_members, "unlinked_members", "R-019",
     "Участники, не привязавшие учётную запись к учебному профилю Сферума, будут "
     "добавлены в чат на стороне Сферума автоматически после привязки",
     "people who are not linked enter the chat on the platform by themselves once "
     "they are"},
    {MessageId::chat_will_be_created, "chat_will_be_created", "R-034",
     "Чат будет создан автоматически", "the chat will be created automatically"},
    {MessageId::chat_exists, "chat_exists", "R-034", "Чат уже создан", "the chat exists already"},
    {MessageId::default_chat_not_deletable, "default_chat_not_deletable", "R-061",
     "Чаты по умолчанию нельзя удалить, они доступны только для редактирования",
     "default chats cannot be deleted, only edited"},
    {MessageId::deletion_is_final, "deletion_is_final", "R-111",
     "Чат удаляется из журнала и из Сферума без возможности восстановления",
     "the chat is deleted in the journal and on the platform for good"},
    {MessageId::chat_is_deleted, "chat_is_deleted", "R-110", "Чат удалён", "the chat is deleted"},
    {MessageId::chat_is_closed, "chat_is_closed", "", "Чат закрыт и не изменяется",
     "the chat is closed and is left as it is"},
    {MessageId::already_member, "already_member", "R-175", "Уже является участником",
     "the person is a member already"},
    {MessageId::already_admin, "already_admin", "R-174", "Уже является администратором чата",
     "the person administers the chat already"},
    {MessageId::not_a_member, "not_a_member", "R-100", "Не является участником чата",
     "the person does not belong in the chat"},
    {MessageId::not_an_admin, "not_an_admin", "R-078", "Не является администратором чата",
     "the person does not administer the chat"},
    {MessageId::not_of_the_school, "not_of_the_school", "",
     "Пользователь не относится к этой школе", "the person has no tie to the school today"},
    {MessageId::person_blocked, "person_blocked", "R-176", "Пользователь заблокирован",
     "the person is blocked"},
    {MessageId::title_unsuitable, "title_unsuitable", "R-047",
     "Укажите наименование чата, не длиннее 128 символов",
     "a chat's title has 1 to 128 characters, in one line"},
    {MessageId::no_such_kind, "no_such_kind", "R-059", "Чаты этого типа в школе не ведутся",
     "the school's profile has no chats of this kind"},
    {MessageId::only_staff, "only_staff", "R-164",
     "Управление чатами доступно только сотрудникам школы",
     "only staff of the school manage chats"},
    {MessageId::may_not_create, "may_not_create", "R-160", "Нет прав на создание чата этого типа",
     "this person may not create chats of this kind"},
    {MessageId::only_own_class, "only_own_class", "R-162",
     "Классный руководитель может создавать и изменять чаты только своих классов",
     "a class teacher does this for his own classes only"},
    {MessageId::only_own_group, "only_own_group", "R-163",
     "Учитель-предметник может создавать и изменять чаты только по своим предметам",
     "a teacher does this for his own groups only"},
    {MessageId::may_not_edit, "may_not_edit", "R-161",
     "Нет прав на изменение списка участников этого чата",
     "this person may not change who is in this chat"},
    {MessageId::may_not_appoint, "may_not_appoint", "R-161",
     "Нет прав на назначение администраторов этого чата",
     "this person may not appoint administrators of this chat"},
    {MessageId::may_not_rename, "may_not_rename", "R-063",
     "Наименование этого чата изменить нельзя",
     "this person may not rename this chat, or nobody may"},
    {MessageId::may_not_delete, "may_not_delete", "R-114", "Нет прав на удаление этого чата",
     "this person may not delete this chat"},
    {MessageId::own_flag_locked, "own_flag_locked", "R-075",
     "Нельзя снять с себя права администратора чата",
     "nobody takes his own administration of a chat away"},
    {MessageId::chats_admin_locked, "chats_admin_locked", "R-074",
     "Нельзя снять права с администратора чатов Сферума",
     "the chats administrator stays administrator of every chat"},
    {MessageId::may_not_initialise, "may_not_initialise", "R-160",
     "Инициализация списка чатов доступна только администратору школы",
     "only the school's administrator initialises chats"},
    {MessageId::lesson_over, "lesson_over", "R-137", "Урок завершился", "the lesson is over"},
    {MessageId::lesson_not_started, "lesson_not_started", "R-132",
     "Дистанционный урок еще не начался", "the lesson has not begun yet"},
    {MessageId::call_is_running, "call_is_running", "R-134",
     "Пока в классе не завершен урок по одному предмету, следующий звонок нельзя "
     "запустить",
     "a call of this class is running; the next begins when it has ended"},
    {MessageId::creator_not_linked, "creator_not_linked", "R-020",
     "Для создания онлайн-урока привяжите свою учётную запись к Сферум",
     "to plan an online lesson, its creator must be linked"},
    {MessageId::conference_runs_by_itself, "conference_runs_by_itself", "R-121",
     "Внимание! Видеоконференция автоматически начинается в момент наступления "
     "времени начала видеоконференции, а также автоматически завершается в момент "
     "наступления времени окончания видеоконференции.",
     "a conference begins and ends by itself at its times"},
    {MessageId::call_over, "call_over", "R-133", "Звонок завершен", "the call has ended"},
    {MessageId::conference_needs_chat, "conference_needs_chat", "R-122",
     "Для видеоконференции нужен чат. Сначала создайте чат",
     "a conference is held in a chat that exists; ask for the chat first"},
    {MessageId::lesson_needed, "lesson_needed", "R-124", "Выберите урок из расписания",
     "an online lesson in this chat is one of the timetable; name the lesson"},
    {MessageId::lesson_not_allowed, "lesson_not_allowed", "R-124",
     "Для видеозвонка урок не указывается", "a video call has no lesson of the timetable"},
    {MessageId::lesson_of_another_group, "lesson_of_another_group", "R-124",
     "Этот урок проводится в другой группе", "the lesson is of another study group than the chat"},
    {MessageId::lesson_has_conference, "lesson_has_conference", "R-141",
     "Для этого урока уже создана видеоконференция", "the lesson has a conference already"},
    {MessageId::conference_not_started, "conference_not_started", "R-132",
     "Видеоконференция еще не началась", "the conference has not begun yet"},
    {MessageId::conference_runs, "conference_runs", "R-135",
     "Видеоконференция уже идёт: изменить можно только название и время окончания",
     "the conference runs: only its title and its end can be changed"},
    {MessageId::conference_time_unsuitable, "conference_time_unsuitable", "R-125",
     "Время окончания должно быть позже времени начала, не более чем на сутки",
     "a conference ends after it starts, within a day, and starts within a year"},
    {MessageId::conference_kept_by_journal, "conference_kept_by_journal", "R-135",
     "Эта видеоконференция создана в электронном журнале. Измените её там",
     "the journal keeps this conference; change it there"},
    {MessageId::may_not_plan_conference, "may_not_plan_conference", "R-165",
     "Нет прав на создание видеоконференции в этом чате",
     "this person may not plan conferences in this chat"},
    {MessageId::may_not_manage_conference, "may_not_manage_conference", "R-135",
     "Нет прав на изменение этой видеоконференции",
     "this person may not change, finish or delete this conference"},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (static_cast<std::size_t>(messages[i].id) != i || messages[i].code.empty()) return false;
    }
    return true;
}
static_assert(in_order(), "message() looks messages up by their place");

}  // namespace

std::span<const Message> message_catalogue() {
    return messages;
}

const Message& message(MessageId id) {
    return messages.at(static_cast<std::size_t>(id));
}

const Message* find_message(std::string_view code) {
    const auto found = std::ranges::find(messages, code, &Message::code);
    return found == messages.end() ? nullptr : &*found;
}

std::string with_phone_format(std::string_view text, std::string_view format) {
    constexpr std::string_view placeholder = "{phone_format}";
    std::string result{text};
    const std::size_t at = result.find(placeholder);
    if (at != std::string::npos) result.replace(at, placeholder.size(), format);
    return result;
}

}  // namespace rosterd
