-- The ends of a visit: completed, cancelled, no-show, expired.
SET LOCAL ROLE bedside_owner;

-- in-progress -> finished, with an end that is never before the start.
CREATE OR REPLACE FUNCTION bedside.finish_encounter(p_encounter text, p_status text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.fhir_resources
    SET resource_data = resource_data || jsonb_build_object(
            'status', p_status,
            'period', CASE WHEN jsonb_typeof(resource_data -> 'period') = 'object' THEN resource_data -> 'period' ELSE '{}' END
                      || jsonb_build_object('end', bedside.fhir_time(greatest(p_at, bedside_start)))),
        last_updated = p_at
    WHERE id = p_encounter AND resource_type = 'Encounter' AND jsonb_typeof(resource_data) = 'object'
      AND bedside_status IS DISTINCT FROM 'finished';
END
$$;

CREATE OR REPLACE FUNCTION bedside.set_appointment(p_org uuid, p_appointment text, p_set jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.fhir_resources SET resource_data = resource_data || p_set, last_updated = p_at
    WHERE id = p_appointment AND resource_type = 'Appointment' AND org_id = p_org
      AND jsonb_typeof(resource_data) = 'object'
      AND bedside_status NOT IN ('cancelled', 'noshow', 'entered-in-error', 'fulfilled');
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_end(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'administrator');
    told jsonb;
    m public.virtual_meetings;
    at timestamptz;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit');
    told := bedside.begin_operation(me.organization, p_op, 'visit_end', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    IF m.status = 'ended' THEN
        RETURN bedside.end_operation(p_op, bedside.answer('already_ended', me.organization, m.id, me.id));
    ELSIF m.status <> 'active' THEN
        PERFORM bedside.refuse('BS409', 'visit.not_started');
    END IF;
    at := greatest(clock_timestamp(), m.started_at);
    PERFORM FROM public.fhir_resources WHERE id = m.appointment_id AND org_id = m.org_id FOR NO KEY UPDATE;
    PERFORM bedside.finish_encounter(m.encounter_id, 'finished', at);
    UPDATE public.virtual_meetings SET status = 'ended', ended_at = at, end_reason = 'completed' WHERE id = m.id;
    PERFORM bedside.set_appointment(m.org_id, m.appointment_id, '{"status": "fulfilled"}', at);
    PERFORM bedside.empty_visit(m.org_id, m.id, at);
    PERFORM bedside.add_event(m.org_id, m.id, 'meeting_ended', '{"reason": "completed"}', me.id);
    PERFORM bedside.close_room(m.org_id, m.id, 'end_room');
    PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
    told := bedside.end_operation(p_op, bedside.answer('ended', me.organization, m.id, me.id));
    PERFORM bedside.audit(me.organization, 'visit.end', 'VirtualMeeting/' || m.id);
    RETURN told;
END
$$;

-- scheduled -> ended without an Encounter, for the given reason.
CREATE OR REPLACE FUNCTION bedside.close_unstarted(m public.virtual_meetings, p_reason text, p_detail jsonb, p_by uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    UPDATE public.virtual_meetings SET status = 'ended', ended_at = at, end_reason = p_reason WHERE id = m.id;
    PERFORM bedside.empty_visit(m.org_id, m.id, at);
    PERFORM bedside.add_event(m.org_id, m.id, 'meeting_' || p_reason, p_detail, p_by);
    PERFORM bedside.close_room(m.org_id, m.id, 'disable_room');
    PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_cancel(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    m public.virtual_meetings;
    why text;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit', 'reason');
    why := bedside.text_argument(p_args, 'reason');
    IF why IS NULL THEN
        PERFORM bedside.refuse('BS422', 'reason.missing');
    ELSIF length(why) > 500 THEN
        PERFORM bedside.refuse('BS422', 'argument.malformed');
    END IF;
    told := bedside.begin_operation(me.organization, p_op, 'visit_cancel', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    IF m.status <> 'scheduled' THEN
        PERFORM bedside.refuse('BS409', CASE m.status WHEN 'ended' THEN 'visit.ended' ELSE 'visit.active' END);
    END IF;
    PERFORM bedside.set_appointment(m.org_id, m.appointment_id, jsonb_build_object(
        'status', 'cancelled', 'cancelationReason', jsonb_build_object('text', why)), clock_timestamp());
    PERFORM bedside.close_unstarted(m, 'cancelled', '{}', me.id);
    told := bedside.end_operation(p_op, bedside.answer('cancelled', me.organization, m.id, me.id));
    PERFORM bedside.audit(me.organization, 'visit.cancel', 'VirtualMeeting/' || m.id);
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_noshow(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    m public.virtual_meetings;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit');
    told := bedside.begin_operation(me.organization, p_op, 'visit_noshow', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    IF m.status <> 'scheduled' THEN
        PERFORM bedside.refuse('BS409', CASE m.status WHEN 'ended' THEN 'visit.ended' ELSE 'visit.active' END);
    END IF;
    PERFORM bedside.set_appointment(m.org_id, m.appointment_id, '{"status": "noshow"}', clock_timestamp());
    PERFORM bedside.close_unstarted(m, 'no_show', '{}', me.id);
    told := bedside.end_operation(p_op, bedside.answer('no_show', me.organization, m.id, me.id));
    PERFORM bedside.audit(me.organization, 'visit.noshow', 'VirtualMeeting/' || m.id);
    RETURN told;
END
$$;

-- Closes what nobody came to, and forgets answers no client can still ask for.
CREATE OR REPLACE FUNCTION bedside_api.visit_expire() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('gateway');
    m public.virtual_meetings;
    closed integer := 0;
BEGIN
    FOR m IN
        SELECT meeting.* FROM public.virtual_meetings meeting JOIN bedside.visit v ON v.meeting = meeting.id
        WHERE v.org_id = me.organization AND v.origin = 'bedside' AND v.expires_at <= clock_timestamp()
          AND meeting.status = 'scheduled'
        ORDER BY meeting.id LIMIT 200 FOR NO KEY UPDATE OF meeting SKIP LOCKED
    LOOP
        PERFORM bedside.close_unstarted(m, 'expired', '{}', NULL);
        closed := closed + 1;
    END LOOP;
    DELETE FROM bedside.operation
    WHERE id IN (SELECT id FROM bedside.operation
                 WHERE org_id = me.organization AND at < clock_timestamp() - interval '30 days' LIMIT 5000);
    IF closed > 0 THEN
        PERFORM bedside.audit(me.organization, 'visit.expire', 'Organization/' || me.organization,
                              jsonb_build_object('expired', closed));
    END IF;
    RETURN jsonb_build_object('expired', closed);
END
$$;

RESET ROLE;
