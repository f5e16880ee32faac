SET LOCAL ROLE bedside_vault_owner;

CREATE OR REPLACE FUNCTION bedside_vault.base64url(p_bytes bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN rtrim(translate(encode(p_bytes, 'base64'), '+/' || chr(10), '-_'), '=');
END
$$;

-- The key that opens a secret, as hex. From the file when the DBA has given one, else from this schema.
CREATE OR REPLACE FUNCTION bedside_vault.key_text(p_version integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stored bedside_vault.key;
BEGIN
    SELECT * INTO STRICT stored FROM bedside_vault.key WHERE version = p_version;
    IF stored.key IS NOT NULL THEN
        RETURN encode(stored.key, 'hex');
    END IF;
    RETURN encode(sha256(pg_read_binary_file(stored.file)), 'hex');
END
$$;

CREATE OR REPLACE FUNCTION bedside_vault.seal(p_secret text, p_version integer) RETURNS bytea
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT @pgcrypto@.pgp_sym_encrypt(p_secret, bedside_vault.key_text(p_version), 'cipher-algo=aes256, s2k-mode=1')
$$;

CREATE OR REPLACE FUNCTION bedside_vault.open(p_sealed bytea, p_version integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN @pgcrypto@.pgp_sym_decrypt(p_sealed, bedside_vault.key_text(p_version));
END
$$;

-- header.payload.signature. The client SDK decodes the payload with atob(), which knows neither '-' nor '_';
-- leading blanks, which JSON allows, move such characters until none is left.
CREATE OR REPLACE FUNCTION bedside_vault.sign(p_claims json, p_secret text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    payload text;
    head text := bedside_vault.base64url(convert_to('{"alg":"HS256","typ":"JWT"}', 'UTF8'));
BEGIN
    FOR blanks IN 0..2 LOOP
        payload := bedside_vault.base64url(convert_to(repeat(' ', blanks) || p_claims::text, 'UTF8'));
        EXIT WHEN payload !~ '[-_]';
    END LOOP;
    RETURN head || '.' || payload || '.' || bedside_vault.base64url(@pgcrypto@.hmac(
        convert_to(head || '.' || payload, 'UTF8'), convert_to(p_secret, 'UTF8'), 'sha256'));
END
$$;

-- A token for one person, one room, one role; null while the organization has no integration.
CREATE OR REPLACE FUNCTION bedside_vault.mint_join(p_org uuid, p_meeting uuid, p_room text, p_participant uuid, p_kind text)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings bedside_vault.integration;
    now_s bigint := floor(extract(epoch FROM clock_timestamp()));
    jti uuid := gen_random_uuid();
    role_name text;
BEGIN
    SELECT * INTO settings FROM bedside_vault.integration WHERE org_id = p_org;
    IF NOT FOUND OR p_room IS NULL THEN
        RETURN NULL;
    END IF;
    role_name := COALESCE(settings.roles ->> p_kind, CASE p_kind WHEN 'practitioner' THEN 'clinician' ELSE p_kind END);
    INSERT INTO bedside_vault.token_log (jti, org_id, meeting, participant, role, expires_at)
    VALUES (jti, p_org, p_meeting, p_participant, role_name, to_timestamp(now_s + 300));
    RETURN jsonb_build_object(
        'room_id', p_room, 'user_id', p_participant, 'role', role_name, 'init_endpoint', settings.init_endpoint,
        'expires_at', to_timestamp(now_s + 300),
        'token', bedside_vault.sign(json_build_object(
            'access_key', settings.access_key, 'type', 'app', 'version', 2, 'room_id', p_room,
            'user_id', p_participant, 'role', role_name, 'iat', now_s - 30, 'nbf', now_s - 30, 'exp', now_s + 300,
            'jti', jti), bedside_vault.open(settings.secret_encrypted, settings.key_version)));
END
$$;

-- The outbox worker's token for the provider's management interface, for one minute.
CREATE OR REPLACE FUNCTION bedside_vault.mint_management(p_org uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings bedside_vault.integration;
    now_s bigint := floor(extract(epoch FROM clock_timestamp()));
    jti uuid := gen_random_uuid();
BEGIN
    SELECT * INTO settings FROM bedside_vault.integration WHERE org_id = p_org;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO bedside_vault.token_log (jti, org_id, role, expires_at)
    VALUES (jti, p_org, 'management', to_timestamp(now_s + 60));
    RETURN jsonb_build_object(
        'api_endpoint', settings.api_endpoint, 'template_id', settings.template_id,
        'expires_at', to_timestamp(now_s + 60),
        'token', bedside_vault.sign(json_build_object(
            'access_key', settings.access_key, 'type', 'management', 'version', 2, 'iat', now_s - 30,
            'nbf', now_s - 30, 'exp', now_s + 60, 'jti', jti),
            bedside_vault.open(settings.secret_encrypted, settings.key_version)));
END
$$;

CREATE OR REPLACE FUNCTION bedside_vault.has_integration(p_org uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM bedside_vault.integration WHERE org_id = p_org)
$$;

CREATE OR REPLACE FUNCTION bedside_vault.key_in_database() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM bedside_vault.key WHERE key IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION bedside_vault.template(p_org uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT template_id FROM bedside_vault.integration WHERE org_id = p_org
$$;

CREATE OR REPLACE FUNCTION bedside_vault.show(p_org uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(
        (SELECT jsonb_build_object(
            'configured', true, 'secret_set', true, 'access_key', i.access_key, 'api_endpoint', i.api_endpoint,
            'init_endpoint', i.init_endpoint, 'template_id', i.template_id, 'roles', i.roles, 'features', i.features,
            'security', i.security, 'updated_at', i.updated_at,
            'key', CASE WHEN k.file IS NULL THEN 'database' ELSE 'file' END, 'key_version', k.version)
         FROM bedside_vault.integration i JOIN bedside_vault.key k ON k.version = i.key_version
         WHERE i.org_id = p_org),
        (SELECT jsonb_build_object('configured', false, 'secret_set', false,
                                   'key', CASE WHEN file IS NULL THEN 'database' ELSE 'file' END, 'key_version', version)
         FROM bedside_vault.key ORDER BY version DESC LIMIT 1))
$$;

-- Stores what is given and keeps the rest. False when a first setting lacks its key or secret.
CREATE OR REPLACE FUNCTION bedside_vault.store(p_org uuid, p_set jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old bedside_vault.integration;
    newest integer := (SELECT max(version) FROM bedside_vault.key);
    secret text := p_set ->> 'secret';
BEGIN
    SELECT * INTO old FROM bedside_vault.integration WHERE org_id = p_org FOR UPDATE;
    IF old.org_id IS NULL AND (secret IS NULL OR p_set ->> 'access_key' IS NULL) THEN
        RETURN false;
    END IF;
    secret := COALESCE(secret, bedside_vault.open(old.secret_encrypted, old.key_version));
    INSERT INTO bedside_vault.integration AS i
        (org_id, access_key, api_endpoint, init_endpoint, template_id, roles, features, security, secret_encrypted, key_version)
    VALUES (p_org,
            COALESCE(p_set ->> 'access_key', old.access_key),
            COALESCE(p_set ->> 'api_endpoint', old.api_endpoint, 'https://api.100ms.live/v2'),
            COALESCE(p_set ->> 'init_endpoint', old.init_endpoint, 'https://prod-init.100ms.live/init'),
            COALESCE(p_set ->> 'template_id', old.template_id),
            COALESCE(p_set -> 'roles', old.roles, '{}'),
            COALESCE(p_set -> 'features', old.features, '{}'),
            COALESCE(p_set -> 'security', old.security, '{}'),
            bedside_vault.seal(secret, newest), newest)
    ON CONFLICT (org_id) DO UPDATE SET
        access_key = excluded.access_key, api_endpoint = excluded.api_endpoint, init_endpoint = excluded.init_endpoint,
        template_id = excluded.template_id, roles = excluded.roles, features = excluded.features,
        security = excluded.security, secret_encrypted = excluded.secret_encrypted, key_version = excluded.key_version,
        updated_at = clock_timestamp();
    RETURN true;
END
$$;

-- Moves the key out of the database into a file the server may read, and every secret under it.
CREATE OR REPLACE FUNCTION bedside_vault.use_key_file(p_file text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    newest integer := (SELECT max(version) + 1 FROM bedside_vault.key);
BEGIN
    IF octet_length(pg_read_binary_file(p_file)) < 32 THEN
        RAISE EXCEPTION USING ERRCODE = 'BS422', MESSAGE = 'argument.malformed';
    END IF;
    INSERT INTO bedside_vault.key (version, file) VALUES (newest, p_file);
    UPDATE bedside_vault.integration
    SET secret_encrypted = bedside_vault.seal(bedside_vault.open(secret_encrypted, key_version), newest),
        key_version = newest;
    DELETE FROM bedside_vault.key WHERE version < newest;
EXCEPTION WHEN insufficient_privilege OR undefined_file THEN
    RAISE EXCEPTION USING ERRCODE = 'BS403', MESSAGE = 'key.unreadable';
END
$$;

RESET ROLE;
