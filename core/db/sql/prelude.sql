-- Runs at the start of every transaction of the migrator. Roles belong to the whole cluster, so they may be
-- there already (another Bedside database, a restored dump) and are only made when absent.
DO $$
DECLARE
    wanted record;
    attempts integer;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('bedside_owner', 'NOLOGIN'),
            ('bedside_vault_owner', 'NOLOGIN'),
            ('bedside_audit_owner', 'NOLOGIN'),
            ('bedside_role_admin', 'NOLOGIN NOINHERIT CREATEROLE'),
            ('bedside_person', 'NOLOGIN'),
            ('bedside_practitioner', 'NOLOGIN'),
            ('bedside_front_desk', 'NOLOGIN'),
            ('bedside_administrator', 'NOLOGIN'),
            ('bedside_gateway', 'NOLOGIN'),
            ('bedside_auditor', 'NOLOGIN')) AS roles(name, options)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted.name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.options);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;

    -- Borrowed for this transaction only; the postlude gives it back.
    IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        FOR wanted IN
            SELECT name FROM unnest(ARRAY['bedside_owner', 'bedside_vault_owner', 'bedside_audit_owner',
                                          'bedside_role_admin']) AS name
        LOOP
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted.name);
        END LOOP;
    END IF;
END
$$;

DO $$
BEGIN
    IF to_regnamespace('bedside') IS NULL THEN
        CREATE SCHEMA bedside AUTHORIZATION bedside_owner;
    END IF;
END
$$;

SET LOCAL ROLE bedside_owner;

CREATE TABLE IF NOT EXISTS bedside.schema_migration (
    version integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE bedside.schema_migration IS 'One row per migration; version 0 is the set of functions.';

RESET ROLE;
