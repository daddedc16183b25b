-- The files of a OneRoster 1.2 package, each loaded into a table of its name with all columns as text.
-- rosterd reads packages itself (journal.kind: oneroster); this is for who has them in a database.
CREATE SCHEMA oneroster;
SET search_path = oneroster;
CREATE TABLE orgs (sourced_id text PRIMARY KEY, name text, type text, time_zone text);
CREATE TABLE academic_sessions (sourced_id text PRIMARY KEY, type text, start_date text, end_date text);
CREATE TABLE users (sourced_id text PRIMARY KEY, enabled_user text, given_name text, family_name text, middle_name text,
    sms text, agent_sourced_ids text);
CREATE TABLE roles (sourced_id text PRIMARY KEY, user_sourced_id text, role text, begin_date text, end_date text, org_sourced_id text);
CREATE TABLE courses (sourced_id text PRIMARY KEY, title text);
CREATE TABLE classes (sourced_id text PRIMARY KEY, title text, grades text, course_sourced_id text, class_type text,
    school_sourced_id text, term_sourced_ids text, parent_class_sourced_id text);
CREATE TABLE enrollments (sourced_id text PRIMARY KEY, class_sourced_id text, school_sourced_id text, user_sourced_id text,
    role text, is_primary text, begin_date text, end_date text);

INSERT INTO orgs VALUES ('sch1', 'Школа', 'school', 'Asia/Yekaterinburg'), ('region', 'Область', 'state', NULL);
INSERT INTO academic_sessions VALUES ('y26', 'schoolYear', '2026-09-01', '2027-06-01');
INSERT INTO users VALUES ('t1', 'true', 'Анна', 'Вязова', 'Игоревна', '+79750000401', ''),
    ('a1', 'true', 'Роман', 'Буков', '', '', ''), ('s1', 'true', 'Иван', 'Воробьёв', '', '', 'g1'),
    ('s2', 'true', 'Нина', 'Ласточкина', '', '', ''), ('g1', 'true', 'Ольга', 'Воробьёва', '', '+79750000411', 's1');
INSERT INTO roles VALUES ('r1', 't1', 'teacher', '2020-09-01', '', 'sch1'), ('r2', 'a1', 'siteAdministrator', '', '', 'sch1'),
    ('r3', 's1', 'student', '', '', 'sch1'), ('r4', 's2', 'student', '', '', 'sch1'), ('r5', 'g1', 'parent', '', '', 'sch1');
INSERT INTO courses VALUES ('c-home', 'Класс'), ('c-hist', 'История'), ('c-it', 'Информатика');
INSERT INTO classes VALUES ('h7', '7В', '7', 'c-home', 'homeroom', 'sch1', 'y26', NULL),
    ('k1', '7В История', '7', 'c-hist', 'scheduled', 'sch1', 'y26', 'h7'),
    ('k2', '1 группа', '7', 'c-it', 'scheduled', 'sch1', 'y26', 'h7');
INSERT INTO enrollments VALUES ('e1', 'h7', 'sch1', 't1', 'teacher', 'true', '', ''), ('e2', 'h7', 'sch1', 's1', 'student', '', '', ''),
    ('e3', 'h7', 'sch1', 's2', 'student', '', '2026-09-01', ''), ('e4', 'k1', 'sch1', 't1', 'teacher', 'true', '', ''),
    ('e5', 'k1', 'sch1', 's1', 'student', '', '', ''), ('e6', 'k1', 'sch1', 's2', 'student', '', '', ''),
    ('e7', 'k2', 'sch1', 't1', 'teacher', 'true', '', ''), ('e8', 'k2', 'sch1', 's1', 'student', '', '', '');
