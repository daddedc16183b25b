-- A journal with «Личные сообщения» that knows little of dates: a class is known by its name within a
-- school year, everybody has a login, who is there now is there, subgroups are numbers of a subject.
CREATE SCHEMA ezhd;
SET search_path = ezhd;
CREATE TABLE school (code text PRIMARY KEY, title text NOT NULL, zone text NOT NULL, year text NOT NULL);
CREATE TABLE people (login text PRIMARY KEY, code text NOT NULL, kind text NOT NULL, family text, name text,
    patronymic text, phone text, active boolean NOT NULL DEFAULT true);
CREATE TABLE positions (login text NOT NULL, position text NOT NULL);
CREATE TABLE classes (code text NOT NULL, class text NOT NULL, leader_login text, PRIMARY KEY (code, class));
CREATE TABLE pupils (login text PRIMARY KEY, class text NOT NULL);
CREATE TABLE families (pupil_login text NOT NULL, parent_login text NOT NULL);
CREATE TABLE workload (code text NOT NULL, class text NOT NULL, subject text NOT NULL, subgroup int NOT NULL DEFAULT 0,
    teacher_login text NOT NULL);
CREATE TABLE subgroups (code text NOT NULL, class text NOT NULL, subject text NOT NULL, subgroup int NOT NULL,
    pupil_login text NOT NULL);
CREATE TABLE dialogues (number int PRIMARY KEY, code text NOT NULL, type text NOT NULL, class text, subject text,
    title text, author_login text NOT NULL, created timestamp NOT NULL, removed timestamp);
CREATE TABLE dialogue_people (number int NOT NULL, login text NOT NULL, admin boolean NOT NULL);

INSERT INTO school VALUES ('s9', 'Школа № 9', 'Europe/Moscow', '2026');
INSERT INTO people VALUES ('head', 's9', 'staff', 'Тополева', 'Майя', 'Ильинична', '+79750000301', true),
    ('ivolga', 's9', 'staff', 'Иволгин', 'Пётр', NULL, NULL, true), ('kulik', 's9', 'pupil', 'Куликов', 'Ян', NULL, NULL, true),
    ('utkina', 's9', 'pupil', 'Уткина', 'Зоя', NULL, NULL, true), ('kulikov', 's9', 'parent', 'Куликов', 'Ян', 'Петрович', NULL, true);
INSERT INTO positions VALUES ('head', 'Директор'), ('ivolga', 'Учитель');
INSERT INTO classes VALUES ('s9', '6Г', 'ivolga');
INSERT INTO pupils VALUES ('kulik', '6Г'), ('utkina', '6Г');
INSERT INTO families VALUES ('kulik', 'kulikov');
INSERT INTO workload VALUES ('s9', '6Г', 'Русский язык', 0, 'ivolga'), ('s9', '6Г', 'Английский язык', 2, 'ivolga');
INSERT INTO subgroups VALUES ('s9', '6Г', 'Английский язык', 2, 'utkina');
INSERT INTO dialogues VALUES (31, 's9', 'Предмет', '6Г', 'Русский язык', NULL, 'ivolga', '2026-09-10 10:00', NULL),
    (32, 's9', 'Произвольный', NULL, NULL, 'Олимпиада', 'ivolga', '2026-09-11 10:00', NULL);
INSERT INTO dialogue_people VALUES (32, 'utkina', false), (32, 'head', true);
