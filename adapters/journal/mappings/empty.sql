-- What your journal does not have: an empty view for every relation of the contract that is not in
-- schema rosterd_journal yet. Run it after your own views; running it again is harmless.

DO $$
DECLARE
    relation text;
    columns  text;
BEGIN
    FOR relation, columns IN VALUES
        ('school', 'school_id text, name text, time_zone text, profile text, account text, enabled boolean'),
        ('person', 'school_id text, person_id text, last_name text, first_name text, middle_name text, phone text, blocked boolean'),
        ('staff', 'school_id text, person_id text, position_type text, roles text, valid_from date, valid_to date'),
        ('class', 'school_id text, class_id text, name text, grade text, letter text, predecessor_id text, valid_from date, valid_to date'),
        ('class_teacher', 'school_id text, class_id text, person_id text, valid_from date, valid_to date'),
        ('enrolment', 'school_id text, class_id text, person_id text, valid_from date, valid_to date'),
        ('guardian', 'school_id text, parent_id text, student_id text, valid_from date, valid_to date'),
        ('study_group', 'school_id text, group_id text, subject text, name text, whole_class boolean, valid_from date, valid_to date'),
        ('study_group_class', 'school_id text, group_id text, class_id text, valid_from date, valid_to date'),
        ('study_group_teacher', 'school_id text, group_id text, person_id text, valid_from date, valid_to date'),
        ('study_group_student', 'school_id text, group_id text, person_id text, valid_from date, valid_to date'),
        ('lesson', 'school_id text, lesson_id text, group_id text, starts_at timestamp, ends_at timestamp, cancelled boolean'),
        ('profile_link', 'school_id text, person_id text, platform text, user_id text, phone text, state text, linked_at timestamptz'),
        ('chat_request', 'school_id text, request_id text, kind text, class_id text, group_id text, title text, created_by text, created_at timestamptz, deleted_at timestamptz'),
        ('chat_request_person', 'school_id text, request_id text, person_id text, admin boolean'),
        ('chat_edit', 'school_id text, chat_key text, person_id text, edit text, made_by text, made_at timestamptz, until timestamptz'),
        ('conference', 'school_id text, conference_id text, kind text, chat_key text, lesson_id text, title text, starts_at timestamp, ends_at timestamp, created_by text, finish_requested_at timestamptz, deleted_at timestamptz'),
        ('conference_person', 'school_id text, conference_id text, person_id text')
    LOOP
        IF to_regclass('rosterd_journal.' || relation) IS NULL THEN
            EXECUTE format('CREATE VIEW rosterd_journal.%I AS SELECT * FROM jsonb_to_recordset(''[]'') AS nothing(%s)',
                           relation, columns);
        END IF;
    END LOOP;
END $$;
