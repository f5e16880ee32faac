-- Row-level security on every table, for their owners too; the web system's accounts keep all rights on the
-- given tables by explicit policies.
DO $$
DECLARE
    tab record;
    account record;
BEGIN
    FOR tab IN
        SELECT c.oid, n.nspname, c.relname, pg_get_userbyid(c.relowner) AS owner_name
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('bedside', 'bedside_vault', 'bedside_audit')
    LOOP
        EXECUTE format('SET LOCAL ROLE %I', tab.owner_name);
        EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tab.nspname, tab.relname);
        EXECUTE format('CREATE POLICY owner_functions ON %I.%I TO %I USING (true) WITH CHECK (true)',
                       tab.nspname, tab.relname, tab.owner_name);
        RESET ROLE;
    END LOOP;

    FOR tab IN
        SELECT c.oid, c.relname, c.relowner, c.relacl
        FROM pg_catalog.pg_class c
        WHERE c.oid IN ('public.fhir_resources'::regclass, 'public.virtual_meetings'::regclass,
                        'public.virtual_meeting_participants'::regclass, 'public.virtual_meeting_events'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tab.relname);
        EXECUTE format('CREATE POLICY bedside_functions ON public.%I TO bedside_owner USING (true) WITH CHECK (true)',
                       tab.relname);
        FOR account IN
            SELECT DISTINCT r.rolname
            FROM (SELECT tab.relowner AS oid
                  UNION SELECT datdba FROM pg_catalog.pg_database WHERE datname = current_database()
                  UNION SELECT (aclexplode(tab.relacl)).grantee) AS writers
            JOIN pg_catalog.pg_roles r ON r.oid = writers.oid
            WHERE r.rolname NOT LIKE 'bedside\_%'
        LOOP
            EXECUTE format('CREATE POLICY %I ON public.%I TO %I USING (true) WITH CHECK (true)',
                           left('bedside_source_' || account.rolname, 63), tab.relname, account.rolname);
        END LOOP;
    END LOOP;
END
$$;

-- The front desk reads through functions only: whole resources would show it why people come.
CREATE POLICY bedside_clinic ON public.fhir_resources FOR SELECT
    TO bedside_practitioner, bedside_administrator
    USING (org_id = (SELECT bedside.my_organization()) AND (SELECT bedside.my_clinical()));
CREATE POLICY bedside_clinic ON public.virtual_meetings FOR SELECT
    TO bedside_practitioner, bedside_administrator, bedside_front_desk
    USING (org_id = (SELECT bedside.my_organization()) AND (SELECT bedside.my_desk()));
CREATE POLICY bedside_clinic ON public.virtual_meeting_participants FOR SELECT
    TO bedside_practitioner, bedside_administrator, bedside_front_desk
    USING (org_id = (SELECT bedside.my_organization()) AND (SELECT bedside.my_desk()));
CREATE POLICY bedside_clinic ON public.virtual_meeting_events FOR SELECT
    TO bedside_practitioner, bedside_administrator, bedside_front_desk
    USING (org_id = (SELECT bedside.my_organization()) AND (SELECT bedside.my_desk()));

GRANT SELECT ON public.fhir_resources TO bedside_practitioner, bedside_administrator;
GRANT SELECT ON public.virtual_meetings, public.virtual_meeting_participants, public.virtual_meeting_events
    TO bedside_practitioner, bedside_administrator, bedside_front_desk;

-- Duties are granted by the one role that makes logins, and by nobody else of Bedside.
GRANT bedside_person, bedside_practitioner, bedside_front_desk, bedside_administrator, bedside_gateway,
    bedside_auditor TO bedside_role_admin WITH ADMIN OPTION;

-- What this account may not revoke stays, and `bedsidectl doctor` says so.
DO $$
DECLARE
    database_owner name := (SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database
                            WHERE datname = current_database());
    large_object record;
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), database_owner);
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    IF pg_has_role(current_user, (SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'public'), 'USAGE') THEN
        EXECUTE format('GRANT CREATE ON SCHEMA public TO %I', database_owner);
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO bedside_owner, bedside_vault_owner, bedside_audit_owner, bedside_person;
    END IF;
    IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        FOR large_object IN
            SELECT oid::regprocedure AS signature FROM pg_catalog.pg_proc
            WHERE pronamespace = 'pg_catalog'::regnamespace
              AND proname IN ('lo_creat', 'lo_create', 'lo_open', 'lo_from_bytea', 'lo_put', 'lo_get', 'lo_unlink',
                              'loread', 'lowrite', 'lo_truncate', 'lo_truncate64')
        LOOP
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', large_object.signature, database_owner);
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', large_object.signature);
        END LOOP;
    END IF;
END
$$;
