-- БАРС «Электронная школа»: the contract's views over bars.tables.sql. Profile bars-max, or bars-vk
-- where the organisation's messenger is VK. Last days count there, so that valid_to is the day after.
CREATE SCHEMA IF NOT EXISTS rosterd_journal;

CREATE VIEW rosterd_journal.school AS
    SELECT id AS school_id, short_name AS name, zone AS time_zone, 'bars-' || messenger AS profile,
           'school'::text AS account, true AS enabled
      FROM bars.organisations;

-- One row for everybody with a tie to the organisation.
CREATE VIEW rosterd_journal.person AS
    WITH tied AS (
        SELECT organisation_id, person_id FROM bars.employees
        UNION
        SELECT organisation_id, person_id FROM bars.pupils JOIN bars.class_years ON class_years.id = class_year_id
        UNION
        SELECT organisation_id, adult_id FROM bars.children_persons
          JOIN bars.pupils ON pupils.person_id = child_id
          JOIN bars.class_years ON class_years.id = class_year_id)
    SELECT organisation_id AS school_id, id AS person_id, family AS last_name, given AS first_name,
           patronymic AS middle_name, phone, blocked
      FROM tied JOIN bars.persons ON persons.id = person_id;

CREATE VIEW rosterd_journal.staff AS
    SELECT organisation_id AS school_id, person_id,
           CASE position_group WHEN 'Администрация' THEN 'administration'
                               WHEN 'Педагогический состав' THEN 'teaching' ELSE 'other' END AS position_type,
           concat_ws(',',
               CASE WHEN position_group = 'Педагогический состав' THEN 'teacher' END,
               CASE WHEN is_admin THEN 'school_admin' END,
               CASE WHEN person_id = chats_admin_id THEN 'chats_admin' END) AS roles,
           hired AS valid_from, last_day + 1 AS valid_to
      FROM bars.employees JOIN bars.organisations ON organisations.id = organisation_id;

CREATE VIEW rosterd_journal.class AS
    SELECT organisation_id AS school_id, id AS class_id, study_level || letter AS name, study_level AS grade, letter,
           previous_id AS predecessor_id, first_day AS valid_from, last_day + 1 AS valid_to
      FROM bars.class_years;

CREATE VIEW rosterd_journal.class_teacher AS
    SELECT organisation_id AS school_id, id AS class_id, form_master_id AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM bars.class_years WHERE form_master_id IS NOT NULL;

CREATE VIEW rosterd_journal.enrolment AS
    SELECT organisation_id AS school_id, class_year_id AS class_id, person_id,
           pupils.first_day AS valid_from, pupils.last_day + 1 AS valid_to
      FROM bars.pupils JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.guardian AS
    SELECT DISTINCT organisation_id AS school_id, adult_id AS parent_id, child_id AS student_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM bars.children_persons
      JOIN bars.pupils ON pupils.person_id = child_id
      JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.study_group AS
    SELECT organisation_id AS school_id, study_groups.id AS group_id, discipline AS subject, subgroup AS name,
           subgroup IS NULL AS whole_class, first_day AS valid_from, last_day + 1 AS valid_to
      FROM bars.study_groups JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.study_group_class AS
    SELECT organisation_id AS school_id, study_groups.id AS group_id, class_year_id AS class_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM bars.study_groups JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.study_group_teacher AS
    SELECT organisation_id AS school_id, study_groups.id AS group_id, teacher_id AS person_id,
           NULL::date AS valid_from, NULL::date AS valid_to
      FROM bars.study_groups JOIN bars.class_years ON class_years.id = class_year_id
     WHERE teacher_id IS NOT NULL;

CREATE VIEW rosterd_journal.study_group_student AS
    SELECT organisation_id AS school_id, group_id, person_id, NULL::date AS valid_from, NULL::date AS valid_to
      FROM bars.study_group_pupils
      JOIN bars.study_groups ON study_groups.id = group_id
      JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.lesson AS
    SELECT organisation_id AS school_id, lessons.id AS lesson_id, group_id, day + begins AS starts_at,
           day + ends AS ends_at, false AS cancelled
      FROM bars.lessons
      JOIN bars.study_groups ON study_groups.id = group_id
      JOIN bars.class_years ON class_years.id = class_year_id;

CREATE VIEW rosterd_journal.profile_link AS
    SELECT school_id, messenger_links.person_id, messenger AS platform, user_id, messenger_links.phone,
           CASE state WHEN 'привязан' THEN 'linked' WHEN 'запрос отправлен' THEN 'requested'
                      WHEN 'отклонён' THEN 'refused' ELSE 'unlinked' END AS state,
           CASE state WHEN 'привязан' THEN changed END AS linked_at
      FROM bars.messenger_links
      JOIN rosterd_journal.person ON person.person_id = messenger_links.person_id
      JOIN bars.organisations ON organisations.id = school_id;

CREATE VIEW rosterd_journal.chat_request AS
    SELECT organisation_id AS school_id, id AS request_id,
           CASE kind WHEN 'Предмет' THEN 'subject' ELSE 'custom' END AS kind, class_year_id AS class_id, group_id,
           title, author_id AS created_by, created AS created_at, deleted AS deleted_at
      FROM bars.chats WHERE kind IN ('Предмет', 'Другое');

CREATE VIEW rosterd_journal.chat_request_person AS
    SELECT organisation_id AS school_id, chat_id AS request_id, person_id, is_admin AS admin
      FROM bars.chat_people JOIN bars.chats ON chats.id = chat_id;

CREATE VIEW rosterd_journal.conference AS
    SELECT organisation_id AS school_id, video_conferences.id AS conference_id,
           CASE video_conferences.kind WHEN 'Онлайн-урок' THEN 'online_lesson' ELSE 'video_call' END AS kind,
           CASE chats.kind WHEN 'Предмет' THEN 'subject/' || group_id WHEN 'Другое' THEN 'custom/' || chat_id
                END AS chat_key,
           lesson_id, video_conferences.title, begins AS starts_at, ends AS ends_at,
           video_conferences.author_id AS created_by, NULL::timestamptz AS finish_requested_at,
           video_conferences.deleted AS deleted_at
      FROM bars.video_conferences JOIN bars.chats ON chats.id = chat_id;
