SET LOCAL ROLE bedside_audit_owner;

CREATE OR REPLACE FUNCTION bedside_audit.time_text(p_at timestamptz) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END
$$;

-- The hashed text of an entry: its fields, one to a line, the detail last.
CREATE OR REPLACE FUNCTION bedside_audit.canonical(p_org uuid, p_seq bigint, p_at timestamptz, p_login text,
                                                   p_action text, p_entity text, p_detail text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN concat_ws(chr(10), p_org::text, p_seq::text, bedside_audit.time_text(p_at), p_login, p_action, p_entity, p_detail);
END
$$;

-- Appends to the organization's chain, after whatever the web system was seen doing. The head row is the last
-- lock of a transaction.
CREATE OR REPLACE FUNCTION bedside_audit.append(p_org uuid, p_action text, p_entity text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tip bedside_audit.head;
    item record;
BEGIN
    INSERT INTO bedside_audit.head (org_id, seq, at, hash)
    SELECT p_org, 0, '-infinity', ''
    WHERE NOT EXISTS (SELECT FROM bedside_audit.head WHERE org_id = p_org)
    ON CONFLICT DO NOTHING;
    SELECT * INTO tip FROM bedside_audit.head WHERE org_id = p_org FOR NO KEY UPDATE;

    FOR item IN
        WITH seen AS (
            DELETE FROM bedside_audit.noticed
            WHERE id IN (SELECT id FROM bedside_audit.noticed WHERE org_id = p_org
                         ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED)
            RETURNING id, login, action, entity, (detail::jsonb || jsonb_build_object('seen_at', bedside_audit.time_text(at)))::text AS detail
        )
        SELECT 0 AS turn, id, login, action, entity, detail FROM seen
        UNION ALL SELECT 1, 0, session_user::text, p_action, p_entity, p_detail::text WHERE p_action IS NOT NULL
        ORDER BY 1, 2
    LOOP
        tip.seq := tip.seq + 1;
        tip.at := greatest(clock_timestamp(), tip.at);
        INSERT INTO bedside_audit.entry (org_id, seq, at, login, action, entity, detail, prev, hash)
        VALUES (p_org, tip.seq, tip.at, item.login, item.action, item.entity, item.detail, tip.hash,
                sha256(tip.hash || convert_to(bedside_audit.canonical(p_org, tip.seq, tip.at, item.login, item.action,
                                                                       item.entity, item.detail), 'UTF8')))
        RETURNING hash INTO tip.hash;
    END LOOP;
    UPDATE bedside_audit.head SET seq = tip.seq, at = tip.at, hash = tip.hash WHERE org_id = p_org;
END
$$;

-- Keeps for the chain what a trigger saw.
CREATE OR REPLACE FUNCTION bedside_audit.notice(p_org uuid, p_action text, p_entity text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO bedside_audit.noticed (org_id, at, login, action, entity, detail)
    VALUES (p_org, clock_timestamp(), session_user, p_action, p_entity, p_detail::text);
END
$$;

CREATE OR REPLACE FUNCTION bedside_audit.rows_after(p_org uuid, p_after bigint) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'organization', org_id, 'seq', seq, 'at', bedside_audit.time_text(at), 'login', login, 'action', action,
        'entity', entity, 'detail', detail,
        'canonical', bedside_audit.canonical(org_id, seq, at, login, action, entity, detail), 'prev', encode(prev, 'hex'), 'hash', encode(hash, 'hex'))
    FROM bedside_audit.entry
    WHERE org_id = p_org AND seq > COALESCE(p_after, 0)
    ORDER BY seq LIMIT 1000
$$;

CREATE OR REPLACE FUNCTION bedside_audit.heads(p_org uuid) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('organization', org_id, 'seq', seq, 'hash', encode(hash, 'hex'),
                              'at', bedside_audit.time_text(at))
    FROM bedside_audit.published WHERE org_id = p_org ORDER BY seq
$$;

CREATE OR REPLACE FUNCTION bedside_audit.publish(p_org uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tip bedside_audit.head;
BEGIN
    PERFORM bedside_audit.append(p_org, NULL, NULL, NULL);
    SELECT * INTO tip FROM bedside_audit.head WHERE org_id = p_org;
    INSERT INTO bedside_audit.published (org_id, seq, hash) VALUES (p_org, tip.seq, tip.hash)
    ON CONFLICT (org_id, seq) DO NOTHING;
    RETURN jsonb_build_object('organization', p_org, 'seq', tip.seq, 'hash', encode(tip.hash, 'hex'),
                              'at', bedside_audit.time_text(clock_timestamp()));
END
$$;

-- The chain only grows, for its owner too.
CREATE OR REPLACE FUNCTION bedside_audit.keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'BS403', MESSAGE = 'audit.immutable';
END
$$;
CREATE OR REPLACE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON bedside_audit.entry
    FOR EACH ROW EXECUTE FUNCTION bedside_audit.keep();
CREATE OR REPLACE TRIGGER keep_table BEFORE TRUNCATE ON bedside_audit.entry
    FOR EACH STATEMENT EXECUTE FUNCTION bedside_audit.keep();

RESET ROLE;

SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside.audit(p_org uuid, p_action text, p_entity text, p_detail jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM bedside_audit.append(p_org, p_action, p_entity, p_detail);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.audit_rows(p_after bigint DEFAULT 0) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('auditor', 'administrator');
BEGIN
    RETURN QUERY SELECT * FROM bedside_audit.rows_after(me.organization, p_after);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.audit_heads() RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('auditor', 'administrator', 'gateway');
BEGIN
    RETURN QUERY SELECT * FROM bedside_audit.heads(me.organization);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.audit_publish() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('auditor', 'administrator', 'gateway');
BEGIN
    RETURN bedside_audit.publish(me.organization);
END
$$;

RESET ROLE;
