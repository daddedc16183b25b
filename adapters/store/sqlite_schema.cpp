// Versions 1 and 2. Names are interned once, so that a chat or an audit line costs integers.
#include "adapters/store/sqlite_schema.hpp"

#include <array>

namespace rosterd::store {
namespace {

constexpr const char* version_1 = R"sql(
CREATE TABLE school (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- One school on one account: chat numbers mean nothing elsewhere.
CREATE TABLE scope (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school,
  account INTEGER NOT NULL REFERENCES account,
  accepted_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (school, account)
) STRICT;

-- A chat key bound to a number; members: eight bytes each, see member_blob.hpp.
CREATE TABLE chat (
  id INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL REFERENCES scope,
  account INTEGER NOT NULL REFERENCES account,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  invite_link TEXT NOT NULL,
  members BLOB NOT NULL,
  UNIQUE (scope, key),
  UNIQUE (account, number)
) STRICT;

CREATE TABLE intent (
  scope INTEGER NOT NULL REFERENCES scope,
  chat TEXT NOT NULL,
  title TEXT NOT NULL,
  users BLOB NOT NULL,
  started_at INTEGER NOT NULL,
  PRIMARY KEY (scope, chat)
) STRICT, WITHOUT ROWID;

CREATE TABLE departure (
  scope INTEGER NOT NULL REFERENCES scope,
  chat TEXT NOT NULL,
  user INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, chat, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  scope INTEGER NOT NULL REFERENCES scope,
  chat TEXT NOT NULL,
  user INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, chat, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE parked (
  scope INTEGER NOT NULL REFERENCES scope,
  chat TEXT NOT NULL,
  user INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (scope, chat, user)
) STRICT, WITHOUT ROWID;

-- Row counts of the last accepted read, by the relation's name in the contract.
CREATE TABLE accepted (
  scope INTEGER NOT NULL REFERENCES scope,
  relation TEXT NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (scope, relation)
) STRICT, WITHOUT ROWID;

CREATE TABLE known_user (
  scope INTEGER NOT NULL REFERENCES scope,
  user INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (scope, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE initialised (
  scope INTEGER NOT NULL REFERENCES scope,
  chat TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, chat)
) STRICT, WITHOUT ROWID;

-- The daemon's own links, where the journal has none.
CREATE TABLE link (
  school INTEGER NOT NULL REFERENCES school,
  platform TEXT NOT NULL,
  person TEXT NOT NULL,
  user TEXT NOT NULL,
  state TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (school, platform, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE approval (
  school INTEGER NOT NULL REFERENCES school,
  hash TEXT NOT NULL,
  approver TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  PRIMARY KEY (school, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  school INTEGER NOT NULL REFERENCES school,
  chat TEXT NOT NULL,
  operation TEXT NOT NULL,
  person TEXT NOT NULL,
  user INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_school ON audit (school, at);
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
)sql";

constexpr const char* version_2 = R"sql(
ALTER TABLE link ADD COLUMN phone TEXT NOT NULL DEFAULT '';

-- What people asked of the daemon itself (reconciler/own_chats.hpp).
CREATE TABLE own_chat (
  school INTEGER NOT NULL REFERENCES school,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  title TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (school, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_person (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL,
  number INTEGER NOT NULL,
  person TEXT NOT NULL,
  admin INTEGER NOT NULL,
  FOREIGN KEY (school, number) REFERENCES own_chat
) STRICT;
CREATE INDEX own_person_by_chat ON own_person (school, number);

CREATE TABLE own_deletion (
  school INTEGER NOT NULL REFERENCES school,
  chat TEXT NOT NULL,
  at INTEGER NOT NULL,
  deleted_by TEXT NOT NULL,
  PRIMARY KEY (school, chat)
) STRICT, WITHOUT ROWID;

-- In the order of id: a later edit stands above an earlier one of the same second.
CREATE TABLE own_edit (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school,
  chat TEXT NOT NULL,
  person TEXT NOT NULL,
  edit TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  UNIQUE (school, chat, person, edit)
) STRICT;

CREATE TABLE own_title (
  school INTEGER NOT NULL REFERENCES school,
  chat TEXT NOT NULL,
  title TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (school, chat)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* version_3 = R"sql(
-- By which rules a school runs (reconciler/planned_state.hpp).
CREATE TABLE planned (
  school INTEGER PRIMARY KEY REFERENCES school,
  profile TEXT NOT NULL,
  rules TEXT NOT NULL
) STRICT;

-- Fingerprints of the steps of one approved change that are not all done yet.
CREATE TABLE planned_step (
  school INTEGER NOT NULL REFERENCES school,
  fingerprint INTEGER NOT NULL,
  PRIMARY KEY (school, fingerprint)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* version_4 = R"sql(
CREATE TABLE conference (
  school INTEGER NOT NULL REFERENCES school,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  chat TEXT NOT NULL,
  lesson TEXT NOT NULL,
  title TEXT NOT NULL,
  subject TEXT NOT NULL,
  classes TEXT NOT NULL,
  creator TEXT NOT NULL,
  local_starts INTEGER NOT NULL,
  local_ends INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  row_starts INTEGER NOT NULL,
  row_ends INTEGER NOT NULL,
  lesson_starts INTEGER NOT NULL,
  lesson_ends INTEGER NOT NULL,
  exclusive_keys TEXT NOT NULL,
  people INTEGER NOT NULL,
  objection TEXT NOT NULL,
  finish_requested_at INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  lesson_cancelled INTEGER NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  start_asked_at INTEGER NOT NULL,
  unanswered INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  retry_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  join_link TEXT NOT NULL,
  doubtful_calls INTEGER NOT NULL,
  announced_at INTEGER NOT NULL,
  message INTEGER NOT NULL,
  withdrawn_at INTEGER NOT NULL,
  PRIMARY KEY (school, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conference_by_start ON conference (school, starts);

-- Since when a school's conferences are looked at: what ended before is not missed.
CREATE TABLE conference_watch (
  school INTEGER PRIMARY KEY REFERENCES school,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE own_conference (
  school INTEGER NOT NULL REFERENCES school,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  chat TEXT NOT NULL,
  lesson TEXT NOT NULL,
  title TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finish_requested_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (school, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_conference_person (
  school INTEGER NOT NULL,
  number INTEGER NOT NULL,
  place INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (school, number, place),
  FOREIGN KEY (school, number) REFERENCES own_conference
) STRICT, WITHOUT ROWID;

CREATE TABLE conference_mark (
  school INTEGER NOT NULL REFERENCES school,
  conference TEXT NOT NULL,
  finish_requested_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  marked_by TEXT NOT NULL,
  PRIMARY KEY (school, conference)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* version_5 = R"sql(
-- Rules and approved changes of one school on one account, for a school may be on two at once.
CREATE TABLE scope_planned (
  scope INTEGER PRIMARY KEY REFERENCES scope,
  profile TEXT NOT NULL,
  rules TEXT NOT NULL
) STRICT;
CREATE TABLE scope_planned_step (
  scope INTEGER NOT NULL REFERENCES scope,
  fingerprint INTEGER NOT NULL,
  PRIMARY KEY (scope, fingerprint)
) STRICT, WITHOUT ROWID;
INSERT INTO scope_planned
  SELECT scope.id, profile, rules FROM planned JOIN scope ON scope.school = planned.school;
INSERT INTO scope_planned_step
  SELECT scope.id, fingerprint FROM planned_step JOIN scope ON scope.school = planned_step.school;
DROP TABLE planned;
DROP TABLE planned_step;

-- How far an account's events were dealt with.
CREATE TABLE event_cursor (
  account INTEGER PRIMARY KEY REFERENCES account,
  cursor TEXT NOT NULL
) STRICT;

-- Chats that people brought an account into.
CREATE TABLE brought_chat (
  account INTEGER NOT NULL REFERENCES account,
  number INTEGER NOT NULL,
  brought_by INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (account, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_code (
  account INTEGER NOT NULL REFERENCES account,
  code TEXT NOT NULL,
  school INTEGER NOT NULL REFERENCES school,
  chat TEXT NOT NULL,
  expires INTEGER NOT NULL,
  asked_by TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (account, code),
  UNIQUE (account, school, chat)
) STRICT, WITHOUT ROWID;

-- "user": who opened the account with it and has still to show his phone; 0: nobody yet.
CREATE TABLE start_token (
  account INTEGER NOT NULL REFERENCES account,
  token TEXT NOT NULL,
  school INTEGER NOT NULL REFERENCES school,
  person TEXT NOT NULL,
  expires INTEGER NOT NULL,
  "user" INTEGER NOT NULL,
  PRIMARY KEY (account, token),
  UNIQUE (account, school, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX start_token_by_user ON start_token (account, "user");
)sql";

constexpr const char* version_6 = R"sql(
-- On which account something was done to a person: null in lines before this and in lines about the
-- school as a whole.
ALTER TABLE audit ADD COLUMN scope INTEGER REFERENCES scope;
)sql";

constexpr const char* version_7 = R"sql(
-- What an approval names, step by step: it stays good for what is left of it.
ALTER TABLE approval ADD COLUMN guard TEXT NOT NULL DEFAULT '';
CREATE TABLE approval_step (
  school INTEGER NOT NULL REFERENCES school,
  hash TEXT NOT NULL,
  fingerprint INTEGER NOT NULL,
  PRIMARY KEY (school, hash, fingerprint)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* version_8 = R"sql(
-- On which account an approval holds: two of one platform have the same users. Empty: on each.
ALTER TABLE approval ADD COLUMN account TEXT NOT NULL DEFAULT '';
-- What was told of the person when he was parked; another value ends it. 0: not known.
ALTER TABLE parked ADD COLUMN source INTEGER NOT NULL DEFAULT 0;

-- How many were enrolled in each class, as the next read is measured against it.
CREATE TABLE accepted_class (
  scope INTEGER NOT NULL REFERENCES scope,
  class TEXT NOT NULL,
  enrolments INTEGER NOT NULL,
  PRIMARY KEY (scope, class)
) STRICT, WITHOUT ROWID;

-- What is not worked on. An empty school is all of them, an empty chat the whole school; until 0:
-- as long as nobody resumes it.
CREATE TABLE pause (
  school TEXT NOT NULL,
  chat TEXT NOT NULL,
  paused_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (school, chat)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* version_9 = R"sql(
-- Who was brought into a chat by others, see member_blob.hpp.
ALTER TABLE chat ADD COLUMN newcomers BLOB NOT NULL DEFAULT x'';
)sql";

constexpr const char* version_10 = R"sql(
-- What somebody in charge is told by mail or webhook: each cause once on each channel.
CREATE TABLE notice (
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  school TEXT NOT NULL,
  subject TEXT NOT NULL,
  word TEXT NOT NULL,
  detail TEXT NOT NULL,
  noticed_at INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (channel, kind, school, subject)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<const char*, 10> migrations{version_1, version_2, version_3, version_4,
                                                 version_5, version_6, version_7, version_8,
                                                 version_9, version_10};

}  // namespace

std::span<const char* const> schema_migrations() {
    return migrations;
}

}  // namespace rosterd::store
