// The same tables as in SQLite (sqlite_schema.cpp), version by version, in PostgreSQL's types.
#include "adapters/store/postgres_schema.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <pqxx/result>

namespace rosterd::store {
namespace {

constexpr const char* version_1 = R"sql(
CREATE TABLE owner (generation bigint NOT NULL);
INSERT INTO owner VALUES (0);
CREATE TABLE school (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);

CREATE TABLE scope (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  school bigint NOT NULL REFERENCES school,
  account bigint NOT NULL REFERENCES account,
  accepted_at bigint NOT NULL DEFAULT 0,
  UNIQUE (school, account)
);

CREATE TABLE chat (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope bigint NOT NULL REFERENCES scope,
  account bigint NOT NULL REFERENCES account,
  key text NOT NULL,
  number bigint NOT NULL,
  title text NOT NULL,
  state text NOT NULL,
  read_at bigint NOT NULL,
  invite_link text NOT NULL,
  members bytea NOT NULL,
  UNIQUE (scope, key),
  UNIQUE (account, number)
);

CREATE TABLE intent (
  scope bigint NOT NULL REFERENCES scope,
  chat text NOT NULL,
  title text NOT NULL,
  users bytea NOT NULL,
  started_at bigint NOT NULL,
  PRIMARY KEY (scope, chat)
);

CREATE TABLE departure (
  scope bigint NOT NULL REFERENCES scope,
  chat text NOT NULL,
  "user" bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (scope, chat, "user")
);

CREATE TABLE invitation (
  scope bigint NOT NULL REFERENCES scope,
  chat text NOT NULL,
  "user" bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (scope, chat, "user")
);

CREATE TABLE parked (
  scope bigint NOT NULL REFERENCES scope,
  chat text NOT NULL,
  "user" bigint NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  until bigint NOT NULL,
  attempts bigint NOT NULL,
  PRIMARY KEY (scope, chat, "user")
);

CREATE TABLE accepted (
  scope bigint NOT NULL REFERENCES scope,
  relation text NOT NULL,
  rows bigint NOT NULL,
  PRIMARY KEY (scope, relation)
);

CREATE TABLE known_user (
  scope bigint NOT NULL REFERENCES scope,
  "user" bigint NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (scope, "user")
);

CREATE TABLE initialised (
  scope bigint NOT NULL REFERENCES scope,
  chat text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (scope, chat)
);

CREATE TABLE link (
  school bigint NOT NULL REFERENCES school,
  platform text NOT NULL,
  person text NOT NULL,
  "user" text NOT NULL,
  state text NOT NULL,
  linked_at bigint NOT NULL,
  PRIMARY KEY (school, platform, person)
);

CREATE TABLE approval (
  school bigint NOT NULL REFERENCES school,
  hash text NOT NULL,
  approver text NOT NULL,
  at bigint NOT NULL,
  expires bigint NOT NULL,
  rejected bigint NOT NULL,
  PRIMARY KEY (school, hash)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  school bigint NOT NULL REFERENCES school,
  chat text NOT NULL,
  operation text NOT NULL,
  person text NOT NULL,
  "user" bigint NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL,
  actor text NOT NULL
);

-- What the journal's pages read (status_board.hpp): the control API's own JSON, and views on it.
CREATE TABLE shown (
  school text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (school, kind, key)
);
CREATE VIEW chat_status AS
  SELECT school AS school_id, key AS chat_key, body ->> 'type' AS type, body ->> 'title' AS title,
         body ->> 'subject' AS subject, body ->> 'state' AS state,
         (body ->> 'members')::bigint AS members, (body ->> 'on_platform')::bigint AS on_platform,
         (body ->> 'waiting')::bigint AS waiting,
         ARRAY(SELECT jsonb_array_elements_text(body -> 'admins')) AS admins,
         (body ->> 'platform_chat')::bigint AS platform_chat, body ->> 'invite_link' AS invite_link
    FROM shown WHERE kind = 'chat';
CREATE VIEW link_status AS
  SELECT school AS school_id, key AS person_id, body ->> 'link' AS state,
         (body ->> 'user')::bigint AS user_id
    FROM shown WHERE kind = 'link';

CREATE INDEX audit_by_school ON audit (school, at);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
)sql";

constexpr const char* version_2 = R"sql(
ALTER TABLE link ADD COLUMN phone text NOT NULL DEFAULT '';

CREATE TABLE own_chat (
  school bigint NOT NULL REFERENCES school,
  number bigint NOT NULL,
  kind text NOT NULL,
  about text NOT NULL,
  title text NOT NULL,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (school, number)
);

CREATE TABLE own_person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  school bigint NOT NULL,
  number bigint NOT NULL,
  person text NOT NULL,
  admin bigint NOT NULL,
  FOREIGN KEY (school, number) REFERENCES own_chat
);
CREATE INDEX own_person_by_chat ON own_person (school, number);

CREATE TABLE own_deletion (
  school bigint NOT NULL REFERENCES school,
  chat text NOT NULL,
  at bigint NOT NULL,
  deleted_by text NOT NULL,
  PRIMARY KEY (school, chat)
);

CREATE TABLE own_edit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  school bigint NOT NULL REFERENCES school,
  chat text NOT NULL,
  person text NOT NULL,
  edit text NOT NULL,
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  until bigint NOT NULL,
  UNIQUE (school, chat, person, edit)
);

CREATE TABLE own_title (
  school bigint NOT NULL REFERENCES school,
  chat text NOT NULL,
  title text NOT NULL,
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  PRIMARY KEY (school, chat)
);
)sql";

constexpr const char* version_3 = R"sql(
CREATE TABLE planned (
  school bigint PRIMARY KEY REFERENCES school, profile text NOT NULL, rules text NOT NULL);
CREATE TABLE planned_step (
  school bigint NOT NULL REFERENCES school,
  fingerprint bigint NOT NULL,
  PRIMARY KEY (school, fingerprint)
);
)sql";

constexpr const char* version_4 = R"sql(
CREATE TABLE conference (
  school bigint NOT NULL REFERENCES school,
  id text NOT NULL,
  kind text NOT NULL,
  chat text NOT NULL,
  lesson text NOT NULL,
  title text NOT NULL,
  subject text NOT NULL,
  classes text NOT NULL,
  creator text NOT NULL,
  local_starts bigint NOT NULL,
  local_ends bigint NOT NULL,
  starts bigint NOT NULL,
  ends bigint NOT NULL,
  row_starts bigint NOT NULL,
  row_ends bigint NOT NULL,
  lesson_starts bigint NOT NULL,
  lesson_ends bigint NOT NULL,
  exclusive_keys text NOT NULL,
  people bigint NOT NULL,
  objection text NOT NULL,
  finish_requested_at bigint NOT NULL,
  deleted bigint NOT NULL,
  lesson_cancelled bigint NOT NULL,
  state text NOT NULL,
  cause text NOT NULL,
  reason text NOT NULL,
  start_asked_at bigint NOT NULL,
  unanswered bigint NOT NULL,
  attempts bigint NOT NULL,
  retry_at bigint NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint NOT NULL,
  call_id text NOT NULL,
  join_link text NOT NULL,
  doubtful_calls bigint NOT NULL,
  announced_at bigint NOT NULL,
  message bigint NOT NULL,
  withdrawn_at bigint NOT NULL,
  PRIMARY KEY (school, id)
);
CREATE INDEX conference_by_start ON conference (school, starts);

-- Since when a school's conferences are looked at: what ended before is not missed.
CREATE TABLE conference_watch (
  school bigint PRIMARY KEY REFERENCES school,
  since bigint NOT NULL
);

CREATE TABLE own_conference (
  school bigint NOT NULL REFERENCES school,
  number bigint NOT NULL,
  kind text NOT NULL,
  chat text NOT NULL,
  lesson text NOT NULL,
  title text NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  created_by text NOT NULL,
  created_at bigint NOT NULL,
  finish_requested_at bigint NOT NULL,
  deleted_at bigint NOT NULL,
  PRIMARY KEY (school, number)
);

CREATE TABLE own_conference_person (
  school bigint NOT NULL,
  number bigint NOT NULL,
  place bigint NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (school, number, place),
  FOREIGN KEY (school, number) REFERENCES own_conference
);

CREATE TABLE conference_mark (
  school bigint NOT NULL REFERENCES school,
  conference text NOT NULL,
  finish_requested_at bigint NOT NULL,
  deleted_at bigint NOT NULL,
  marked_by text NOT NULL,
  PRIMARY KEY (school, conference)
);

CREATE VIEW conference_status AS
  SELECT school AS school_id, key AS conference_id, body ->> 'title' AS title,
         body ->> 'type' AS type, body ->> 'subject' AS subject, body ->> 'class' AS class,
         body ->> 'chat' AS chat_key, (body ->> 'starts_at')::timestamptz AS starts_at,
         (body ->> 'ends_at')::timestamptz AS ends_at, (body ->> 'people')::bigint AS people,
         body ->> 'status' AS status, body ->> 'status_ru' AS status_ru,
         body ->> 'join_url' AS join_url, body ->> 'error' AS error,
         body ->> 'message_ru' AS message_ru
    FROM shown WHERE kind = 'conference';
)sql";

constexpr const char* version_5 = R"sql(
-- Rules and approved changes of one school on one account, for a school may be on two at once.
CREATE TABLE scope_planned (
  scope bigint PRIMARY KEY REFERENCES scope,
  profile text NOT NULL,
  rules text NOT NULL
);
CREATE TABLE scope_planned_step (
  scope bigint NOT NULL REFERENCES scope,
  fingerprint bigint NOT NULL,
  PRIMARY KEY (scope, fingerprint)
);
INSERT INTO scope_planned
  SELECT scope.id, profile, rules FROM planned JOIN scope ON scope.school = planned.school;
INSERT INTO scope_planned_step
  SELECT scope.id, fingerprint FROM planned_step JOIN scope ON scope.school = planned_step.school;
DROP TABLE planned;
DROP TABLE planned_step;

-- How far an account's events were dealt with.
CREATE TABLE event_cursor (
  account bigint PRIMARY KEY REFERENCES account,
  cursor text NOT NULL
);

-- Chats that people brought an account into.
CREATE TABLE brought_chat (
  account bigint NOT NULL REFERENCES account,
  number bigint NOT NULL,
  brought_by bigint NOT NULL,
  since bigint NOT NULL,
  PRIMARY KEY (account, number)
);

CREATE TABLE claim_code (
  account bigint NOT NULL REFERENCES account,
  code text NOT NULL,
  school bigint NOT NULL REFERENCES school,
  chat text NOT NULL,
  expires bigint NOT NULL,
  asked_by text NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (account, code),
  UNIQUE (account, school, chat)
);

-- "user": who opened the account with it and has still to show his phone; 0: nobody yet.
CREATE TABLE start_token (
  account bigint NOT NULL REFERENCES account,
  token text NOT NULL,
  school bigint NOT NULL REFERENCES school,
  person text NOT NULL,
  expires bigint NOT NULL,
  "user" bigint NOT NULL,
  PRIMARY KEY (account, token),
  UNIQUE (account, school, person)
);
CREATE INDEX start_token_by_user ON start_token (account, "user");
)sql";

constexpr const char* version_6 = R"sql(
-- On which account something was done to a person: null in lines before this and in lines about the
-- school as a whole.
ALTER TABLE audit ADD COLUMN scope bigint REFERENCES scope;
)sql";

constexpr const char* version_7 = R"sql(
ALTER TABLE approval ADD COLUMN guard text NOT NULL DEFAULT '';
CREATE TABLE approval_step (
  school bigint NOT NULL REFERENCES school,
  hash text NOT NULL,
  fingerprint bigint NOT NULL,
  PRIMARY KEY (school, hash, fingerprint)
);
)sql";

constexpr const char* version_8 = R"sql(
-- On which account an approval holds: two of one platform have the same users. Empty: on each.
ALTER TABLE approval ADD COLUMN account text NOT NULL DEFAULT '';
-- What was told of the person when he was parked; another value ends it. 0: not known.
ALTER TABLE parked ADD COLUMN source bigint NOT NULL DEFAULT 0;

-- How many were enrolled in each class, as the next read is measured against it.
CREATE TABLE accepted_class (
  scope bigint NOT NULL REFERENCES scope,
  class text NOT NULL,
  enrolments bigint NOT NULL,
  PRIMARY KEY (scope, class)
);

-- What is not worked on. An empty school is all of them, an empty chat the whole school; until 0:
-- as long as nobody resumes it.
CREATE TABLE pause (
  school text NOT NULL,
  chat text NOT NULL,
  paused_by text NOT NULL,
  reason text NOT NULL,
  since bigint NOT NULL,
  until bigint NOT NULL,
  PRIMARY KEY (school, chat)
);
)sql";

constexpr const char* version_9 = R"sql(
-- Who was brought into a chat by others, see member_blob.hpp.
ALTER TABLE chat ADD COLUMN newcomers bytea NOT NULL DEFAULT '';
)sql";

constexpr const char* version_10 = R"sql(
-- What somebody in charge is told by mail or webhook: each cause once on each channel.
CREATE TABLE notice (
  channel text NOT NULL,
  kind text NOT NULL,
  school text NOT NULL,
  subject text NOT NULL,
  word text NOT NULL,
  detail text NOT NULL,
  noticed_at bigint NOT NULL,
  told_at bigint NOT NULL,
  PRIMARY KEY (channel, kind, school, subject)
);
)sql";

constexpr std::array<const char*, 10> migrations{version_1, version_2, version_3, version_4,
                                                 version_5, version_6, version_7, version_8,
                                                 version_9, version_10};

}  // namespace

int prepare_postgres_schema(pqxx::transaction_base& transaction) {
    const auto exists = [&](const char* query) { return !transaction.exec(query).empty(); };
    // Not IF NOT EXISTS: that asks for the right to create even where nothing is to be made.
    if (!exists("SELECT 1 FROM pg_namespace WHERE nspname = 'rosterd'")) {
        transaction.exec("CREATE SCHEMA rosterd");
    }
    if (!exists("SELECT 1 FROM pg_tables WHERE schemaname = 'rosterd' "
                "AND tablename = 'schema_version'")) {
        transaction.exec("CREATE TABLE schema_version (version integer NOT NULL)");
        transaction.exec("INSERT INTO schema_version VALUES (0)");
    }
    const int version = transaction.exec1("SELECT version FROM schema_version")[0].as<int>();
    const auto known = static_cast<int>(migrations.size());
    if (version > known) return version;
    for (int next = version; next < known; ++next) {
        transaction.exec(migrations.at(static_cast<std::size_t>(next)));
    }
    transaction.exec(fmt::format("UPDATE schema_version SET version = {}", known));
    return 0;
}

}  // namespace rosterd::store
