-- OneRoster in a database: the contract's views over oneroster.tables.sql. Profile sgo here; any will
-- do. Empty cells are nothing. endDate is the day after the last one, as the standard says: where your
-- export writes the last day, add 1.
CREATE SCHEMA IF NOT EXISTS rosterd_journal;

CREATE VIEW rosterd_journal.school AS
    SELECT sourced_id AS school_id, name, time_zone, 'sgo'::text AS profile, 'school'::text AS account, true AS enabled
      FROM oneroster.orgs WHERE type = 'school';

CREATE VIEW rosterd_journal.person AS
    SELECT DISTINCT org_sourced_id AS school_id, users.sourced_id AS person_id, family_name AS last_name,
           given_name AS first_name, nullif(middle_name, '') AS middle_name, nullif(sms, '') AS phone,
           enabled_user = 'false' AS blocked
      FROM oneroster.users JOIN oneroster.roles ON user_sourced_id = users.sourced_id;

CREATE VIEW rosterd_journal.staff AS
    SELECT org_sourced_id AS school_id, user_sourced_id AS person_id,
           CASE WHEN role IN ('teacher', 'counselor') THEN 'teaching'
                WHEN role IN ('principal', 'siteAdministrator') THEN 'administration' ELSE 'other' END AS position_type,
           CASE role WHEN 'teacher' THEN 'teacher' WHEN 'siteAdministrator' THEN 'school_admin,chats_admin' END AS roles,
           nullif(begin_date, '')::date AS valid_from, nullif(end_date, '')::date AS valid_to
      FROM oneroster.roles WHERE role NOT IN ('student', 'parent', 'guardian', 'relative');

CREATE VIEW rosterd_journal.class AS
    SELECT school_sourced_id AS school_id, classes.sourced_id AS class_id, title AS name, grades AS grade,
           NULL::text AS letter, NULL::text AS predecessor_id, start_date::date AS valid_from, end_date::date AS valid_to
      FROM oneroster.classes JOIN oneroster.academic_sessions ON academic_sessions.sourced_id = term_sourced_ids
     WHERE class_type = 'homeroom';

CREATE VIEW rosterd_journal.class_teacher AS
    SELECT enrollments.school_sourced_id AS school_id, class_sourced_id AS class_id, user_sourced_id AS person_id,
           nullif(begin_date, '')::date AS valid_from, nullif(end_date, '')::date AS valid_to
      FROM oneroster.enrollments JOIN oneroster.classes ON classes.sourced_id = class_sourced_id
     WHERE class_type = 'homeroom' AND role = 'teacher' AND is_primary = 'true';

CREATE VIEW rosterd_journal.enrolment AS
    SELECT enrollments.school_sourced_id AS school_id, class_sourced_id AS class_id, user_sourced_id AS person_id,
           nullif(begin_date, '')::date AS valid_from, nullif(end_date, '')::date AS valid_to
      FROM oneroster.enrollments JOIN oneroster.classes ON classes.sourced_id = class_sourced_id
     WHERE class_type = 'homeroom' AND role = 'student';

-- Related users are named at the child, at the adult, or at both.
CREATE VIEW rosterd_journal.guardian AS
    WITH pairs AS (
        SELECT sourced_id AS one, unnest(string_to_array(nullif(agent_sourced_ids, ''), ',')) AS other FROM oneroster.users),
    both_ways AS (SELECT one, other FROM pairs UNION SELECT other, one FROM pairs)
    SELECT DISTINCT child.org_sourced_id AS school_id, adult.user_sourced_id AS parent_id,
           child.user_sourced_id AS student_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM both_ways
      JOIN oneroster.roles child ON child.user_sourced_id = one AND child.role = 'student'
      JOIN oneroster.roles adult ON adult.user_sourced_id = other AND adult.role IN ('parent', 'guardian', 'relative')
                                AND adult.org_sourced_id = child.org_sourced_id;

-- A class with all pupils of its homeroom needs no name of its own, and follows the homeroom.
CREATE VIEW rosterd_journal.study_group AS
    SELECT school_sourced_id AS school_id, classes.sourced_id AS group_id, courses.title AS subject,
           CASE WHEN part.smaller THEN classes.title END AS name, NOT part.smaller AS whole_class,
           start_date::date AS valid_from, end_date::date AS valid_to
      FROM oneroster.classes
      JOIN oneroster.courses ON courses.sourced_id = course_sourced_id
      JOIN oneroster.academic_sessions ON academic_sessions.sourced_id = term_sourced_ids
      CROSS JOIN LATERAL (
          SELECT parent_class_sourced_id IS NULL OR EXISTS (
              SELECT user_sourced_id FROM oneroster.enrollments
               WHERE class_sourced_id = parent_class_sourced_id AND role = 'student'
              EXCEPT
              SELECT user_sourced_id FROM oneroster.enrollments
               WHERE class_sourced_id = classes.sourced_id AND role = 'student') AS smaller) AS part
     WHERE class_type = 'scheduled';

CREATE VIEW rosterd_journal.study_group_class AS
    SELECT school_sourced_id AS school_id, sourced_id AS group_id, parent_class_sourced_id AS class_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM oneroster.classes WHERE class_type = 'scheduled' AND parent_class_sourced_id IS NOT NULL;

CREATE VIEW rosterd_journal.study_group_teacher AS
    SELECT enrollments.school_sourced_id AS school_id, class_sourced_id AS group_id, user_sourced_id AS person_id,
           nullif(begin_date, '')::date AS valid_from, nullif(end_date, '')::date AS valid_to
      FROM oneroster.enrollments JOIN oneroster.classes ON classes.sourced_id = class_sourced_id
     WHERE class_type = 'scheduled' AND role = 'teacher';

CREATE VIEW rosterd_journal.study_group_student AS
    SELECT enrollments.school_sourced_id AS school_id, class_sourced_id AS group_id, user_sourced_id AS person_id,
           nullif(begin_date, '')::date AS valid_from, nullif(end_date, '')::date AS valid_to
      FROM oneroster.enrollments JOIN oneroster.classes ON classes.sourced_id = class_sourced_id
     WHERE class_type = 'scheduled' AND role = 'student';
