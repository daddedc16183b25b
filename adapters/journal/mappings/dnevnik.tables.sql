-- A journal laid out as Дневник.ру speaks of itself: ids of 64 bits, a class and its subgroups are
-- groups of two types, people are archived and not deleted, staff has flags, and a lesson has a
-- number whose time is in the schedule of bells.
CREATE SCHEMA dnevnik;
SET search_path = dnevnik;
CREATE TABLE schools (id bigint PRIMARY KEY, name text NOT NULL, hours_from_utc int NOT NULL);
CREATE TABLE persons (id bigint PRIMARY KEY, school_id bigint NOT NULL, last_name text, first_name text,
    middle_name text, phone text);
CREATE TABLE staff (person_id bigint NOT NULL, school_id bigint NOT NULL, managing boolean NOT NULL,
    teaching boolean NOT NULL, administrator boolean NOT NULL, start_date date, archive_date date);
CREATE TABLE edu_groups (id bigint PRIMARY KEY, school_id bigint NOT NULL, type text NOT NULL,
    parent_ids bigint[] NOT NULL DEFAULT '{}', name text NOT NULL, parallel int, study_year int NOT NULL,
    class_teacher_id bigint);
CREATE TABLE memberships (group_id bigint NOT NULL, person_id bigint NOT NULL, status text NOT NULL, archive_date date);
CREATE TABLE relatives (person_id bigint NOT NULL, relative_id bigint NOT NULL, type text NOT NULL);
CREATE TABLE subjects (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE assignments (group_id bigint NOT NULL, subject_id bigint NOT NULL, teacher_id bigint NOT NULL);
CREATE TABLE bells (group_id bigint NOT NULL, number int NOT NULL, day_of_week int NOT NULL, start time NOT NULL, finish time NOT NULL);
CREATE TABLE lessons (id bigint PRIMARY KEY, group_id bigint NOT NULL, subject_id bigint NOT NULL, day date NOT NULL,
    number int NOT NULL, status text NOT NULL);

INSERT INTO schools VALUES (1000000000017, 'Лицей', 7);
INSERT INTO persons VALUES (2000000000001, 1000000000017, 'Кленова', 'Ада', 'Ильинична', '+79750000201'),
    (2000000000002, 1000000000017, 'Осинин', 'Лев', NULL, NULL),
    (2000000000011, 1000000000017, 'Снегирёв', 'Ян', NULL, NULL), (2000000000012, 1000000000017, 'Соловьёва', 'Ева', NULL, NULL),
    (2000000000021, 1000000000017, 'Снегирёва', 'Инна', NULL, '+79750000221');
INSERT INTO staff VALUES (2000000000001, 1000000000017, true, false, true, '2018-01-09', NULL),
    (2000000000002, 1000000000017, false, true, false, '2019-09-01', NULL);
INSERT INTO edu_groups VALUES (3000000000007, 1000000000017, 'Group', '{}', '8А', 8, 2026, 2000000000002),
    (3000000000008, 1000000000017, 'Subgroup', '{3000000000007}', 'мальчики', 8, 2026, NULL);
INSERT INTO memberships VALUES (3000000000007, 2000000000011, 'Active', NULL), (3000000000007, 2000000000012, 'Active', NULL),
    (3000000000008, 2000000000011, 'Active', NULL);
INSERT INTO relatives VALUES (2000000000011, 2000000000021, 'Mother');
INSERT INTO subjects VALUES (41, 'Химия'), (42, 'Технология');
INSERT INTO assignments VALUES (3000000000007, 41, 2000000000002), (3000000000008, 42, 2000000000002);
INSERT INTO bells VALUES (3000000000007, 2, 4, '09:00', '09:40');
INSERT INTO lessons VALUES (5000000000001, 3000000000007, 41, '2026-10-15', 2, 'InPlace');
