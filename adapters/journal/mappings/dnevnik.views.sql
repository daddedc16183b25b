-- Дневник.ру: the contract's views over dnevnik.tables.sql. Profile dnevnik. A study group is a group
-- or subgroup together with a subject that is taught to it. Ids stay whole: read as text they lose
-- nothing of their 64 bits. The offset from UTC has to become the name of a time zone.
CREATE SCHEMA IF NOT EXISTS rosterd_journal;

CREATE VIEW rosterd_journal.school AS
    SELECT id AS school_id, name,
           CASE hours_from_utc WHEN 2 THEN 'Europe/Kaliningrad' WHEN 3 THEN 'Europe/Moscow' WHEN 4 THEN 'Europe/Samara'
                               WHEN 5 THEN 'Asia/Yekaterinburg' WHEN 6 THEN 'Asia/Omsk' WHEN 7 THEN 'Asia/Novosibirsk'
                               WHEN 8 THEN 'Asia/Irkutsk' WHEN 9 THEN 'Asia/Yakutsk' WHEN 10 THEN 'Asia/Vladivostok'
                               WHEN 11 THEN 'Asia/Magadan' WHEN 12 THEN 'Asia/Kamchatka' END AS time_zone,
           'dnevnik'::text AS profile, 'school'::text AS account, true AS enabled
      FROM dnevnik.schools;

CREATE VIEW rosterd_journal.person AS
    SELECT school_id, id AS person_id, last_name, first_name, middle_name, phone, false AS blocked
      FROM dnevnik.persons;

CREATE VIEW rosterd_journal.staff AS
    SELECT school_id, person_id,
           CASE WHEN managing THEN 'administration' WHEN teaching THEN 'teaching' ELSE 'other' END AS position_type,
           concat_ws(',', CASE WHEN teaching THEN 'teacher' END, CASE WHEN administrator THEN 'school_admin' END) AS roles,
           start_date AS valid_from, archive_date AS valid_to
      FROM dnevnik.staff;

CREATE VIEW rosterd_journal.class AS
    SELECT school_id, id AS class_id, name, parallel AS grade, NULL::text AS letter, NULL::text AS predecessor_id,
           make_date(study_year, 9, 1) AS valid_from, make_date(study_year + 1, 9, 1) AS valid_to
      FROM dnevnik.edu_groups WHERE type = 'Group';

CREATE VIEW rosterd_journal.class_teacher AS
    SELECT school_id, id AS class_id, class_teacher_id AS person_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM dnevnik.edu_groups WHERE type = 'Group' AND class_teacher_id IS NOT NULL;

-- Who is archived keeps his row: he left on the day of the archive.
CREATE VIEW rosterd_journal.enrolment AS
    SELECT school_id, group_id AS class_id, person_id, NULL::date AS valid_from, archive_date AS valid_to
      FROM dnevnik.memberships JOIN dnevnik.edu_groups ON edu_groups.id = group_id
     WHERE type = 'Group' AND (status = 'Active' OR archive_date IS NOT NULL);

CREATE VIEW rosterd_journal.guardian AS
    SELECT school_id, relative_id AS parent_id, person_id AS student_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM dnevnik.relatives JOIN dnevnik.persons ON persons.id = person_id
     WHERE type IN ('Mother', 'Father', 'Guardian');

CREATE VIEW rosterd_journal.study_group AS
    SELECT DISTINCT school_id, group_id || '-' || subject_id AS group_id, subjects.name AS subject,
           CASE type WHEN 'Subgroup' THEN edu_groups.name END AS name, type = 'Group' AS whole_class,
           make_date(study_year, 9, 1) AS valid_from, make_date(study_year + 1, 9, 1) AS valid_to
      FROM dnevnik.assignments
      JOIN dnevnik.edu_groups ON edu_groups.id = group_id
      JOIN dnevnik.subjects ON subjects.id = subject_id;

CREATE VIEW rosterd_journal.study_group_class AS
    SELECT DISTINCT school_id, group_id || '-' || subject_id AS group_id, class_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM dnevnik.assignments
      JOIN dnevnik.edu_groups ON edu_groups.id = group_id
      CROSS JOIN LATERAL unnest(CASE type WHEN 'Group' THEN ARRAY[edu_groups.id] ELSE parent_ids END) AS class_id;

CREATE VIEW rosterd_journal.study_group_teacher AS
    SELECT school_id, group_id || '-' || subject_id AS group_id, teacher_id AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM dnevnik.assignments JOIN dnevnik.edu_groups ON edu_groups.id = group_id;

CREATE VIEW rosterd_journal.study_group_student AS
    SELECT DISTINCT school_id, assignments.group_id || '-' || subject_id AS group_id, person_id,
           NULL::date AS valid_from, archive_date AS valid_to
      FROM dnevnik.assignments
      JOIN dnevnik.edu_groups ON edu_groups.id = assignments.group_id
      JOIN dnevnik.memberships ON memberships.group_id = edu_groups.id
     WHERE type = 'Subgroup' AND (status = 'Active' OR archive_date IS NOT NULL);

-- A subgroup has the bells of its class.
CREATE VIEW rosterd_journal.lesson AS
    SELECT school_id, lessons.id AS lesson_id, lessons.group_id || '-' || subject_id AS group_id,
           day + start AS starts_at, day + finish AS ends_at, status = 'Cancelled' AS cancelled
      FROM dnevnik.lessons
      JOIN dnevnik.edu_groups ON edu_groups.id = lessons.group_id
      JOIN dnevnik.bells ON bells.group_id = coalesce(parent_ids[1], edu_groups.id)
                        AND bells.number = lessons.number AND day_of_week = extract(isodow FROM day);
