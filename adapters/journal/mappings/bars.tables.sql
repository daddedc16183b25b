-- A journal laid out as БАРС «Электронная школа» speaks of itself: a class is a class of one year,
-- staff has groups of positions, the organisation names its administrator of chats, last days count,
-- and the journal itself keeps links to the messenger, chats made by hand and video conferences.
CREATE SCHEMA bars;
SET search_path = bars;
CREATE TABLE organisations (id int PRIMARY KEY, short_name text NOT NULL, zone text NOT NULL,
    chats_admin_id int, messenger text NOT NULL);
CREATE TABLE persons (id int PRIMARY KEY, family text, given text, patronymic text, phone text,
    blocked boolean NOT NULL DEFAULT false);
CREATE TABLE employees (person_id int NOT NULL, organisation_id int NOT NULL, position_group text NOT NULL,
    is_admin boolean NOT NULL DEFAULT false, hired date NOT NULL, last_day date);
CREATE TABLE class_years (id int PRIMARY KEY, organisation_id int NOT NULL, study_level int NOT NULL,
    letter text NOT NULL, first_day date NOT NULL, last_day date, form_master_id int, previous_id int);
CREATE TABLE pupils (person_id int NOT NULL, class_year_id int NOT NULL, first_day date NOT NULL, last_day date);
CREATE TABLE children_persons (child_id int NOT NULL, adult_id int NOT NULL);
CREATE TABLE study_groups (id int PRIMARY KEY, class_year_id int NOT NULL, discipline text NOT NULL,
    subgroup text, teacher_id int);
CREATE TABLE study_group_pupils (group_id int NOT NULL, person_id int NOT NULL);
CREATE TABLE lessons (id int PRIMARY KEY, group_id int NOT NULL, day date NOT NULL, begins time NOT NULL, ends time NOT NULL);
CREATE TABLE messenger_links (person_id int NOT NULL, user_id bigint, phone text, state text NOT NULL,
    changed timestamptz NOT NULL);
CREATE TABLE chats (id int PRIMARY KEY, organisation_id int NOT NULL, kind text NOT NULL, class_year_id int,
    group_id int, title text, author_id int, created timestamptz NOT NULL, deleted timestamptz);
CREATE TABLE chat_people (chat_id int NOT NULL, person_id int NOT NULL, is_admin boolean NOT NULL);
CREATE TABLE video_conferences (id int PRIMARY KEY, chat_id int, lesson_id int, kind text NOT NULL, title text,
    begins timestamp NOT NULL, ends timestamp NOT NULL, author_id int, deleted timestamptz);

INSERT INTO organisations VALUES (5, 'Школа № 5', 'Europe/Moscow', 1, 'max');
INSERT INTO persons (id, family, given, patronymic, phone) VALUES (1, 'Ольхова', 'Нина', 'Петровна', '89750000101'),
    (2, 'Берёзов', 'Глеб', 'Андреевич', '+79750000102'), (3, 'Липин', 'Олег', NULL, NULL),
    (11, 'Скворцов', 'Иван', NULL, NULL), (12, 'Галкина', 'Лия', NULL, NULL),
    (21, 'Скворцова', 'Алла', NULL, '+79750000121');
INSERT INTO employees VALUES (1, 5, 'Администрация', true, '2019-08-25', NULL),
    (2, 5, 'Педагогический состав', false, '2019-09-01', NULL), (3, 5, 'Обслуживающий персонал', false, '2020-01-10', NULL);
INSERT INTO class_years VALUES (50, 5, 5, 'Б', '2026-09-01', '2027-08-31', 2, NULL);
INSERT INTO pupils VALUES (11, 50, '2026-09-01', NULL), (12, 50, '2026-09-01', NULL);
INSERT INTO children_persons VALUES (11, 21);
INSERT INTO study_groups VALUES (500, 50, 'Математика', NULL, 2), (501, 50, 'Информатика', '2 группа', 2);
INSERT INTO study_group_pupils VALUES (501, 12);
INSERT INTO lessons VALUES (7001, 500, '2026-10-15', '09:00', '09:45');
INSERT INTO messenger_links VALUES (1, 90001, '+79750000101', 'привязан', '2026-09-02 10:00+03'),
    (21, NULL, '+79750000121', 'запрос отправлен', '2026-09-03 10:00+03');
INSERT INTO chats VALUES (800, 5, 'Предмет', NULL, 500, NULL, 2, '2026-09-05 12:00+03', NULL),
    (801, 5, 'Другое', NULL, NULL, 'Поход', 2, '2026-09-06 12:00+03', NULL);
INSERT INTO chat_people VALUES (801, 11, false), (801, 21, true);
INSERT INTO video_conferences VALUES (1, 800, 7001, 'Онлайн-урок', NULL, '2026-10-15 09:00', '2026-10-15 09:45', 2, NULL);
