// Secret files: what is read, what is refused, and that contents stay out of messages.
#include "config/secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/files.hpp"

namespace rosterd::config {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

TEST(SecretTest, WhiteSpaceAroundItIsNoPartOfIt) {
    const test::TemporaryDirectory folder;
    write_file(folder / "t", " \tvk1.a.token\r\n\n");
    fs::permissions(folder / "t", fs::perms::owner_read);
    const auto secret = read_secret(folder / "t");
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->value, "vk1.a.token");
    EXPECT_EQ(secret->warning, "");
}

TEST(SecretTest, AFileForEverybodyIsReadWithAWarning) {
    const test::TemporaryDirectory folder;
    write_file(folder / "t", "secret-value");
    fs::permissions(folder / "t", static_cast<fs::perms>(0644));
    const auto secret = read_secret(folder / "t");
    ASSERT_TRUE(secret);
    EXPECT_THAT(secret->warning, HasSubstr("chmod 0600"));
    EXPECT_THAT(secret->warning, Not(HasSubstr("secret-value")));
}

TEST(SecretTest, WhatIsNoSecretIsRefusedWithoutBeingShown) {
    const test::TemporaryDirectory folder;
    EXPECT_EQ(read_secret(folder / "none").error().kind, ErrorKind::not_found);
    EXPECT_EQ(read_secret(folder.path()).error().kind, ErrorKind::invalid_input);
    write_file(folder / "empty", " \n");
    EXPECT_THAT(read_secret(folder / "empty").error().what, HasSubstr("empty"));
    write_file(folder / "two", "first\nsecond\n");
    EXPECT_THAT(read_secret(folder / "two").error().what, HasSubstr("several lines"));
    EXPECT_THAT(read_secret(folder / "two").error().what, Not(HasSubstr("second")));
    write_file(folder / "long", std::string(secret_bytes_max + 1, 'x'));
    EXPECT_THAT(read_secret(folder / "long").error().what, HasSubstr("longer than"));
}

TEST(SecretTest, ABareNameIsACredentialThenAFileOfTheFolderOfSecrets) {
    const test::TemporaryDirectory folder;
    const fs::path configured = folder / "etc";
    const fs::path passed = folder / "credentials";
    fs::create_directories(configured / "secrets");
    fs::create_directories(passed);
    const auto place = [&] { return secret_path("token", configured, passed); };
    EXPECT_EQ(place(), configured / "token") << "where it is missed";
    write_file(configured / "secrets/token", "t");
    EXPECT_EQ(place(), configured / "secrets/token") << "root checks without systemd";
    write_file(passed / "secret_token", "t");
    EXPECT_EQ(place(), passed / "secret_token") << "LoadCredential=secret:FOLDER";
    write_file(passed / "sealed_token", "t");
    EXPECT_EQ(place(), passed / "sealed_token") << "LoadCredentialEncrypted=sealed:FOLDER";
    write_file(passed / "token", "t");
    EXPECT_EQ(place(), passed / "token") << "LoadCredential=token:FILE";
    EXPECT_EQ(secret_path("token", configured, {}), configured / "secrets/token");
    EXPECT_EQ(secret_path("./token", configured, passed), configured / "token");
    EXPECT_EQ(secret_path("/srv/token", configured, passed), "/srv/token");
}

TEST(SecretTest, SecretsAreToldFromFileNames) {
    EXPECT_TRUE(looks_like_secret("postgresql://u:p@h/db"));
    EXPECT_TRUE(looks_like_secret("host=h dbname=d"));
    EXPECT_TRUE(looks_like_secret("vk1.a.abc"));
    EXPECT_TRUE(looks_like_secret(std::string(85, 'a')));
    EXPECT_TRUE(looks_like_secret(std::string(300, 'z')));
    EXPECT_FALSE(looks_like_secret("vk-gymnasium-1"));
    EXPECT_FALSE(looks_like_secret("/etc/rosterd/journal.dsn"));
}

}  // namespace
}  // namespace rosterd::config
