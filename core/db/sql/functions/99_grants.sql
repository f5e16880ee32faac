-- Who may execute what. Starts from nothing each time, in the transaction that made the functions.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid::regprocedure AS signature, n.nspname, p.proname, pg_get_userbyid(p.proowner) AS owner_name,
               p.prosecdef, p.provolatile, p.prorettype
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('bedside', 'bedside_api', 'bedside_vault', 'bedside_audit')
    LOOP
        EXECUTE format('SET LOCAL ROLE %I', f.owner_name);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
        -- Run by whoever writes the given tables, in generated columns; pure and without a view of any data.
        IF f.nspname = 'bedside' AND f.proname IN ('fhir_instant', 'fhir_reference', 'fhir_references', 'fhir_people', 'fhir_first',
               'fhir_patient', 'fhir_practitioner', 'fhir_search_text', 'encounter_meeting', 'fhir_time') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', f.signature);
        ELSIF f.nspname IN ('bedside_vault', 'bedside_audit') AND f.prosecdef THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_owner', f.signature);
        ELSIF f.nspname = 'bedside' AND f.proname IN ('my_organization', 'my_clinical', 'my_desk') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_person', f.signature);
        ELSIF f.nspname = 'bedside_api' THEN
            -- These look things up by key. A session keeps its plans, and one made while a table was small would go
            -- on reading all of it when it has grown.
            IF f.proname ~ '^((visit|guest|outbox|op)_|agenda$|timeline$)' THEN
                EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off', f.signature);
            END IF;
            IF f.proname IN ('whoami', 'op_result', 'schema_version', 'schema_rows', 'hint_channel') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_person', f.signature);
            ELSIF f.proname IN ('guest_arrive', 'guest_status', 'guest_enter', 'guest_leave', 'outbox_claim', 'outbox_done',
                                'outbox_fail', 'provider_access', 'webhook_receive', 'visit_expire') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_gateway', f.signature);
            ELSIF f.proname IN ('audit_publish', 'audit_heads', 'outbox_backlog') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_gateway, bedside_administrator, bedside_auditor', f.signature);
            ELSIF f.proname = 'audit_rows' THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_administrator, bedside_auditor', f.signature);
            ELSIF f.proname NOT IN ('key_file_set') THEN
                EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bedside_practitioner, bedside_front_desk, bedside_administrator',
                               f.signature);
            END IF;
            -- The owner of the database hears a reason instead of a bare refusal; the functions decide.
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f.signature,
                           (SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = current_database()));
        END IF;
        RESET ROLE;
    END LOOP;
    SET LOCAL ROLE bedside_owner;
    -- Whoever writes the given tables runs the pure functions above, which call each other by name.
    GRANT USAGE ON SCHEMA bedside TO PUBLIC;
    GRANT USAGE ON SCHEMA bedside_api TO bedside_person;
    EXECUTE format('GRANT USAGE ON SCHEMA bedside_api TO %I',
                   (SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = current_database()));
    RESET ROLE;
END
$$;
