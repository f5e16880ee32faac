-- The provider's secret, which no client role can read, and the audit chain, which nobody can rewrite unseen.
SET LOCAL ROLE bedside_vault_owner;

-- key is null when the key is in a file that the server can read and this database does not hold.
CREATE TABLE bedside_vault.key (
    version integer PRIMARY KEY,
    key bytea CHECK (octet_length(key) = 32),
    file text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((key IS NULL) <> (file IS NULL))
);

CREATE TABLE bedside_vault.integration (
    org_id uuid PRIMARY KEY,
    access_key text NOT NULL,
    api_endpoint text NOT NULL,
    init_endpoint text NOT NULL,
    template_id text,
    roles jsonb NOT NULL,
    features jsonb NOT NULL DEFAULT '{}',
    security jsonb NOT NULL DEFAULT '{}',
    secret_encrypted bytea NOT NULL,
    key_version integer NOT NULL REFERENCES bedside_vault.key,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Every token ever minted, without the token.
CREATE TABLE bedside_vault.token_log (
    jti uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    login name NOT NULL DEFAULT session_user,
    meeting uuid,
    participant uuid,
    role text NOT NULL,
    expires_at timestamptz NOT NULL
);

INSERT INTO bedside_vault.key (version, key) VALUES (1, @pgcrypto@.gen_random_bytes(32));

SET LOCAL ROLE bedside_audit_owner;

-- hash = sha256(prev || canonical text); see docs/admin/database-functions.md for the text.
CREATE TABLE bedside_audit.entry (
    org_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    login text NOT NULL,
    action text NOT NULL,
    entity text NOT NULL,
    detail text NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (org_id, seq)
);

CREATE TABLE bedside_audit.head (
    org_id uuid PRIMARY KEY,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE bedside_audit.published (
    org_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    login text NOT NULL DEFAULT session_user,
    PRIMARY KEY (org_id, seq)
);

-- What triggers saw the web system do. It waits here without any lock on the chain, so that a long
-- transaction of the web system stops nobody, and goes into the chain with the next entry.
CREATE TABLE bedside_audit.noticed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id uuid NOT NULL,
    at timestamptz NOT NULL,
    login text NOT NULL,
    action text NOT NULL,
    entity text NOT NULL,
    detail text NOT NULL
);
CREATE INDEX noticed_organization ON bedside_audit.noticed (org_id, id);

RESET ROLE;
