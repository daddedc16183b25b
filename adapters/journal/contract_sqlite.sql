-- The journal contract of rosterd, version 1, for SQLite: an empty journal, ready to be filled.
--
-- Plain tables (or views) of these names in one database file. rosterd opens it read-only; use
-- `PRAGMA journal_mode = wal` so that writing never waits for reading. contract.sql tells more.
--
-- Types: every id is text; flags are 0 or 1; valid_from, valid_to are YYYY-MM-DD; starts_at, ends_at
-- are YYYY-MM-DD HH:MM[:SS] in the school's local time; created_at, made_at, deleted_at, linked_at,
-- until, finish_requested_at are ISO 8601 with an offset: 2026-10-01T09:00:00+03:00.
-- valid_from is inclusive, valid_to is exclusive; either may be null.

-- The schools. A school that is not here is not touched.
CREATE TABLE IF NOT EXISTS school (
    school_id  text PRIMARY KEY,
    name       text,
    time_zone  text NOT NULL,                 -- IANA name: Europe/Moscow, Asia/Yekaterinburg
    profile    text,                          -- rules: bars-max, sgo, ...
    account    text,                          -- the configured platform account that serves it
    enabled    integer NOT NULL DEFAULT 1  -- false: left alone, chats stay as they are
);

-- Everybody: pupils, parents, staff. One row a person, whatever he is.
CREATE TABLE IF NOT EXISTS person (
    school_id   text NOT NULL,
    person_id   text NOT NULL,
    last_name   text,
    first_name  text,
    middle_name text,
    phone       text,                            -- +7 (9XX) XXX-XX-XX, other spellings are understood
    blocked     integer NOT NULL DEFAULT 0,  -- the journal account is blocked
    PRIMARY KEY (school_id, person_id)
);

-- Who works at the school. A teacher or class teacher counts only while he has a row in force here.
CREATE TABLE IF NOT EXISTS staff (
    school_id     text NOT NULL,
    person_id     text NOT NULL,
    position_type text,   -- administration, teaching, other (null: other)
    roles         text,   -- of: teacher, school_admin, chats_admin; comma separated.
    valid_from    text,
    valid_to      text
);
CREATE INDEX IF NOT EXISTS staff_by_school ON staff (school_id, person_id);

CREATE TABLE IF NOT EXISTS class (
    school_id      text NOT NULL,
    class_id       text NOT NULL,
    name           text NOT NULL,   -- as people say it: 7В
    grade          text,            -- 7
    letter         text,            -- В
    predecessor_id text,            -- last year's class_id, where the id changes every year
    valid_from     text,
    valid_to       text,
    PRIMARY KEY (school_id, class_id)
);

CREATE TABLE IF NOT EXISTS class_teacher (
    school_id  text NOT NULL,
    class_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS class_teacher_by_school ON class_teacher (school_id, class_id);

-- Pupils in classes. Twice in one class at different times is two rows.
CREATE TABLE IF NOT EXISTS enrolment (
    school_id  text NOT NULL,
    class_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS enrolment_by_school ON enrolment (school_id, class_id);

-- A guardian counts only for a child who is enrolled now.
CREATE TABLE IF NOT EXISTS guardian (
    school_id  text NOT NULL,
    parent_id  text NOT NULL,
    student_id text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS guardian_by_school ON guardian (school_id, student_id);

-- What is taught to whom: one row a subject and group of pupils; one chat each.
CREATE TABLE IF NOT EXISTS study_group (
    school_id   text NOT NULL,
    group_id    text NOT NULL,
    subject     text NOT NULL,      -- Алгебра
    name        text,               -- the subgroup or elective, where the subject alone is not enough
    whole_class integer NOT NULL,   -- true: all pupils of its classes; false: its study_group_student
    valid_from  text,
    valid_to    text,
    PRIMARY KEY (school_id, group_id)
);

CREATE TABLE IF NOT EXISTS study_group_class (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    class_id   text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS study_group_class_by_school ON study_group_class (school_id, group_id);

CREATE TABLE IF NOT EXISTS study_group_teacher (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS study_group_teacher_by_school ON study_group_teacher (school_id, group_id);

CREATE TABLE IF NOT EXISTS study_group_student (
    school_id  text NOT NULL,
    group_id   text NOT NULL,
    person_id  text NOT NULL,
    valid_from text,
    valid_to   text
);
CREATE INDEX IF NOT EXISTS study_group_student_by_school ON study_group_student (school_id, group_id);

-- The timetable. Only the lessons that conferences name are read.
CREATE TABLE IF NOT EXISTS lesson (
    school_id text NOT NULL,
    lesson_id text NOT NULL,
    group_id  text NOT NULL,
    starts_at text NOT NULL,   -- the school's local time
    ends_at   text NOT NULL,
    cancelled integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, lesson_id)
);

-- Accounts on platforms, where the journal itself links them; otherwise leave it empty, and the
-- daemon's own links serve.
CREATE TABLE IF NOT EXISTS profile_link (
    school_id text NOT NULL,
    person_id text NOT NULL,
    platform  text NOT NULL,   -- vk, max, ejabberd
    user_id   text,            -- vk, max: a whole number from 1 to 2^53-1
    phone     text,
    state     text NOT NULL,   -- requested, linked, refused, unlinked
    linked_at text      -- of two people with one user the earlier link holds
);
CREATE INDEX IF NOT EXISTS profile_link_by_school ON profile_link (school_id, person_id);

-- A chat that somebody asked for, and, with deleted_at, the deletion of any chat.
CREATE TABLE IF NOT EXISTS chat_request (
    school_id  text NOT NULL,
    request_id text NOT NULL,
    kind       text NOT NULL,   -- staff, class, parents, subject, custom
    class_id   text,            -- for class and parents
    group_id   text,            -- for subject
    title      text,
    created_by text,            -- a person_id; of a custom chat: its member and administrator
    created_at text,
    deleted_at text,
    PRIMARY KEY (school_id, request_id)
);

CREATE TABLE IF NOT EXISTS chat_request_person (
    school_id  text NOT NULL,
    request_id text NOT NULL,
    person_id  text NOT NULL,
    admin      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, request_id, person_id)
);

-- Exceptions made by hand on the journal's pages.
CREATE TABLE IF NOT EXISTS chat_edit (
    school_id text NOT NULL,
    chat_key  text NOT NULL,   -- staff, class/<id>, parents/<id>, subject/<group id>, custom/<request id>
    person_id text NOT NULL,
    edit      text NOT NULL,   -- add, remove, make_admin, drop_admin
    made_by   text,            -- a person_id
    made_at   text NOT NULL,
    until     text      -- exclusive; null: for good
);
CREATE INDEX IF NOT EXISTS chat_edit_by_school ON chat_edit (school_id, made_at);

CREATE TABLE IF NOT EXISTS conference (
    school_id           text NOT NULL,
    conference_id       text NOT NULL,
    kind                text NOT NULL,   -- online_lesson, video_call
    chat_key            text,
    lesson_id           text,
    title               text,
    starts_at           text NOT NULL,   -- the school's local time
    ends_at             text NOT NULL,
    created_by          text,
    finish_requested_at text,
    deleted_at          text,
    PRIMARY KEY (school_id, conference_id)
);

-- A chosen part of the chat's members; no rows: all of them.
CREATE TABLE IF NOT EXISTS conference_person (
    school_id     text NOT NULL,
    conference_id text NOT NULL,
    person_id     text NOT NULL,
    PRIMARY KEY (school_id, conference_id, person_id)
);

-- Optional. marker changes whenever anything of the school changed (a counter, the time of the last
-- change as text, a transaction id). With it an idle poll costs one row a school; without it every
-- poll reads every school; an empty one is as good as none.
CREATE TABLE IF NOT EXISTS change_marker (
    school_id text PRIMARY KEY,
    marker    text NOT NULL
);

-- Optional. For a journal that is a copy (a nightly dump, a replica that is refreshed): as_of is the
-- time for which the copy holds, written by what copies it. A copy that nobody renews any more still
-- answers; by this it is noticed, and removes nobody (journal.copy_stale_after).
CREATE TABLE IF NOT EXISTS journal_copy (
    school_id text PRIMARY KEY,
    as_of     text NOT NULL
);
