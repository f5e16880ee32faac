-- The outbox worker's side and the provider's events.
SET LOCAL ROLE bedside_owner;

-- Leases due intents, oldest first, one per meeting at a time. Each attempt is counted when it is handed out, so
-- that a job which kills its worker also comes to an end.
CREATE OR REPLACE FUNCTION bedside_api.outbox_claim(p_worker text, p_limit integer, p_lease_seconds integer) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    job bedside.outbox;
    m public.virtual_meetings;
BEGIN
    IF NOT bedside_vault.has_integration(me.organization) THEN
        PERFORM bedside.refuse('BS503', 'integration.missing');
    END IF;
    FOR job IN
        SELECT * FROM bedside.outbox o
        WHERE o.org_id = me.organization AND o.state = 'pending' AND o.next_at <= clock_timestamp()
          AND (o.leased_until IS NULL OR o.leased_until < clock_timestamp())
          AND NOT EXISTS (SELECT FROM bedside.outbox earlier
                          WHERE earlier.meeting = o.meeting AND earlier.id < o.id AND earlier.state = 'pending')
        ORDER BY o.next_at, o.id LIMIT least(greatest(COALESCE(p_limit, 1), 1), 100) FOR UPDATE OF o SKIP LOCKED
    LOOP
        SELECT * INTO m FROM public.virtual_meetings WHERE id = job.meeting;
        IF job.attempts >= 20 THEN
            PERFORM bedside.bury(job, COALESCE(job.error, 'lease.lost'));
        ELSIF job.kind <> 'create_room' AND m.meeting_id IS NULL THEN
            UPDATE bedside.outbox SET state = 'done', settled_at = clock_timestamp(), result = '{"skipped": true}' WHERE id = job.id;
            UPDATE bedside.visit SET room_state = 'closed' WHERE meeting = job.meeting;
        ELSE
            UPDATE bedside.outbox
            SET attempts = attempts + 1, lease = gen_random_uuid(), worker = left(p_worker, 200),
                leased_until = clock_timestamp()
                    + make_interval(secs => least(greatest(COALESCE(p_lease_seconds, 30), 1), 3600))
            WHERE id = job.id RETURNING * INTO job;
            RETURN NEXT jsonb_build_object(
                'id', job.id, 'kind', job.kind, 'lease', job.lease, 'attempt', job.attempts,
                'payload', jsonb_build_object('visit', job.meeting, 'name', 'vm-' || job.meeting)
                    || CASE job.kind
                       WHEN 'create_room' THEN jsonb_build_object('template_id', bedside_vault.template(job.org_id))
                       WHEN 'end_room' THEN jsonb_build_object('room_id', m.meeting_id, 'lock', true, 'reason', 'The visit has ended.')
                       ELSE jsonb_build_object('room_id', m.meeting_id) END);
        END IF;
    END LOOP;
END
$$;

-- The end of an intent that never worked: kept for people to look at.
CREATE OR REPLACE FUNCTION bedside.bury(job bedside.outbox, p_error text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE bedside.outbox
    SET state = 'dead', settled_at = clock_timestamp(), error = left(p_error, 500), lease = NULL, leased_until = NULL
    WHERE id = job.id;
    UPDATE bedside.visit SET room_state = 'failed', room_error = left(p_error, 500) WHERE meeting = job.meeting;
    PERFORM bedside.add_event(job.org_id, job.meeting, 'room_failed', jsonb_build_object('kind', job.kind), NULL);
    PERFORM bedside.hint(job.org_id, job.meeting::text);
    PERFORM bedside.audit(job.org_id, 'room.failed', 'VirtualMeeting/' || job.meeting, jsonb_build_object('kind', job.kind));
END
$$;

-- Locks meeting, then job, and checks the lease. Null when the job is settled already by this very lease.
CREATE OR REPLACE FUNCTION bedside.leased_job(me bedside.person, p_id bigint, p_lease uuid) RETURNS bedside.outbox
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    job bedside.outbox;
BEGIN
    SELECT * INTO job FROM bedside.outbox WHERE id = p_id AND org_id = me.organization;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'operation.unknown');
    END IF;
    PERFORM FROM public.virtual_meetings WHERE id = job.meeting FOR NO KEY UPDATE;
    SELECT * INTO job FROM bedside.outbox WHERE id = p_id FOR NO KEY UPDATE;
    IF job.lease IS DISTINCT FROM p_lease THEN
        PERFORM bedside.refuse('BS409', 'lease.lost');
    END IF;
    RETURN job;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.outbox_done(p_id bigint, p_lease uuid, p_result jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    job bedside.outbox := bedside.leased_job(me, p_id, p_lease);
    m public.virtual_meetings;
    room text := COALESCE(p_result ->> 'room_id', p_result ->> 'id');
BEGIN
    IF job.state <> 'pending' THEN
        RETURN jsonb_build_object('outcome', 'done', 'replayed', true);
    END IF;
    SELECT * INTO m FROM public.virtual_meetings WHERE id = job.meeting;
    IF job.kind = 'create_room' THEN
        IF room IS NULL OR length(room) > 255 OR room !~ '^[A-Za-z0-9._-]+$' THEN
            PERFORM bedside.refuse('BS422', 'argument.malformed');
        ELSIF EXISTS (SELECT FROM public.virtual_meetings WHERE meeting_id = room AND id <> m.id) THEN
            PERFORM bedside.bury(job, 'room.taken');
            RETURN jsonb_build_object('outcome', 'dead', 'replayed', false);
        END IF;
        UPDATE public.virtual_meetings
        SET meeting_id = COALESCE(meeting_id, room), room_details = COALESCE(room_details, p_result),
            room_url = COALESCE(room_url, p_result ->> 'room_url')
        WHERE id = m.id;
        IF m.status = 'ended' THEN
            PERFORM bedside.add_intent(m.org_id, m.id, 'disable_room');
        ELSE
            UPDATE bedside.visit SET room_state = 'ready', room_error = NULL WHERE meeting = m.id;
            PERFORM bedside.add_event(m.org_id, m.id, 'room_ready', '{}', NULL);
        END IF;
    ELSE
        UPDATE bedside.visit SET room_state = 'closed', room_error = NULL WHERE meeting = m.id;
        PERFORM bedside.add_event(m.org_id, m.id, 'room_closed', jsonb_build_object('kind', job.kind), NULL);
    END IF;
    UPDATE bedside.outbox SET state = 'done', settled_at = clock_timestamp(), result = p_result, leased_until = NULL WHERE id = job.id;
    PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
    PERFORM bedside.audit(m.org_id, 'room.' || job.kind, 'VirtualMeeting/' || m.id, jsonb_build_object('attempt', job.attempts));
    RETURN jsonb_build_object('outcome', 'done', 'replayed', false);
END
$$;

-- Waits twice as long after each failure, up to ten minutes, give or take a half; dead after 20 attempts.
CREATE OR REPLACE FUNCTION bedside_api.outbox_fail(p_id bigint, p_lease uuid, p_error text, p_retry_after_seconds integer)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    job bedside.outbox := bedside.leased_job(me, p_id, p_lease);
    wait_s double precision;
BEGIN
    IF job.state <> 'pending' THEN
        RETURN jsonb_build_object('outcome', job.state, 'replayed', true);
    ELSIF job.attempts >= 20 THEN
        PERFORM bedside.bury(job, p_error);
        RETURN jsonb_build_object('outcome', 'dead', 'replayed', false);
    END IF;
    wait_s := greatest(least(power(2, job.attempts - 1), 600) * (0.5 + random()),
                       least(COALESCE(p_retry_after_seconds, 0), 86400));
    UPDATE bedside.outbox
    SET error = left(p_error, 500), next_at = clock_timestamp() + make_interval(secs => wait_s), leased_until = NULL, lease = NULL
    WHERE id = job.id;
    UPDATE bedside.visit SET room_error = left(p_error, 500) WHERE meeting = job.meeting;
    RETURN jsonb_build_object('outcome', 'retry', 'replayed', false, 'after_seconds', round(wait_s::numeric, 3));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.provider_access() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    access jsonb := bedside_vault.mint_management(me.organization);
BEGIN
    IF access IS NULL THEN
        PERFORM bedside.refuse('BS503', 'integration.missing');
    END IF;
    RETURN access;
END
$$;

-- Takes a provider event once. What it says is merged so that order, repetition and loss cannot contradict
-- each other; it never changes the state of a visit by itself.
CREATE OR REPLACE FUNCTION bedside_api.webhook_receive(p_event_id text, p_body jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    hash bytea := sha256(convert_to(p_body::text, 'UTF8'));
    known bedside.inbox;
    known_type boolean;
    m public.virtual_meetings;
BEGIN
    IF p_event_id IS NULL OR p_body IS NULL THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    ELSIF length(p_event_id) NOT BETWEEN 1 AND 200 OR jsonb_typeof(p_body) <> 'object' OR length(p_body::text) > 65536 THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    SELECT * INTO m FROM public.virtual_meetings
    WHERE meeting_id = p_body #>> '{data,room_id}' AND org_id = me.organization;
    known_type := m.id IS NOT NULL AND p_body ->> 'type' IN ('peer.join.success', 'peer.leave.success')
                  AND p_body #>> '{data,peer_id}' IS NOT NULL;
    INSERT INTO bedside.inbox (org_id, event_id, body_hash, body, state)
    VALUES (me.organization, p_event_id, hash, p_body, CASE WHEN known_type THEN 'applied' ELSE 'ignored' END)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO known FROM bedside.inbox WHERE org_id = me.organization AND event_id = p_event_id;
        IF known.body_hash = hash THEN
            RETURN '{"outcome": "duplicate"}';
        END IF;
        INSERT INTO bedside.inbox_quarantine (org_id, event_id, body_hash) VALUES (me.organization, p_event_id, hash)
        ON CONFLICT DO NOTHING;
        PERFORM bedside.audit(me.organization, 'webhook.quarantine', 'Webhook/' || encode(sha256(convert_to(p_event_id, 'UTF8')), 'hex'));
        RETURN '{"outcome": "quarantined"}';
    ELSIF NOT known_type THEN
        RETURN '{"outcome": "ignored"}';
    END IF;
    INSERT INTO bedside.presence AS known_peer (org_id, meeting, peer, participant, joined_at, left_at)
    SELECT m.org_id, m.id, left(p_body #>> '{data,peer_id}', 255),
           (SELECT participant_id FROM public.virtual_meeting_participants
            WHERE meeting_id = m.id AND participant_id::text = p_body #>> '{data,user_id}'),
           bedside.fhir_instant(p_body #>> '{data,joined_at}'), bedside.fhir_instant(p_body #>> '{data,left_at}')
    ON CONFLICT (meeting, peer) DO UPDATE
    SET participant = COALESCE(known_peer.participant, excluded.participant),
        joined_at = least(known_peer.joined_at, excluded.joined_at),
        left_at = greatest(known_peer.left_at, excluded.left_at);
    PERFORM bedside.hint(m.org_id, m.id::text);
    RETURN '{"outcome": "applied"}';
END
$$;

-- How much work waits for a worker, for those who look after it.
CREATE OR REPLACE FUNCTION bedside_api.outbox_backlog() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway', 'administrator');
BEGIN
    RETURN (SELECT jsonb_build_object(
                'pending', count(*) FILTER (WHERE state = 'pending'),
                'dead', count(*) FILTER (WHERE state = 'dead'),
                'oldest_seconds', COALESCE(floor(extract(epoch FROM clock_timestamp()
                    - min(next_at) FILTER (WHERE state = 'pending' AND next_at <= clock_timestamp()))), 0)::integer)
            FROM bedside.outbox WHERE org_id = me.organization);
END
$$;

RESET ROLE;
