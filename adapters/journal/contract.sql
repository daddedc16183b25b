-- The journal contract of rosterd, version 1, for PostgreSQL: an empty journal, ready to be filled.
--
-- rosterd reads the relations below and nothing else. There are two ways to serve them:
--   1. run this file and fill the tables (by triggers, by a nightly export, by hand);
--   2. create views of the same names and columns in schema rosterd_journal over the tables of the
--      journal you have. Only `change_marker` and `journal_copy` may be missing; a column may be
--      `null::text AS middle_name` where the journal has no such thing.
-- Then run `rosterctl journal check`: it says what is missing, empty or dangling.
--
-- The daemon's login needs this and no more:
--   GRANT USAGE ON SCHEMA rosterd_journal TO rosterd;
--   GRANT SELECT ON ALL TABLES IN SCHEMA rosterd_journal TO rosterd;
--
-- Rules that hold everywhere:
--   * Every id is text: letters, digits, anything but control characters, at most 200 bytes.
--     A view may give integer or uuid columns, they are read as text.
--   * valid_from is inclusive, valid_to is exclusive; either may be null (open). A row dated ahead
--     takes effect on its day, in the school's time zone.
--   * Dates are the school's own. timestamp columns are the school's local time; timestamptz
--     columns are instants.
--   * Every relation is read as `... WHERE school_id = '<one school>'`: the primary keys below
--     begin with school_id for that; give the base tables of your views such an index too.
--   * Exact duplicate rows are ignored. Rows that contradict each other or refer to what is not
--     there are set aside and reported, and never make anybody leave a chat.

BEGIN;

CREATE SCHEMA IF NOT EXISTS rosterd_journal;
SET LOCAL search_path = rosterd_journal;

-- The schools. A school that is not here is not touched.
CREATE TABLE school (
    school_id  text PRIMARY KEY,
    name       text,
    time_zone  text NOT NULL,                 -- IANA name: Europe/Moscow, Asia/Yekaterinburg
    profile    text,                          -- rules: bars-max, sgo, ...
    account    text,                          -- the configured platform account that serves it
    enabled    boolean NOT NULL DEFAULT true  -- false: left alone, chats stay as they are
);

-- Everybody: pupils, parents, staff. One row a person, whatever he is.
CREATE TABLE person (
    school_id   text NOT NULL,
    person_id   text NOT NULL,
    last_name   text,
    first_name  text,
    middle_name text,
    phone       text,                            -- +7 (9XX) XXX-XX-XX, other spellings are understood
    blocked     boolean NOT NULL DEFAULT false,  -- the journal account is blocked
    PRIMARY KEY (school_id, person_id)
);

-- Who works at the school. A teacher or class teacher counts only while he has a row in force here.
CREATE TABLE staff (
    school_id     text NOT NULL,
    person_id     text NOT NULL,
    position_type text,   -- administration, teaching, other (null: other)
    roles         text,   -- of: teacher, school_admin, chats_admin; comma separated. text[] is read too
    valid_from    date,
    valid_to      date
);
CREATE INDEX ON staff (school_id, person_id);

CREATE TABLE class (
    school_id      text NOT NULL,
    class_id       text NOT NULL,
    name           text NOT NULL,   -- as people say it: 7В
    grade          text,            -- 7
    letter         text,            -- В
    predecessor_id text,            -- last year's class_id, where the id changes every year
    valid_from     date,
    valid_to       date,
    PRIMARY KEY (school_id, class_id)
);

CREATE TABLE class_teacher (
    school_id  text NOT NULL,
    class_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON class_teacher (school_id, class_id);

-- Pupils in classes. Twice in one class at different times is two rows.
CREATE TABLE enrolment (
    school_id  text NOT NULL,
    class_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON enrolment (school_id, class_id);

-- A guardian counts only for a child who is enrolled now.
CREATE TABLE guardian (
    school_id  text NOT NULL,
    parent_id  text NOT NULL,
    student_id text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON guardian (school_id, student_id);

-- What is taught to whom: one row a subject and group of pupils; one chat each.
CREATE TABLE study_group (
    school_id   text NOT NULL,
    group_id    text NOT NULL,
    subject     text NOT NULL,      -- Алгебра
    name        text,               -- the subgroup or elective, where the subject alone is not enough
    whole_class boolean NOT NULL,   -- true: all pupils of its classes; false: its study_group_student
    valid_from  date,
    valid_to    date,
    PRIMARY KEY (school_id, group_id)
);

CREATE TABLE study_group_class (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    class_id   text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON study_group_class (school_id, group_id);

CREATE TABLE study_group_teacher (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON study_group_teacher (school_id, group_id);

CREATE TABLE study_group_student (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from date,
    valid_to   date
);
CREATE INDEX ON study_group_student (school_id, group_id);

-- The timetable. Only the lessons that conferences name are read.
CREATE TABLE lesson (
    school_id text NOT NULL,
    lesson_id text NOT NULL,
    group_id  text NOT NULL,
    starts_at timestamp NOT NULL,   -- the school's local time
    ends_at   timestamp NOT NULL,
    cancelled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (school_id, lesson_id)
);

-- Accounts on platforms, where the journal itself links them; otherwise leave it empty, and the
-- daemon's own links serve.
CREATE TABLE profile_link (
    school_id text NOT NULL,
    person_id text NOT NULL,
    platform  text NOT NULL,   -- vk, max, ejabberd
    user_id   text,            -- vk, max: a whole number from 1 to 2^53-1
    phone     text,
    state     text NOT NULL,   -- requested, linked, refused, unlinked
    linked_at timestamptz      -- of two people with one user the earlier link holds
);
CREATE INDEX ON profile_link (school_id, person_id);

-- A chat that somebody asked for, and, with deleted_at, the deletion of any chat.
CREATE TABLE chat_request (
    school_id  text NOT NULL,
    request_id text NOT NULL,
    kind       text NOT NULL,   -- staff, class, parents, subject, custom
    class_id   text,            -- for class and parents
    group_id   text,            -- for subject
    title      text,
    created_by text,            -- a person_id; of a custom chat: its member and administrator
    created_at timestamptz,
    deleted_at timestamptz,
    PRIMARY KEY (school_id, request_id)
);

CREATE TABLE chat_request_person (
    school_id  text NOT NULL,
    request_id text NOT NULL,
    person_id  text NOT NULL,
    admin      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (school_id, request_id, person_id)
);

-- Exceptions made by hand on the journal's pages.
CREATE TABLE chat_edit (
    school_id text NOT NULL,
    chat_key  text NOT NULL,   -- staff, class/<id>, parents/<id>, subject/<group id>, custom/<request id>
    person_id text NOT NULL,
    edit      text NOT NULL,   -- add, remove, make_admin, drop_admin
    made_by   text,            -- a person_id
    made_at   timestamptz NOT NULL,
    until     timestamptz      -- exclusive; null: for good
);
CREATE INDEX ON chat_edit (school_id, made_at);

CREATE TABLE conference (
    school_id           text NOT NULL,
    conference_id       text NOT NULL,
    kind                text NOT NULL,   -- online_lesson, video_call
    chat_key            text,
    lesson_id           text,
    title               text,
    starts_at           timestamp NOT NULL,   -- the school's local time
    ends_at             timestamp NOT NULL,
    created_by          text,
    finish_requested_at timestamptz,
    deleted_at          timestamptz,
    PRIMARY KEY (school_id, conference_id)
);

-- A chosen part of the chat's members; no rows: all of them.
CREATE TABLE conference_person (
    school_id     text NOT NULL,
    conference_id text NOT NULL,
    person_id     text NOT NULL,
    PRIMARY KEY (school_id, conference_id, person_id)
);

-- Optional. marker changes whenever anything of the school changed (a counter, the time of the last
-- change as text, a transaction id). With it an idle poll costs one row a school; without it every
-- poll reads every school; an empty one is as good as none.
CREATE TABLE change_marker (
    school_id text PRIMARY KEY,
    marker    text NOT NULL
);

-- Optional. For a journal that is a copy (a nightly dump, a replica that is refreshed): as_of is the
-- time for which the copy holds, written by what copies it. A copy that nobody renews any more still
-- answers; by this it is noticed, and removes nobody (journal.copy_stale_after).
CREATE TABLE journal_copy (
    school_id text PRIMARY KEY,
    as_of     timestamptz NOT NULL
);

COMMIT;
