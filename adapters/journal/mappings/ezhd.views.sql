-- A journal with «Личные сообщения»: the contract's views over ezhd.tables.sql. Profile ezhd. Ids are
-- made of what names a thing there: a class is "2026-6Г", a study group is its class, subject and
-- subgroup. So a class of the next year is another class, as it should be.
CREATE SCHEMA IF NOT EXISTS rosterd_journal;

CREATE VIEW rosterd_journal.school AS
    SELECT code AS school_id, title AS name, zone AS time_zone, 'ezhd'::text AS profile, 'school'::text AS account,
           true AS enabled
      FROM ezhd.school;

CREATE VIEW rosterd_journal.person AS
    SELECT code AS school_id, login AS person_id, family AS last_name, name AS first_name,
           patronymic AS middle_name, phone, NOT active AS blocked
      FROM ezhd.people;

CREATE VIEW rosterd_journal.staff AS
    SELECT code AS school_id, login AS person_id,
           CASE WHEN position IN ('Директор', 'Завуч') THEN 'administration'
                WHEN position IN ('Учитель', 'Педагог-психолог') THEN 'teaching' ELSE 'other' END AS position_type,
           CASE position WHEN 'Учитель' THEN 'teacher' WHEN 'Директор' THEN 'school_admin' END AS roles,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.positions JOIN ezhd.people USING (login) WHERE active;

CREATE VIEW rosterd_journal.class AS
    SELECT code AS school_id, year || '-' || class AS class_id, class AS name, substring(class FROM '^[0-9]+') AS grade,
           substring(class FROM '^[0-9]+(.*)$') AS letter, NULL::text AS predecessor_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.classes JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.class_teacher AS
    SELECT code AS school_id, year || '-' || class AS class_id, leader_login AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.classes JOIN ezhd.school USING (code) WHERE leader_login IS NOT NULL;

CREATE VIEW rosterd_journal.enrolment AS
    SELECT code AS school_id, year || '-' || class AS class_id, login AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.pupils JOIN ezhd.people USING (login) JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.guardian AS
    SELECT code AS school_id, parent_login AS parent_id, pupil_login AS student_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.families JOIN ezhd.people ON login = pupil_login;

CREATE VIEW rosterd_journal.study_group AS
    SELECT DISTINCT code AS school_id, concat_ws('-', year, class, subject, nullif(subgroup, 0)) AS group_id, subject,
           CASE WHEN subgroup > 0 THEN subgroup || ' подгруппа' END AS name, subgroup = 0 AS whole_class,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.workload JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.study_group_class AS
    SELECT DISTINCT code AS school_id, concat_ws('-', year, class, subject, nullif(subgroup, 0)) AS group_id,
           year || '-' || class AS class_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.workload JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.study_group_teacher AS
    SELECT code AS school_id, concat_ws('-', year, class, subject, nullif(subgroup, 0)) AS group_id,
           teacher_login AS person_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.workload JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.study_group_student AS
    SELECT code AS school_id, concat_ws('-', year, class, subject, subgroup) AS group_id, pupil_login AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM ezhd.subgroups JOIN ezhd.school USING (code);

-- Its clock has no zone: it is the school's.
CREATE VIEW rosterd_journal.chat_request AS
    SELECT code AS school_id, number AS request_id,
           CASE type WHEN 'Предмет' THEN 'subject' ELSE 'custom' END AS kind, NULL::text AS class_id,
           CASE type WHEN 'Предмет' THEN concat_ws('-', year, class, subject) END AS group_id, dialogues.title,
           author_login AS created_by, created AT TIME ZONE zone AS created_at, removed AT TIME ZONE zone AS deleted_at
      FROM ezhd.dialogues JOIN ezhd.school USING (code);

CREATE VIEW rosterd_journal.chat_request_person AS
    SELECT code AS school_id, number AS request_id, login AS person_id, admin
      FROM ezhd.dialogue_people JOIN ezhd.dialogues USING (number);
