-- «Сетевой город. Образование»: the contract's views over sgo.tables.sql. Profile sgo.
-- Staff is told apart by the names of roles; an enrolment ends at the order of departure unless that
-- was cancelled; a class is a row of one school year.
CREATE SCHEMA IF NOT EXISTS rosterd_journal;

CREATE VIEW rosterd_journal.school AS
    SELECT id AS school_id, name, zone AS time_zone, 'sgo'::text AS profile, 'school'::text AS account,
           true AS enabled
      FROM sgo.schools;

CREATE VIEW rosterd_journal.person AS
    SELECT school_id, id AS person_id, last_name, first_name, patronymic AS middle_name,
           mobile_phone AS phone, locked AS blocked
      FROM sgo.users;

-- The three roles that the rules know; a class teacher is class_teacher below.
CREATE VIEW rosterd_journal.staff AS
    SELECT school_id, user_id AS person_id, NULL::text AS position_type,
           CASE role_name WHEN 'Учитель' THEN 'teacher' WHEN 'Администратор' THEN 'school_admin' END AS roles,
           since AS valid_from, until AS valid_to
      FROM sgo.user_roles;

CREATE VIEW rosterd_journal.class AS
    SELECT school_id, id AS class_id, parallel || litera AS name, parallel AS grade, litera AS letter,
           last_year_class_id AS predecessor_id,
           make_date(school_year, 9, 1) AS valid_from, make_date(school_year + 1, 9, 1) AS valid_to
      FROM sgo.classes;

CREATE VIEW rosterd_journal.class_teacher AS
    SELECT school_id, id AS class_id, home_teacher_id AS person_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM sgo.classes WHERE home_teacher_id IS NOT NULL;

CREATE VIEW rosterd_journal.enrolment AS
    SELECT school_id, class_id, student_id AS person_id, enrol_date AS valid_from,
           CASE WHEN NOT leave_order_cancelled THEN leave_date END AS valid_to
      FROM sgo.movements JOIN sgo.classes ON classes.id = class_id;

CREATE VIEW rosterd_journal.guardian AS
    SELECT school_id, parent_id, student_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM sgo.children JOIN sgo.users ON users.id = student_id;

CREATE VIEW rosterd_journal.study_group AS
    SELECT school_id, subject_groups.id AS group_id, subjects.name AS subject, subject_groups.name,
           all_pupils AS whole_class, NULL::date AS valid_from, NULL::date AS valid_to
      FROM sgo.subject_groups
      JOIN sgo.subjects ON subjects.id = subject_id
      JOIN sgo.classes ON classes.id = class_id;

CREATE VIEW rosterd_journal.study_group_class AS
    SELECT school_id, subject_groups.id AS group_id, class_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM sgo.subject_groups JOIN sgo.classes ON classes.id = class_id;

CREATE VIEW rosterd_journal.study_group_teacher AS
    SELECT school_id, group_id, teacher_id AS person_id, since AS valid_from, until AS valid_to
      FROM sgo.subject_group_teachers
      JOIN sgo.subject_groups ON subject_groups.id = group_id
      JOIN sgo.classes ON classes.id = class_id;

CREATE VIEW rosterd_journal.study_group_student AS
    SELECT school_id, group_id, student_id AS person_id, since AS valid_from, until AS valid_to
      FROM sgo.subject_group_pupils
      JOIN sgo.subject_groups ON subject_groups.id = group_id
      JOIN sgo.classes ON classes.id = class_id;

CREATE VIEW rosterd_journal.lesson AS
    SELECT school_id, class_meetings.id AS lesson_id, group_id, day + start_time AS starts_at,
           day + end_time AS ends_at, cancelled
      FROM sgo.class_meetings
      JOIN sgo.subject_groups ON subject_groups.id = group_id
      JOIN sgo.classes ON classes.id = class_id;
