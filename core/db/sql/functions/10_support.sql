-- What the functions of bedside_api stand on. None of these is executable by a client role.
SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside.refuse(p_state text, p_reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = p_state, MESSAGE = p_reason;
END
$$;

-- Whether the session's login owns this database (or is a superuser): may migrate and add people.
CREATE OR REPLACE FUNCTION bedside.owns_database() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_has_role(session_user, datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()
$$;

-- The person behind session_user, holding at least one of the duties.
CREATE OR REPLACE FUNCTION bedside.caller(VARIADIC p_duties text[]) RETURNS bedside.person
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me bedside.person;
BEGIN
    SELECT * INTO me FROM bedside.person WHERE login = session_user;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS403', 'account.unmapped');
    ELSIF me.disabled_at IS NOT NULL THEN
        PERFORM bedside.refuse('BS403', 'account.disabled');
    ELSIF NOT me.duties && p_duties THEN
        PERFORM bedside.refuse('BS403', 'duty.missing');
    END IF;
    RETURN me;
END
$$;

CREATE OR REPLACE FUNCTION bedside.check_arguments(p_args jsonb, VARIADIC p_known text[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_args IS NULL THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    ELSIF jsonb_typeof(p_args) <> 'object' THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    ELSIF p_args - p_known <> '{}' THEN
        PERFORM bedside.refuse('BS422', 'argument.unknown');
    ELSIF length(p_args::text) > 20000 THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
END
$$;

-- A text argument without surrounding blanks and control characters; null when absent or empty.
CREATE OR REPLACE FUNCTION bedside.text_argument(p_args jsonb, p_key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_args -> p_key IS NULL OR p_args -> p_key = 'null' THEN
        RETURN NULL;
    ELSIF jsonb_typeof(p_args -> p_key) <> 'string' THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    RETURN nullif(btrim(regexp_replace(p_args ->> p_key, '[\x01-\x1f\x7f]', ' ', 'g')), '');
END
$$;

CREATE OR REPLACE FUNCTION bedside.required_text(p_args jsonb, p_key text, p_limit integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    value text := bedside.text_argument(p_args, p_key);
BEGIN
    IF value IS NULL THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    ELSIF length(value) > p_limit THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    RETURN value;
END
$$;

CREATE OR REPLACE FUNCTION bedside.required_uuid(p_args jsonb, p_key text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    value text := bedside.required_text(p_args, p_key, 64);
BEGIN
    IF value !~ '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$' THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    RETURN value::uuid;
END
$$;

-- Claims the operation id, or gives the answer it already has. A second sender of the same id waits here for
-- the first one's commit.
CREATE OR REPLACE FUNCTION bedside.begin_operation(p_org uuid, p_op uuid, p_name text, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hash bytea := sha256(convert_to(p_args::text, 'UTF8'));
    known bedside.operation;
BEGIN
    IF p_op IS NULL THEN
        PERFORM bedside.refuse('BS422', 'argument.missing');
    END IF;
    INSERT INTO bedside.operation (id, org_id, name, args_hash) VALUES (p_op, p_org, p_name, hash)
    ON CONFLICT (id) DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO known FROM bedside.operation WHERE id = p_op;
    IF NOT FOUND OR known.login <> session_user OR known.name <> p_name OR known.args_hash <> hash
       OR known.org_id IS DISTINCT FROM p_org THEN
        PERFORM bedside.refuse('BS409', 'operation.reused');
    END IF;
    RETURN bedside.replayed(known.answer);
END
$$;

-- A stored answer as it is given again: a grant that has run out is left away.
CREATE OR REPLACE FUNCTION bedside.replayed(p_answer jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN (p_answer #>> '{grant,expires_at}')::timestamptz < clock_timestamp()
                THEN p_answer - 'grant' ELSE p_answer END || '{"replayed": true}';
END
$$;

CREATE OR REPLACE FUNCTION bedside.end_operation(p_op uuid, p_answer jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    told jsonb := p_answer || '{"replayed": false}';
BEGIN
    UPDATE bedside.operation SET answer = told WHERE id = p_op;
    RETURN told;
END
$$;

-- Tells every desktop of the organization to read these again; ids only, and only a hint.
CREATE OR REPLACE FUNCTION bedside.hint(p_org uuid, VARIADIC p_ids text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target text;
BEGIN
    SELECT channel INTO target FROM bedside.organization WHERE id = p_org;
    IF FOUND THEN
        PERFORM pg_notify(target, left(array_to_string(p_ids, ' '), 7900));
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION bedside.add_event(p_org uuid, p_meeting uuid, p_type text, p_data jsonb, p_by uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.virtual_meeting_events (meeting_id, event_type, event_data, triggered_by, triggered_by_type, org_id)
    VALUES (p_meeting, p_type, p_data, p_by, CASE WHEN p_by IS NULL THEN 'system' ELSE 'user' END, p_org);
END
$$;

-- Ten Crockford base-32 characters, 50 bits.
CREATE OR REPLACE FUNCTION bedside.new_code() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(random.bytes, i) & 31) + 1, 1), '')
        FROM (SELECT @pgcrypto@.gen_random_bytes(10) AS bytes) AS random, generate_series(0, 9) AS i);
END
$$;

-- A code as typed, in its stored spelling.
CREATE OR REPLACE FUNCTION bedside.normal_code(p_code text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bare text := upper(regexp_replace(COALESCE(p_code, ''), '[\s–—-]', '', 'g'));
BEGIN
    IF bare ~ '^[0-9A-Z]{8}$' THEN
        RETURN bare;
    ELSIF bare ~ '^[0-9A-Z]{10}$' AND bare !~ 'U' THEN
        RETURN translate(bare, 'OIL', '011');
    END IF;
    PERFORM bedside.refuse('BS422', 'code.malformed');
END
$$;

-- Patient and practitioner ids of an appointment by reference type. Roles are followed to their practitioner,
-- related persons to their patient; those named directly come first.
CREATE OR REPLACE FUNCTION bedside.appointment_people(p_org uuid, p_people text[],
                                                      OUT patients text[], OUT practitioners text[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH named AS (
        SELECT split_part(reference, '/', 1) AS type, split_part(reference, '/', 2) AS id, at
        FROM unnest(p_people) WITH ORDINALITY AS listed(reference, at)
    ), resolved AS (
        SELECT type, id, at FROM named WHERE type IN ('Patient', 'Practitioner')
        UNION ALL
        SELECT split_part(followed.reference, '/', 1), split_part(followed.reference, '/', 2), named.at + 10000
        FROM named
        JOIN public.fhir_resources r ON r.id = named.id AND r.resource_type = named.type AND r.org_id = p_org
        CROSS JOIN LATERAL (SELECT bedside.fhir_reference(CASE named.type
            WHEN 'PractitionerRole' THEN r.resource_data #>> '{practitioner,reference}'
            ELSE r.resource_data #>> '{patient,reference}' END) AS reference) AS followed
        WHERE named.type IN ('PractitionerRole', 'RelatedPerson') AND followed.reference IS NOT NULL
    ), once AS (
        SELECT type, id, min(at) AS at FROM resolved GROUP BY type, id
    )
    SELECT COALESCE(array_agg(id ORDER BY at) FILTER (WHERE type = 'Patient'), '{}'),
           COALESCE(array_agg(id ORDER BY at) FILTER (WHERE type = 'Practitioner'), '{}')
    FROM once
$$;

CREATE OR REPLACE FUNCTION bedside.participant_json(p public.virtual_meeting_participants, p_me uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN jsonb_build_object(
        'id', p.participant_id, 'kind', p.bedside_kind, 'name', p.bedside_name, 'state', p.bedside_state,
        'waiting_since', p.bedside_waiting_since, 'joined_at', p.bedside_joined_at, 'left_at', p.bedside_left_at,
        'is_me', COALESCE(p.bedside_person = p_me, false));
END
$$;

-- Visits as the answers show them; a meeting of another organization gives no row. In PL/pgSQL, whose plans
-- are kept for the session: this runs in every answer.
CREATE OR REPLACE FUNCTION bedside.visit_rows(p_org uuid, p_ids uuid[], p_me uuid)
RETURNS TABLE (id uuid, doc jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT m.id, jsonb_build_object(
        'id', m.id, 'code', m.meeting_code, 'public_link', m.public_link, 'status', m.status,
        'end_reason', m.end_reason,
        'room_state', COALESCE(v.room_state, CASE WHEN m.meeting_id IS NULL THEN 'none'
                                                  WHEN m.status = 'ended' THEN 'closed' ELSE 'ready' END),
        'room_id', m.meeting_id, 'appointment_id', m.appointment_id, 'encounter_id', m.encounter_id,
        'patient_id', m.patient_id, 'practitioner_id', m.host_practitioner_id,
        'created_at', v.created_at, 'started_at', m.started_at, 'ended_at', m.ended_at, 'expires_at', v.expires_at,
        'participants', COALESCE(
            (SELECT jsonb_agg(jsonb_build_object(
                 'id', p.participant_id, 'kind', p.bedside_kind, 'name', p.bedside_name, 'state', p.bedside_state,
                 'waiting_since', p.bedside_waiting_since, 'joined_at', p.bedside_joined_at,
                 'left_at', p.bedside_left_at, 'is_me', COALESCE(p.bedside_person = p_me, false)) ORDER BY p.bedside_seq)
             FROM public.virtual_meeting_participants p
             WHERE p.meeting_id = m.id AND p.org_id = p_org AND p.bedside_kind IS NOT NULL), '[]'))
    FROM public.virtual_meetings m
    LEFT JOIN bedside.visit v ON v.meeting = m.id
    WHERE m.id = ANY (p_ids) AND m.org_id = p_org;
END
$$;

CREATE OR REPLACE FUNCTION bedside.visit_json(p_org uuid, p_meeting uuid, p_me uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT doc FROM bedside.visit_rows(p_org, ARRAY[p_meeting], p_me));
END
$$;

-- Locks the meeting: the first lock of every step, in the one order meeting, seat, appointment, encounter,
-- outbox, audit.
CREATE OR REPLACE FUNCTION bedside.lock_meeting(p_org uuid, p_meeting uuid) RETURNS public.virtual_meetings
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.virtual_meetings;
BEGIN
    SELECT * INTO m FROM public.virtual_meetings WHERE id = p_meeting AND org_id = p_org FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'visit.unknown');
    END IF;
    INSERT INTO bedside.visit (meeting, org_id, origin, room_state)
    SELECT m.id, m.org_id, 'web', CASE WHEN m.meeting_id IS NULL THEN 'none' ELSE 'ready' END
    WHERE NOT EXISTS (SELECT FROM bedside.visit WHERE meeting = m.id)
    ON CONFLICT DO NOTHING;
    RETURN m;
END
$$;

CREATE OR REPLACE FUNCTION bedside.add_intent(p_org uuid, p_meeting uuid, p_kind text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO bedside.outbox (org_id, meeting, kind) VALUES (p_org, p_meeting, p_kind)
    ON CONFLICT (meeting, kind) DO NOTHING;
END
$$;

-- The room of a visit that is over: withdraws a creation nobody has begun, otherwise asks for the closing.
CREATE OR REPLACE FUNCTION bedside.close_room(p_org uuid, p_meeting uuid, p_kind text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE bedside.outbox SET state = 'withdrawn', settled_at = clock_timestamp()
    WHERE meeting = p_meeting AND kind = 'create_room' AND state = 'pending' AND attempts = 0;
    PERFORM bedside.add_intent(p_org, p_meeting, p_kind);
    UPDATE bedside.visit SET room_state = 'closing' WHERE meeting = p_meeting;
END
$$;

-- Everybody is out: participants, sessions, seats. One event for each who was in the room.
CREATE OR REPLACE FUNCTION bedside.empty_visit(p_org uuid, p_meeting uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone record;
BEGIN
    DELETE FROM bedside.seat_lease WHERE meeting = p_meeting;
    UPDATE bedside.participant_session SET left_at = greatest(p_at, joined_at)
    WHERE meeting = p_meeting AND left_at IS NULL;
    FOR gone IN
        SELECT participant_id, bedside_state AS was FROM public.virtual_meeting_participants
        WHERE meeting_id = p_meeting AND bedside_state IN ('waiting', 'admitted', 'in_room')
        ORDER BY bedside_seq FOR NO KEY UPDATE
    LOOP
        UPDATE public.virtual_meeting_participants
        SET bedside_state = 'left',
            bedside_left_at = CASE WHEN gone.was = 'in_room' THEN p_at ELSE bedside_left_at END
        WHERE participant_id = gone.participant_id;
        PERFORM bedside.add_event(p_org, p_meeting, 'participant_left',
                                  jsonb_build_object('participant', gone.participant_id, 'was', gone.was), NULL);
    END LOOP;
END
$$;

RESET ROLE;
