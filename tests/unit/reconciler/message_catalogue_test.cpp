// Messages: complete, found by their code, and worded as the manuals word them.
#include "reconciler/message_catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace rosterd {
namespace {

TEST(MessageCatalogueTest, EveryMessageHasBothLanguagesAndACodeOfItsOwn) {
    std::set<std::string_view> codes;
    for (const Message& each : message_catalogue()) {
        EXPECT_TRUE(codes.insert(each.code).second) << each.code;
        EXPECT_FALSE(each.english.empty()) << each.code;
        const bool russian = std::ranges::any_of(
            each.russian, [](char c) { return static_cast<unsigned char>(c) >= 0xD0; });
        EXPECT_TRUE(russian) << each.code;
        EXPECT_EQ(find_message(each.code), &each);
        EXPECT_EQ(&message(each.id), &each);
    }
    EXPECT_EQ(codes.size(), message_count);
    EXPECT_EQ(find_message("no_such_code"), nullptr);
}

TEST(MessageCatalogueTest, TheManualsWordsAreKept) {
    EXPECT_EQ(
        message(MessageId::link_already_requested).russian,
        "Запрос на привязку уже отправлен. Перейдите на платформу МАХ и подтвердите привязку");
    EXPECT_EQ(message(MessageId::already_linked).russian,
              "Учебный аккаунт успешно привязан к Сферум");
    EXPECT_EQ(message(MessageId::lesson_over).russian, "Урок завершился");
    EXPECT_EQ(message(MessageId::lesson_not_started).russian, "Дистанционный урок еще не начался");
    EXPECT_TRUE(message(MessageId::default_chat_not_deletable)
                    .russian.starts_with("Чаты по умолчанию нельзя удалить"));
}

TEST(MessageCatalogueTest, ThePhonesMaskIsTheProfiles) {
    const auto text = message(MessageId::wrong_phone_format).russian;
    EXPECT_NE(with_phone_format(text, "+7 (9XX) XXX-XX-XX").find("формату +7 (9XX) XXX-XX-XX."),
              std::string::npos);
    EXPECT_EQ(with_phone_format("nothing to fill", "x"), "nothing to fill");
}

}  // namespace
}  // namespace rosterd
