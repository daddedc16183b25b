-- Optional triggers: a change in the journal reaches rosterd at once, the poll stays as safety net.
--
-- `NOTIFY rosterd_journal, '<school_id>'` is sent when the transaction commits, once per school
-- however many rows it touched (PostgreSQL folds equal notifications of one transaction). An empty
-- payload means "any school".
--
-- This file puts the triggers on the tables of contract.sql. Where rosterd_journal consists of
-- views, put the same trigger on the base tables from which the views are made, and name the column
-- that holds the school's id as the views give it:
--
--   CREATE TRIGGER rosterd_notify AFTER INSERT OR UPDATE OR DELETE ON public.pupils
--       FOR EACH ROW EXECUTE FUNCTION rosterd_journal.notify_row('organisation_id');
--
-- A base table without such a column announces "any school", one notification a statement:
--
--   CREATE TRIGGER rosterd_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.families
--       FOR EACH STATEMENT EXECUTE FUNCTION rosterd_journal.notify_any();
--
-- The functions need no rights of the daemon. Running the file again is harmless.

BEGIN;

CREATE OR REPLACE FUNCTION rosterd_journal.notify_row() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    school_column text := coalesce(TG_ARGV[0], 'school_id');
    old_school text;
    new_school text;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_school := to_jsonb(OLD) ->> school_column; END IF;
    IF TG_OP <> 'DELETE' THEN new_school := to_jsonb(NEW) ->> school_column; END IF;
    IF new_school IS NOT NULL THEN
        PERFORM pg_notify('rosterd_journal', new_school);
    END IF;
    -- A row that moves to another school concerns both.
    IF old_school IS NOT NULL AND old_school IS DISTINCT FROM new_school THEN
        PERFORM pg_notify('rosterd_journal', old_school);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION rosterd_journal.notify_any() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('rosterd_journal', '');
    RETURN NULL;
END $$;

-- For bulk: one notification a school and statement, whatever the number of rows.
CREATE OR REPLACE FUNCTION rosterd_journal.notify_statement() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM pg_notify('rosterd_journal', school_id)
            FROM (SELECT school_id FROM new_rows UNION SELECT school_id FROM old_rows) AS changed;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM pg_notify('rosterd_journal', school_id)
            FROM (SELECT DISTINCT school_id FROM new_rows) AS changed;
    ELSE
        PERFORM pg_notify('rosterd_journal', school_id)
            FROM (SELECT DISTINCT school_id FROM old_rows) AS changed;
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    relation text;
BEGIN
    FOR relation IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'rosterd_journal' AND c.relkind = 'r' AND c.relname IN (
            'school', 'person', 'staff', 'class', 'class_teacher', 'enrolment', 'guardian',
            'study_group', 'study_group_class', 'study_group_teacher', 'study_group_student',
            'lesson', 'profile_link', 'chat_request', 'chat_request_person', 'chat_edit',
            'conference', 'conference_person')
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS rosterd_notify_insert ON rosterd_journal.%I', relation);
        EXECUTE format('DROP TRIGGER IF EXISTS rosterd_notify_update ON rosterd_journal.%I', relation);
        EXECUTE format('DROP TRIGGER IF EXISTS rosterd_notify_delete ON rosterd_journal.%I', relation);
        EXECUTE format('DROP TRIGGER IF EXISTS rosterd_notify_truncate ON rosterd_journal.%I', relation);
        EXECUTE format('CREATE TRIGGER rosterd_notify_insert AFTER INSERT ON rosterd_journal.%I '
            'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT '
            'EXECUTE FUNCTION rosterd_journal.notify_statement()', relation);
        EXECUTE format('CREATE TRIGGER rosterd_notify_update AFTER UPDATE ON rosterd_journal.%I '
            'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT '
            'EXECUTE FUNCTION rosterd_journal.notify_statement()', relation);
        EXECUTE format('CREATE TRIGGER rosterd_notify_delete AFTER DELETE ON rosterd_journal.%I '
            'REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT '
            'EXECUTE FUNCTION rosterd_journal.notify_statement()', relation);
        EXECUTE format('CREATE TRIGGER rosterd_notify_truncate AFTER TRUNCATE ON rosterd_journal.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION rosterd_journal.notify_any()', relation);
    END LOOP;
END $$;

COMMIT;
