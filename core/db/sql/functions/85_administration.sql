-- Organizations, people, integration. The owner of the database may add the first ones without being mapped.
SET LOCAL ROLE bedside_role_admin;

-- The only code that makes roles. The login must be new to the cluster and its password a SCRAM verifier.
CREATE OR REPLACE FUNCTION bedside_vault.make_login(p_login text, p_verifier text, p_duties text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    duty text;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_login) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT PASSWORD %L',
                   p_login, p_verifier);
    EXECUTE format('GRANT bedside_person TO %I', p_login);
    FOREACH duty IN ARRAY p_duties LOOP
        EXECUTE format('GRANT %I TO %I', 'bedside_' || replace(duty, '-', '_'), p_login);
    END LOOP;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION bedside_vault.stop_login(p_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_has_role(p_login, 'bedside_person', 'MEMBER') THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', p_login);
    END IF;
END
$$;

RESET ROLE;
SET LOCAL ROLE bedside_owner;

-- The organization an administrative call is for: the administrator's own, or any for the database's owner.
CREATE OR REPLACE FUNCTION bedside.administered(p_wanted text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me bedside.person;
    target uuid;
BEGIN
    SELECT * INTO me FROM bedside.person WHERE login = session_user;
    IF me.id IS NULL AND bedside.owns_database() THEN
        IF p_wanted IS NULL THEN
            SELECT id INTO target FROM bedside.organization WHERE (SELECT count(*) FROM bedside.organization) = 1;
        ELSE
            SELECT id INTO target FROM bedside.organization WHERE id::text = lower(p_wanted);
        END IF;
        IF target IS NULL THEN
            PERFORM bedside.refuse('BS422', CASE WHEN p_wanted IS NULL THEN 'argument.missing' ELSE 'argument.malformed' END);
        END IF;
        RETURN target;
    END IF;
    me := bedside.caller('administrator');
    IF p_wanted IS NOT NULL AND lower(p_wanted) <> me.organization::text THEN
        PERFORM bedside.refuse('BS403', 'duty.missing');
    END IF;
    RETURN me.organization;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.organization_add(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    told jsonb;
    made bedside.organization;
BEGIN
    IF NOT bedside.owns_database() OR EXISTS (SELECT FROM bedside.person WHERE login = session_user) THEN
        PERFORM bedside.caller('none');
    END IF;
    PERFORM bedside.check_arguments(p_args, 'id', 'name', 'time_zone', 'base_url');
    told := bedside.begin_operation(NULL, p_op, 'organization_add', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    made.time_zone := COALESCE(bedside.text_argument(p_args, 'time_zone'), 'UTC');
    made.base_url := COALESCE(bedside.text_argument(p_args, 'base_url'), 'http://localhost:3000');
    IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = made.time_zone) OR made.base_url !~ '^https?://\S+$' OR length(made.base_url) > 300 THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    INSERT INTO bedside.organization (id, name, time_zone, base_url)
    VALUES (CASE WHEN p_args ->> 'id' IS NULL THEN gen_random_uuid() ELSE bedside.required_uuid(p_args, 'id') END,
            bedside.required_text(p_args, 'name', 200), made.time_zone, made.base_url)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, base_url = excluded.base_url
    RETURNING * INTO made;
    told := bedside.end_operation(p_op, jsonb_build_object('outcome', 'added', 'organization', jsonb_build_object(
        'id', made.id, 'name', made.name, 'time_zone', made.time_zone, 'base_url', made.base_url)));
    PERFORM bedside.audit(made.id, 'organization.add', 'Organization/' || made.id);
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.organization_list() RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person;
BEGIN
    SELECT * INTO me FROM bedside.person WHERE login = session_user;
    IF me.id IS NOT NULL OR NOT bedside.owns_database() THEN
        me := bedside.caller('administrator');
    END IF;
    RETURN QUERY SELECT jsonb_build_object('id', o.id, 'name', o.name, 'time_zone', o.time_zone, 'base_url', o.base_url)
                 FROM bedside.organization o WHERE me.id IS NULL OR o.id = me.organization ORDER BY o.name, o.id;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.person_add(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    told jsonb;
    org uuid;
    made bedside.person;
    verifier text;
BEGIN
    org := bedside.administered(p_args ->> 'organization');
    PERFORM bedside.check_arguments(p_args, 'login', 'display', 'duties', 'practitioner', 'organization', 'verifier');
    told := bedside.begin_operation(org, p_op, 'person_add', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    made.login := bedside.required_text(p_args, 'login', 63);
    made.display := COALESCE(left(bedside.text_argument(p_args, 'display'), 200), made.login);
    made.practitioner := bedside.text_argument(p_args, 'practitioner');
    verifier := bedside.required_text(p_args, 'verifier', 500);
    IF jsonb_typeof(p_args -> 'duties') IS DISTINCT FROM 'array' THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    END IF;
    made.duties := ARRAY(SELECT DISTINCT jsonb_array_elements_text(p_args -> 'duties') ORDER BY 1);
    IF made.login !~ '^[a-z_][a-z0-9_.-]{0,62}$' OR made.login ~ '^(pg_|bedside_)'
       OR verifier !~ '^SCRAM-SHA-256\$\d{4,7}:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$'
       OR cardinality(made.duties) = 0 OR length(made.practitioner) > 255
       OR NOT made.duties <@ ARRAY['practitioner', 'front-desk', 'administrator', 'gateway', 'auditor'] THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    ELSIF 'practitioner' = ANY (made.duties) AND made.practitioner IS NULL THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    ELSIF NOT bedside_vault.make_login(made.login, verifier, made.duties) THEN
        PERFORM bedside.refuse('BS409', 'person.exists');
    END IF;
    INSERT INTO bedside.person (login, organization, display, duties, practitioner)
    VALUES (made.login, org, made.display, made.duties, made.practitioner) RETURNING * INTO made;
    told := bedside.end_operation(p_op, jsonb_build_object('outcome', 'added', 'person', bedside.person_json(made)));
    PERFORM bedside.audit(org, 'person.add', 'Person/' || made.id, jsonb_build_object('duties', made.duties));
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside.person_json(p bedside.person) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('id', p.id, 'login', p.login, 'display', p.display, 'organization', p.organization,
                              'duties', p.duties, 'practitioner', p.practitioner, 'disabled', p.disabled_at IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION bedside_api.person_disable(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    told jsonb;
    target bedside.person;
    org uuid;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'login');
    SELECT * INTO target FROM bedside.person WHERE login = bedside.required_text(p_args, 'login', 63);
    IF bedside.owns_database() AND NOT EXISTS (SELECT FROM bedside.person WHERE login = session_user) THEN
        org := target.organization;
    ELSE
        org := bedside.administered(NULL);
    END IF;
    IF target.id IS NULL OR target.organization <> org THEN
        PERFORM bedside.refuse('BS404', 'person.unknown');
    END IF;
    told := bedside.begin_operation(org, p_op, 'person_disable', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    UPDATE bedside.person SET disabled_at = COALESCE(disabled_at, clock_timestamp()) WHERE id = target.id RETURNING * INTO target;
    PERFORM bedside_vault.stop_login(target.login::text);
    told := bedside.end_operation(p_op, jsonb_build_object('outcome', 'disabled', 'person', bedside.person_json(target)));
    PERFORM bedside.audit(org, 'person.disable', 'Person/' || target.id);
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.person_list() RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person;
BEGIN
    SELECT * INTO me FROM bedside.person WHERE login = session_user;
    IF me.id IS NOT NULL OR NOT bedside.owns_database() THEN
        me := bedside.caller('administrator');
    END IF;
    RETURN QUERY SELECT bedside.person_json(p) FROM bedside.person p
                 WHERE me.id IS NULL OR p.organization = me.organization ORDER BY p.login;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.integration_show() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('administrator');
BEGIN
    RETURN bedside_vault.show(me.organization);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.integration_set(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('administrator');
    told jsonb;
    given jsonb := '{}';
    setting text;
BEGIN
    -- What integration_show() tells beside the settings may come back with them.
    PERFORM bedside.check_arguments(p_args - ARRAY['configured', 'secret_set', 'key', 'key_version', 'updated_at'],
                                    'access_key', 'secret', 'template_id', 'api_endpoint', 'init_endpoint', 'roles',
                                    'features', 'security');
    told := bedside.begin_operation(me.organization, p_op, 'integration_set', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    FOREACH setting IN ARRAY ARRAY['access_key', 'secret', 'template_id', 'api_endpoint', 'init_endpoint'] LOOP
        IF bedside.text_argument(p_args, setting) IS NOT NULL THEN
            given := given || jsonb_build_object(setting, bedside.required_text(p_args, setting, 1000));
        END IF;
    END LOOP;
    FOREACH setting IN ARRAY ARRAY['roles', 'features', 'security'] LOOP
        IF p_args ? setting THEN
            IF jsonb_typeof(p_args -> setting) <> 'object' THEN
                PERFORM bedside.refuse('BS422', 'argument.malformed');
            END IF;
            given := given || jsonb_build_object(setting, p_args -> setting);
        END IF;
    END LOOP;
    IF given ->> 'access_key' !~ '^[A-Za-z0-9._-]{1,200}$' OR given ->> 'api_endpoint' !~ '^https?://\S+$'
       OR given ->> 'init_endpoint' !~ '^https?://\S+$'
       OR EXISTS (SELECT FROM jsonb_each(given -> 'roles') AS role(kind, name)
                  WHERE kind NOT IN ('practitioner', 'patient', 'family', 'interpreter', 'guest')
                     OR jsonb_typeof(name) <> 'string' OR name #>> '{}' !~ '^[A-Za-z0-9._-]{1,50}$') THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    ELSIF NOT bedside_vault.store(me.organization, given) THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    END IF;
    -- What failed under the old settings gets another chance.
    UPDATE bedside.outbox o
    SET state = 'pending', attempts = 0, next_at = clock_timestamp(), lease = NULL, leased_until = NULL, settled_at = NULL
    WHERE o.org_id = me.organization AND (o.state = 'dead' OR (o.state = 'pending' AND o.error IS NOT NULL));
    UPDATE bedside.visit v SET room_state = CASE WHEN m.status = 'ended' THEN 'closing' ELSE 'creating' END
    FROM public.virtual_meetings m
    WHERE m.id = v.meeting AND v.org_id = me.organization AND v.room_state = 'failed';
    told := bedside.end_operation(p_op, jsonb_build_object('outcome', 'stored', 'integration', bedside_vault.show(me.organization)));
    PERFORM bedside.audit(me.organization, 'integration.set', 'Organization/' || me.organization,
                          jsonb_build_object('settings', (SELECT jsonb_agg(key ORDER BY key) FROM jsonb_object_keys(given) AS key)));
    RETURN told;
END
$$;

-- Moves the key of the secrets into a file outside the data directory. For the owner of the database.
CREATE OR REPLACE FUNCTION bedside_api.key_file_set(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    told jsonb;
BEGIN
    IF NOT bedside.owns_database() OR EXISTS (SELECT FROM bedside.person WHERE login = session_user) THEN
        PERFORM bedside.caller('none');
    END IF;
    PERFORM bedside.check_arguments(p_args, 'file');
    told := bedside.begin_operation(NULL, p_op, 'key_file_set', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    PERFORM bedside_vault.use_key_file(bedside.required_text(p_args, 'file', 1000));
    RETURN bedside.end_operation(p_op, '{"outcome": "stored", "key": "file"}');
END
$$;

-- What this database leaves open that a stronger account could close.
CREATE OR REPLACE FUNCTION bedside_api.security_findings() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
    SELECT 'public.temporary' WHERE has_database_privilege('public', current_database(), 'TEMPORARY')
    UNION ALL
    SELECT 'public.create' WHERE has_schema_privilege('public', 'public', 'CREATE')
    UNION ALL
    SELECT 'public.large_objects' WHERE has_function_privilege('public', 'pg_catalog.lo_from_bytea(oid, bytea)', 'EXECUTE')
    UNION ALL
    SELECT 'key.in_database' WHERE bedside_vault.key_in_database()
    UNION ALL
    SELECT DISTINCT kind FROM bedside.finding
$$;

RESET ROLE;
