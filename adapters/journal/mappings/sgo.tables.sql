-- A journal laid out as «Сетевой город. Образование» speaks of itself: whole numbers as ids, roles by
-- their names, movement by orders that can be cancelled, study groups of a class. The tables of your
-- server are called otherwise; sgo.views.sql says what is taken from where.
CREATE SCHEMA sgo;
SET search_path = sgo;
CREATE TABLE schools (id int PRIMARY KEY, name text NOT NULL, zone text NOT NULL);
CREATE TABLE users (id int PRIMARY KEY, school_id int NOT NULL, last_name text, first_name text,
    patronymic text, mobile_phone text, locked boolean NOT NULL DEFAULT false);
CREATE TABLE user_roles (user_id int NOT NULL, school_id int NOT NULL, role_name text NOT NULL,
    since date, until date);
CREATE TABLE classes (id int PRIMARY KEY, school_id int NOT NULL, school_year int NOT NULL,
    parallel int NOT NULL, litera text NOT NULL, home_teacher_id int, last_year_class_id int);
CREATE TABLE movements (id int PRIMARY KEY, class_id int NOT NULL, student_id int NOT NULL,
    enrol_date date NOT NULL, leave_date date, leave_order_cancelled boolean NOT NULL DEFAULT false);
CREATE TABLE children (parent_id int NOT NULL, student_id int NOT NULL);
CREATE TABLE subjects (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE subject_groups (id int PRIMARY KEY, class_id int NOT NULL, subject_id int NOT NULL,
    name text, all_pupils boolean NOT NULL);
CREATE TABLE subject_group_teachers (group_id int NOT NULL, teacher_id int NOT NULL, since date, until date);
CREATE TABLE subject_group_pupils (group_id int NOT NULL, student_id int NOT NULL, since date, until date);
CREATE TABLE class_meetings (id int PRIMARY KEY, group_id int NOT NULL, day date NOT NULL,
    start_time time NOT NULL, end_time time NOT NULL, cancelled boolean NOT NULL DEFAULT false);

INSERT INTO schools VALUES (17, 'Гимназия', 'Asia/Yekaterinburg');
INSERT INTO users (id, school_id, last_name, first_name, patronymic, mobile_phone) VALUES
    (1, 17, 'Ясенева', 'Анна', 'Олеговна', '+7 (975) 000-00-01'),
    (2, 17, 'Рябинина', 'Ирина', 'Львовна', '+7 (975) 000-00-02'),
    (3, 17, 'Дубов', 'Пётр', 'Ильич', NULL),
    (11, 17, 'Синицын', 'Егор', NULL, NULL), (12, 17, 'Чижова', 'Вера', NULL, NULL),
    (13, 17, 'Стрижов', 'Илья', NULL, NULL),
    (21, 17, 'Синицына', 'Ольга', 'Юрьевна', '+7 (975) 000-00-21'),
    (22, 17, 'Чижов', 'Олег', 'Иванович', NULL);
INSERT INTO user_roles VALUES (1, 17, 'Администратор', '2020-09-01', NULL),
    (2, 17, 'Учитель', '2020-09-01', NULL), (3, 17, 'Учитель', '2021-09-01', NULL),
    (3, 17, 'Классный руководитель', '2021-09-01', NULL);
INSERT INTO classes VALUES (70, 17, 2026, 7, 'В', 2, NULL), (100, 17, 2026, 10, 'А (П)', 3, NULL);
INSERT INTO movements VALUES (1, 70, 11, '2026-09-01', NULL, false), (2, 70, 12, '2026-09-01', NULL, false),
    (3, 100, 13, '2026-09-01', '2026-10-01', true);
INSERT INTO children VALUES (21, 11), (22, 12);
INSERT INTO subjects VALUES (5, 'История'), (6, 'Английский язык');
INSERT INTO subject_groups VALUES (700, 70, 5, NULL, true), (701, 70, 6, '1 подгруппа', false);
INSERT INTO subject_group_teachers VALUES (700, 2, '2026-09-01', NULL), (701, 3, '2026-09-01', NULL);
INSERT INTO subject_group_pupils VALUES (701, 12, '2026-09-01', NULL);
INSERT INTO class_meetings VALUES (9001, 700, '2026-10-15', '08:00', '08:40');
