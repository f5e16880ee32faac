-- What the gateway calls for a browser. Nothing here starts a visit, makes an Encounter or names a role.
SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside.guest_view(p public.virtual_meeting_participants) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
            'participant', bedside.participant_json(p, NULL), 'visit_status', m.status, 'organization', o.name,
            'practitioner', (SELECT q.bedside_name FROM public.virtual_meeting_participants q
                             WHERE q.meeting_id = m.id AND q.bedside_kind = 'practitioner' AND q.bedside_state = 'in_room'
                             ORDER BY q.bedside_seq LIMIT 1))
        FROM public.virtual_meetings m JOIN bedside.organization o ON o.id = m.org_id
        WHERE m.id = p.meeting_id);
END
$$;

-- The guest who holds the secret.
CREATE OR REPLACE FUNCTION bedside.guest(me bedside.person, p_participant uuid, p_secret text)
RETURNS public.virtual_meeting_participants
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p public.virtual_meeting_participants;
BEGIN
    SELECT q.* INTO p
    FROM public.virtual_meeting_participants q JOIN bedside.guest_key k ON k.participant = q.participant_id
    WHERE q.participant_id = p_participant AND q.org_id = me.organization
      AND k.secret_hash = sha256(convert_to(COALESCE(p_secret, ''), 'UTF8'));
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'participant.unknown');
    END IF;
    RETURN p;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.guest_arrive(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    told jsonb;
    guest record;
    p public.virtual_meeting_participants;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'code', 'name', 'kind');
    told := bedside.begin_operation(me.organization, p_op, 'guest_arrive', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO guest FROM bedside.arrive(me, p_args, true);
    SELECT * INTO p FROM public.virtual_meeting_participants WHERE participant_id = guest.participant;
    told := bedside.end_operation(p_op, bedside.guest_view(p)
                                        || jsonb_build_object('outcome', 'waiting', 'secret', guest.secret));
    PERFORM bedside.audit(me.organization, 'guest.arrive', 'VirtualMeeting/' || guest.meeting,
                          jsonb_build_object('participant', guest.participant));
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.guest_status(p_participant uuid, p_secret text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
BEGIN
    RETURN bedside.guest_view(bedside.guest(me, p_participant, p_secret));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.guest_enter(p_participant uuid, p_secret text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    p public.virtual_meeting_participants := bedside.guest(me, p_participant, p_secret);
    m public.virtual_meetings;
    at timestamptz;
    access jsonb;
BEGIN
    m := bedside.lock_meeting(me.organization, p.meeting_id);
    SELECT * INTO p FROM public.virtual_meeting_participants WHERE participant_id = p_participant FOR NO KEY UPDATE;
    IF m.status = 'ended' THEN
        PERFORM bedside.refuse('BS409', 'visit.ended');
    ELSIF p.bedside_state NOT IN ('admitted', 'in_room', 'left') OR (p.bedside_state = 'left' AND p.bedside_joined_at IS NULL) THEN
        PERFORM bedside.refuse('BS409', 'participant.state');
    ELSIF m.status <> 'active' THEN
        PERFORM bedside.refuse('BS409', 'visit.not_started');
    ELSIF (SELECT room_state <> 'ready' FROM bedside.visit WHERE meeting = m.id) THEN
        PERFORM bedside.refuse('BS409', 'room.not_ready');
    END IF;
    access := bedside_vault.mint_join(m.org_id, m.id, m.meeting_id, p.participant_id, p.bedside_kind);
    IF access IS NULL THEN
        PERFORM bedside.refuse('BS503', 'integration.missing');
    END IF;
    IF p.bedside_state <> 'in_room' THEN
        at := clock_timestamp();
        UPDATE public.virtual_meeting_participants
        SET bedside_state = 'in_room', bedside_left_at = NULL, bedside_joined_at = COALESCE(bedside_joined_at, at)
        WHERE participant_id = p_participant RETURNING * INTO p;
        INSERT INTO bedside.participant_session (participant, meeting, org_id, joined_at) VALUES (p_participant, m.id, m.org_id, at);
        PERFORM bedside.add_event(m.org_id, m.id, 'participant_joined',
                                  jsonb_build_object('participant', p_participant, 'kind', p.bedside_kind), NULL);
        PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
        PERFORM bedside.audit(m.org_id, 'guest.enter', 'VirtualMeeting/' || m.id, jsonb_build_object('participant', p_participant));
    END IF;
    RETURN bedside.guest_view(p) || jsonb_build_object('grant', access);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.guest_leave(p_participant uuid, p_secret text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    p public.virtual_meeting_participants := bedside.guest(me, p_participant, p_secret);
    m public.virtual_meetings;
    at timestamptz;
    was text;
BEGIN
    m := bedside.lock_meeting(me.organization, p.meeting_id);
    SELECT * INTO p FROM public.virtual_meeting_participants WHERE participant_id = p_participant FOR NO KEY UPDATE;
    was := p.bedside_state;
    IF was IN ('waiting', 'admitted', 'in_room') THEN
        at := clock_timestamp();
        UPDATE public.virtual_meeting_participants
        SET bedside_state = 'left', bedside_left_at = CASE WHEN was = 'in_room' THEN at END
        WHERE participant_id = p_participant RETURNING * INTO p;
        UPDATE bedside.participant_session SET left_at = greatest(at, joined_at)
        WHERE participant = p_participant AND left_at IS NULL;
        PERFORM bedside.add_event(m.org_id, m.id, 'participant_left',
                                  jsonb_build_object('participant', p_participant, 'was', was), NULL);
        PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
        PERFORM bedside.audit(m.org_id, 'guest.leave', 'VirtualMeeting/' || m.id, jsonb_build_object('participant', p_participant));
    END IF;
    RETURN bedside.guest_view(p);
END
$$;

RESET ROLE;
