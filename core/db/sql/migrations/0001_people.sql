-- Organizations, people and who asks. Every tenant rule starts here: session_user -> person -> organization.

CREATE SCHEMA bedside_api AUTHORIZATION bedside_owner;
CREATE SCHEMA bedside_vault AUTHORIZATION bedside_vault_owner;
CREATE SCHEMA bedside_audit AUTHORIZATION bedside_audit_owner;

SET LOCAL ROLE bedside_owner;

CREATE TABLE bedside.organization (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 200),
    time_zone text NOT NULL DEFAULT 'UTC',
    base_url text NOT NULL DEFAULT 'http://localhost:3000',
    -- LISTEN is open to every login, so the name of the channel is the only key to it.
    channel text NOT NULL UNIQUE DEFAULT 'bedside_' || replace(gen_random_uuid()::text, '-', ''),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE bedside.person (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    login name NOT NULL UNIQUE,
    organization uuid NOT NULL REFERENCES bedside.organization,
    display text NOT NULL CHECK (display <> '' AND length(display) <= 200),
    duties text[] NOT NULL CHECK (duties <@ ARRAY['practitioner', 'front-desk', 'administrator', 'gateway', 'auditor']
                                  AND cardinality(duties) > 0),
    practitioner varchar(255),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (practitioner IS NOT NULL OR NOT 'practitioner' = ANY (duties))
);
CREATE INDEX person_organization ON bedside.person (organization);

CREATE FUNCTION bedside.my_organization() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT organization FROM bedside.person WHERE login = session_user AND disabled_at IS NULL
$$;

-- Whether the caller may read clinical resources of the own organization.
CREATE FUNCTION bedside.my_clinical() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM bedside.person
                   WHERE login = session_user AND disabled_at IS NULL
                     AND duties && ARRAY['practitioner', 'administrator'])
$$;

-- Whether the caller works with visits at all (not the public gateway, not the auditor).
CREATE FUNCTION bedside.my_desk() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM bedside.person
                   WHERE login = session_user AND disabled_at IS NULL
                     AND duties && ARRAY['practitioner', 'administrator', 'front-desk'])
$$;

RESET ROLE;
