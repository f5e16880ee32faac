-- The practitioner's join: the one step that starts a visit.
SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside.fhir_time(p_at timestamptz) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
END
$$;

CREATE OR REPLACE FUNCTION bedside.encounter_participant(p_practitioner text, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN jsonb_build_object(
        'type', jsonb_build_array(jsonb_build_object('coding', jsonb_build_array(jsonb_build_object(
            'system', 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'code', 'PPRF',
            'display', 'primary performer')))),
        'individual', jsonb_build_object('reference', 'Practitioner/' || p_practitioner, 'type', 'Practitioner'),
        'period', jsonb_build_object('start', bedside.fhir_time(p_at)));
END
$$;

-- The Encounter as the web system writes it; what an instant visit does not have is left out.
CREATE OR REPLACE FUNCTION bedside.encounter_document(m public.virtual_meetings, p_practitioner text, p_at timestamptz)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'resourceType', 'Encounter',
        'id', 'enc-' || m.id,
        'status', 'in-progress',
        'class', jsonb_build_object('system', 'http://terminology.hl7.org/CodeSystem/v3-ActCode', 'code', 'VR',
                                    'display', 'Virtual'),
        'serviceType', jsonb_build_object('coding', jsonb_build_array(jsonb_build_object(
            'system', 'http://terminology.hl7.org/CodeSystem/service-type', 'code', '540', 'display', 'Telehealth'))),
        'subject', CASE WHEN m.patient_id IS NOT NULL THEN
            jsonb_build_object('reference', 'Patient/' || m.patient_id, 'type', 'Patient') END,
        'participant', jsonb_build_array(bedside.encounter_participant(p_practitioner, p_at)),
        'appointment', CASE WHEN m.appointment_id IS NOT NULL THEN jsonb_build_array(
            jsonb_build_object('reference', 'Appointment/' || m.appointment_id, 'type', 'Appointment')) END,
        'extension', jsonb_build_array(jsonb_build_object(
                'url', 'http://ehr.com/fhir/StructureDefinition/virtual-meeting',
                'valueReference', jsonb_build_object('reference', 'VirtualMeeting/' || m.id,
                                                     'display', 'Meeting Code: ' || m.meeting_code)))
            || CASE WHEN m.public_link IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
                'url', 'http://ehr.com/fhir/StructureDefinition/meeting-link', 'valueUrl', m.public_link)) END,
        'period', jsonb_build_object('start', bedside.fhir_time(p_at))));
END
$$;

-- Adds a practitioner to the Encounter of a running visit, once.
CREATE OR REPLACE FUNCTION bedside.join_encounter(p_encounter text, p_practitioner text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.fhir_resources
    SET resource_data = jsonb_set(resource_data, '{participant}',
            CASE WHEN jsonb_typeof(resource_data -> 'participant') = 'array' THEN resource_data -> 'participant'
                 ELSE '[]' END || bedside.encounter_participant(p_practitioner, p_at)),
        last_updated = p_at
    WHERE id = p_encounter AND resource_type = 'Encounter' AND jsonb_typeof(resource_data) = 'object'
      AND NOT resource_data @> jsonb_build_object('participant', jsonb_build_array(
              jsonb_build_object('individual', jsonb_build_object('reference', 'Practitioner/' || p_practitioner))));
END
$$;

-- scheduled -> active with everything that belongs to it. An Encounter that the web system has made for this
-- meeting is taken over.
CREATE OR REPLACE FUNCTION bedside.start_visit(m public.virtual_meetings, me bedside.person, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    encounter text;
BEGIN
    PERFORM FROM public.fhir_resources
    WHERE id = m.appointment_id AND resource_type = 'Appointment' AND org_id = m.org_id FOR NO KEY UPDATE;
    SELECT encounter_id INTO encounter FROM bedside.encounter_registry WHERE meeting = m.id;
    IF FOUND THEN
        PERFORM bedside.join_encounter(encounter, me.practitioner, p_at);
    ELSE
        encounter := 'enc-' || m.id;
        INSERT INTO bedside.encounter_registry (meeting, encounter_id) VALUES (m.id, encounter);
        INSERT INTO public.fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at)
        VALUES (encounter, 'Encounter', bedside.encounter_document(m, me.practitioner, p_at), m.org_id, p_at, p_at);
    END IF;
    UPDATE public.virtual_meetings
    SET status = 'active', started_at = p_at, encounter_id = encounter,
        host_practitioner_id = COALESCE(host_practitioner_id, me.practitioner)
    WHERE id = m.id;
    UPDATE public.fhir_resources
    SET resource_data = jsonb_set(resource_data, '{status}', '"in-progress"'), last_updated = p_at
    WHERE id = m.appointment_id AND resource_type = 'Appointment' AND org_id = m.org_id
      AND jsonb_typeof(resource_data) = 'object';
    PERFORM bedside.add_event(m.org_id, m.id, 'meeting_started', jsonb_build_object('encounter', encounter), me.id);
END
$$;

-- Puts the caller into the visit on a seat and says which case it was: joined, rejoined or moved.
CREATE OR REPLACE FUNCTION bedside.take_seat(m public.virtual_meetings, me bedside.person, p_seat text, p_at timestamptz,
                                             OUT participant uuid, OUT outcome text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lease bedside.seat_lease;
    was public.virtual_meeting_participants;
BEGIN
    INSERT INTO bedside.seat_lease (person, org_id, meeting, seat, taken_at)
    VALUES (me.id, m.org_id, m.id, p_seat, p_at) ON CONFLICT (person) DO NOTHING;
    SELECT * INTO lease FROM bedside.seat_lease WHERE person = me.id FOR NO KEY UPDATE;
    IF lease.meeting <> m.id THEN
        PERFORM bedside.leave_seat(lease.org_id, lease.meeting, me, p_at);
    END IF;
    SELECT * INTO was FROM public.virtual_meeting_participants
    WHERE meeting_id = m.id AND bedside_person = me.id FOR NO KEY UPDATE;
    participant := was.participant_id;

    IF participant IS NOT NULL AND was.bedside_state = 'in_room' AND lease.meeting = m.id THEN
        outcome := CASE WHEN lease.seat = p_seat THEN 'rejoined' ELSE 'moved' END;
        IF outcome = 'rejoined' THEN
            RETURN;
        END IF;
        UPDATE bedside.participant_session SET left_at = greatest(p_at, joined_at)
        WHERE participant_session.participant = was.participant_id AND left_at IS NULL;
        PERFORM bedside.add_event(m.org_id, m.id, 'participant_moved', jsonb_build_object('participant', participant), me.id);
    ELSE
        outcome := 'joined';
        IF participant IS NULL THEN
            INSERT INTO public.virtual_meeting_participants
                (meeting_id, org_id, bedside_kind, bedside_name, bedside_state, bedside_person, bedside_joined_at)
            VALUES (m.id, m.org_id, 'practitioner', me.display, 'in_room', me.id, p_at)
            RETURNING participant_id INTO participant;
        ELSE
            UPDATE public.virtual_meeting_participants
            SET bedside_state = 'in_room', bedside_left_at = NULL, bedside_joined_at = COALESCE(bedside_joined_at, p_at)
            WHERE participant_id = participant;
        END IF;
        PERFORM bedside.add_event(m.org_id, m.id, 'participant_joined',
                                  jsonb_build_object('participant', participant, 'kind', 'practitioner'), me.id);
    END IF;
    UPDATE bedside.seat_lease SET meeting = m.id, org_id = m.org_id, seat = p_seat, taken_at = p_at WHERE person = me.id;
    INSERT INTO bedside.participant_session (participant, meeting, org_id, seat, joined_at)
    VALUES (participant, m.id, m.org_id, p_seat, p_at);
END
$$;

-- Takes the person out of a visit. True when there was somebody to take out.
CREATE OR REPLACE FUNCTION bedside.leave_seat(p_org uuid, p_meeting uuid, me bedside.person, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who uuid;
BEGIN
    UPDATE public.virtual_meeting_participants SET bedside_state = 'left', bedside_left_at = p_at
    WHERE meeting_id = p_meeting AND bedside_person = me.id AND bedside_state = 'in_room'
    RETURNING participant_id INTO who;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE bedside.participant_session SET left_at = greatest(p_at, joined_at) WHERE participant = who AND left_at IS NULL;
    PERFORM bedside.add_event(p_org, p_meeting, 'participant_left', jsonb_build_object('participant', who, 'was', 'in_room'), me.id);
    PERFORM bedside.hint(p_org, p_meeting::text);
    RETURN true;
END
$$;

-- The participant row of somebody who sits in this running visit on this very seat; null for everybody else.
CREATE OR REPLACE FUNCTION bedside.sitting(me bedside.person, p_meeting uuid, p_seat text) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT p.participant_id
            FROM bedside.seat_lease l
            JOIN public.virtual_meetings m ON m.id = l.meeting AND m.status = 'active' AND m.org_id = me.organization
            JOIN public.virtual_meeting_participants p ON p.meeting_id = m.id AND p.bedside_person = me.id
                 AND p.bedside_state = 'in_room'
            WHERE l.person = me.id AND l.meeting = p_meeting AND l.seat = p_seat);
END
$$;

-- Finds somebody sitting in the meeting already, which needs no lock because a repeated join changes nothing;
-- waits in line for the meeting otherwise. The line is the server's own: a crowd that asks again and again
-- takes the time from the one join that holds the meeting. visit_join therefore waits longer for locks than
-- the other steps; the caller's own limit ends it earlier.
CREATE OR REPLACE FUNCTION bedside.approach(me bedside.person, p_meeting uuid, p_seat text, OUT m public.virtual_meetings,
                                            OUT sits uuid)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    sits := bedside.sitting(me, p_meeting, p_seat);
    IF sits IS NOT NULL THEN
        SELECT * INTO m FROM public.virtual_meetings WHERE id = p_meeting;
        RETURN;
    END IF;
    m := bedside.lock_meeting(me.organization, p_meeting);
    sits := bedside.sitting(me, p_meeting, p_seat);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_join(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '8s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner');
    told jsonb;
    m public.virtual_meetings;
    side bedside.visit;
    seat text;
    place record;
    at timestamptz;
    started boolean;
    nearby record;
    sits uuid;
    access jsonb;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit', 'seat');
    seat := bedside.required_text(p_args, 'seat', 200);
    told := bedside.begin_operation(me.organization, p_op, 'visit_join', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO nearby FROM bedside.approach(me, bedside.required_uuid(p_args, 'visit'), seat);
    m := nearby.m;
    sits := nearby.sits;
    SELECT * INTO side FROM bedside.visit WHERE meeting = m.id;
    at := clock_timestamp();
    started := m.status = 'scheduled';
    IF m.status = 'ended' THEN
        PERFORM bedside.refuse('BS409', CASE m.end_reason WHEN 'expired' THEN 'visit.expired' ELSE 'visit.ended' END);
    ELSIF started THEN
        PERFORM bedside.require_startable(m, side);
        PERFORM bedside.start_visit(m, me, at);
    ELSIF sits IS NULL THEN
        PERFORM bedside.join_encounter(m.encounter_id, me.practitioner, at);
    END IF;
    IF sits IS NULL THEN
        SELECT * INTO place FROM bedside.take_seat(m, me, seat, at);
    ELSE
        SELECT sits AS participant, 'rejoined' AS outcome INTO place;
    END IF;
    IF side.room_state = 'ready' THEN
        access := bedside_vault.mint_join(m.org_id, m.id, m.meeting_id, place.participant, 'practitioner');
    END IF;
    IF started OR place.outcome <> 'rejoined' THEN
        PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
    END IF;
    told := bedside.answer(CASE WHEN started THEN 'started' ELSE place.outcome END, me.organization, m.id, me.id,
                           place.participant)
            || CASE WHEN access IS NULL THEN '{}' ELSE jsonb_build_object('grant', access) END;
    told := bedside.end_operation(p_op, told);
    IF started OR place.outcome <> 'rejoined' THEN
        PERFORM bedside.audit(me.organization, 'visit.join', 'VirtualMeeting/' || m.id, jsonb_build_object(
            'outcome', told ->> 'outcome', 'participant', place.participant));
    END IF;
    RETURN told;
END
$$;

-- Refuses to start what has run out or whose appointment is over.
CREATE OR REPLACE FUNCTION bedside.require_startable(m public.virtual_meetings, side bedside.visit) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    appointment_status text;
BEGIN
    IF side.origin = 'bedside' AND side.expires_at <= clock_timestamp() THEN
        PERFORM bedside.refuse('BS409', 'visit.expired');
    END IF;
    SELECT bedside_status INTO appointment_status FROM public.fhir_resources
    WHERE id = m.appointment_id AND resource_type = 'Appointment' AND org_id = m.org_id;
    IF appointment_status IN ('cancelled', 'noshow', 'entered-in-error') THEN
        PERFORM bedside.refuse('BS409', 'appointment.cancelled');
    ELSIF appointment_status = 'fulfilled' THEN
        PERFORM bedside.refuse('BS409', 'appointment.closed');
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_token(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner');
    told jsonb;
    m public.virtual_meetings;
    seat text;
    who uuid;
    holder bedside.seat_lease;
    access jsonb;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit', 'seat');
    seat := bedside.required_text(p_args, 'seat', 200);
    told := bedside.begin_operation(me.organization, p_op, 'visit_token', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    IF m.status <> 'active' THEN
        PERFORM bedside.refuse('BS409', CASE m.status WHEN 'ended' THEN 'visit.ended' ELSE 'visit.not_started' END);
    END IF;
    SELECT participant_id INTO who FROM public.virtual_meeting_participants
    WHERE meeting_id = m.id AND bedside_person = me.id AND bedside_state = 'in_room';
    SELECT * INTO holder FROM bedside.seat_lease WHERE person = me.id;
    IF holder.person IS NOT NULL AND (holder.meeting <> m.id OR holder.seat <> seat) THEN
        PERFORM bedside.refuse('BS409', 'seat.moved');
    ELSIF who IS NULL OR holder.person IS NULL THEN
        PERFORM bedside.refuse('BS409', 'participant.gone');
    ELSIF (SELECT room_state <> 'ready' FROM bedside.visit WHERE meeting = m.id) THEN
        PERFORM bedside.refuse('BS409', 'room.not_ready');
    END IF;
    access := bedside_vault.mint_join(m.org_id, m.id, m.meeting_id, who, 'practitioner');
    IF access IS NULL THEN
        PERFORM bedside.refuse('BS503', 'integration.missing');
    END IF;
    RETURN bedside.end_operation(p_op, bedside.answer('token', me.organization, m.id, me.id, who)
                                       || jsonb_build_object('grant', access));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_leave(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner');
    told jsonb;
    m public.virtual_meetings;
    who uuid;
    went boolean;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit');
    told := bedside.begin_operation(me.organization, p_op, 'visit_leave', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    DELETE FROM bedside.seat_lease WHERE person = me.id AND meeting = m.id;
    went := bedside.leave_seat(m.org_id, m.id, me, clock_timestamp());
    SELECT participant_id INTO who FROM public.virtual_meeting_participants
    WHERE meeting_id = m.id AND bedside_person = me.id;
    IF who IS NULL THEN
        PERFORM bedside.refuse('BS404', 'participant.unknown');
    END IF;
    told := bedside.end_operation(p_op, bedside.answer('left', me.organization, m.id, me.id, who));
    IF went THEN
        PERFORM bedside.audit(me.organization, 'visit.leave', 'VirtualMeeting/' || m.id, jsonb_build_object('participant', who));
    END IF;
    RETURN told;
END
$$;

RESET ROLE;
