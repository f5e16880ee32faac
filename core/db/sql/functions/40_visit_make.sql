-- A visit's beginning: for an appointment, without one, and people arriving.
SET LOCAL ROLE bedside_owner;

-- The answer of a step about one visit.
CREATE OR REPLACE FUNCTION bedside.answer(p_outcome text, p_org uuid, p_meeting uuid, p_me uuid,
                                          p_participant uuid DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    visit jsonb := bedside.visit_json(p_org, p_meeting, p_me);
BEGIN
    RETURN jsonb_build_object('outcome', p_outcome, 'visit', visit)
        || COALESCE((SELECT jsonb_build_object('participant', listed) FROM jsonb_array_elements(visit -> 'participants') AS listed
                     WHERE listed ->> 'id' = p_participant::text), '{}');
END
$$;

-- Meeting row, side row, event and the intent to make its room, in the caller's transaction.
CREATE OR REPLACE FUNCTION bedside.make_meeting(me bedside.person, p_appointment text, p_patient text,
                                                p_practitioner text, p_expires timestamptz) RETURNS public.virtual_meetings
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.virtual_meetings;
    site text := (SELECT rtrim(base_url, '/') FROM bedside.organization WHERE id = me.organization);
BEGIN
    LOOP
        m.meeting_code := bedside.new_code();
        EXIT WHEN NOT EXISTS (SELECT FROM public.virtual_meetings WHERE meeting_code = m.meeting_code);
    END LOOP;
    INSERT INTO public.virtual_meetings
        (id, appointment_id, host_practitioner_id, patient_id, meeting_code, public_link, status, org_id)
    VALUES (gen_random_uuid(), p_appointment, p_practitioner, p_patient, m.meeting_code,
            site || '/meeting/' || m.meeting_code, 'scheduled', me.organization)
    RETURNING * INTO m;
    INSERT INTO bedside.visit (meeting, org_id, room_state, created_by, expires_at)
    VALUES (m.id, m.org_id, 'creating', me.id, p_expires);
    PERFORM bedside.add_event(m.org_id, m.id, 'meeting_created', '{}', me.id);
    PERFORM bedside.add_intent(m.org_id, m.id, 'create_room');
    RETURN m;
END
$$;

-- The live meeting of an appointment, whoever made it; the locked appointment row makes the answer hold.
CREATE OR REPLACE FUNCTION bedside.live_meeting(p_org uuid, p_appointment text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT m.id FROM public.virtual_meetings m LEFT JOIN bedside.visit v ON v.meeting = m.id
    WHERE m.appointment_id = p_appointment AND m.org_id = p_org
      AND (m.status = 'active'
           OR (m.status = 'scheduled' AND (v.expires_at IS NULL OR v.expires_at > clock_timestamp())))
    ORDER BY m.status, v.created_at, m.id
    LIMIT 1);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_create(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    wanted text;
    appointment public.fhir_resources;
    people record;
    m public.virtual_meetings;
    host text;
    expires timestamptz;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'appointment');
    wanted := bedside.required_text(p_args, 'appointment', 255);
    told := bedside.begin_operation(me.organization, p_op, 'visit_create', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO appointment FROM public.fhir_resources
    WHERE id = wanted AND resource_type = 'Appointment' AND org_id = me.organization FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'appointment.unknown');
    ELSIF appointment.bedside_status IN ('cancelled', 'noshow', 'entered-in-error') THEN
        PERFORM bedside.refuse('BS409', 'appointment.cancelled');
    ELSIF appointment.bedside_status = 'fulfilled' THEN
        PERFORM bedside.refuse('BS409', 'appointment.closed');
    END IF;

    m.id := bedside.live_meeting(me.organization, wanted);
    IF m.id IS NOT NULL THEN
        RETURN bedside.end_operation(p_op, bedside.answer('existing', me.organization, m.id, me.id));
    END IF;

    expires := COALESCE(appointment.bedside_end, appointment.bedside_start + interval '30 minutes',
                        clock_timestamp() + interval '10 hours') + interval '2 hours';
    IF expires <= clock_timestamp() THEN
        PERFORM bedside.refuse('BS409', 'appointment.past');
    END IF;
    SELECT * INTO people FROM bedside.appointment_people(me.organization, appointment.bedside_people);
    host := CASE WHEN me.practitioner = ANY (people.practitioners) THEN me.practitioner
                 ELSE COALESCE(people.practitioners[1],
                               CASE WHEN 'practitioner' = ANY (me.duties) THEN me.practitioner END) END;
    IF host IS NULL THEN
        PERFORM bedside.refuse('BS422', 'appointment.no_practitioner');
    END IF;
    m := bedside.make_meeting(me, wanted, people.patients[1], host, expires);
    UPDATE public.fhir_resources
    SET resource_data = jsonb_set(resource_data, '{telehealth}', jsonb_build_object(
            'enabled', true, 'meetingCode', m.meeting_code, 'publicLink', m.public_link)),
        last_updated = clock_timestamp()
    WHERE id = wanted AND jsonb_typeof(resource_data) = 'object';
    PERFORM bedside.hint(me.organization, m.id::text, wanted);
    told := bedside.end_operation(p_op, bedside.answer('created', me.organization, m.id, me.id));
    PERFORM bedside.audit(me.organization, 'visit.create', 'VirtualMeeting/' || m.id);
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_instant(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner');
    told jsonb;
    patient text;
    m public.virtual_meetings;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'patient');
    patient := bedside.text_argument(p_args, 'patient');
    told := bedside.begin_operation(me.organization, p_op, 'visit_instant', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    IF patient IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.fhir_resources
        WHERE id = patient AND resource_type = 'Patient' AND org_id = me.organization) THEN
        PERFORM bedside.refuse('BS404', 'patient.unknown');
    END IF;
    m := bedside.make_meeting(me, NULL, patient, me.practitioner, clock_timestamp() + interval '12 hours');
    PERFORM bedside.hint(me.organization, m.id::text);
    told := bedside.end_operation(p_op, bedside.answer('created', me.organization, m.id, me.id));
    PERFORM bedside.audit(me.organization, 'visit.instant', 'VirtualMeeting/' || m.id);
    RETURN told;
END
$$;

-- Puts a guest before the door. p_public: one answer for every code that does not work.
CREATE OR REPLACE FUNCTION bedside.arrive(me bedside.person, p_args jsonb, p_public boolean,
                                          OUT meeting uuid, OUT participant uuid, OUT secret text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code text;
    guest_name text;
    guest_kind text;
    m public.virtual_meetings;
    expires timestamptz;
    problem text;
BEGIN
    code := bedside.normal_code(bedside.required_text(p_args, 'code', 50));
    guest_name := bedside.text_argument(p_args, 'name');
    guest_kind := COALESCE(bedside.text_argument(p_args, 'kind'), 'patient');
    IF guest_name IS NULL THEN
        PERFORM bedside.refuse('BS422', 'name.missing');
    ELSIF length(guest_name) > 120 THEN
        PERFORM bedside.refuse('BS422', 'name.too_long');
    ELSIF guest_kind NOT IN ('patient', 'family', 'interpreter', 'guest') THEN
        PERFORM bedside.refuse('BS422', 'kind.unknown');
    END IF;
    SELECT * INTO m FROM public.virtual_meetings
    WHERE meeting_code = code AND org_id = me.organization FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'code.unknown');
    END IF;
    SELECT expires_at INTO expires FROM bedside.visit v WHERE v.meeting = m.id;
    problem := CASE WHEN m.status = 'ended' THEN 'visit.ended'
                    WHEN m.status = 'scheduled' AND expires <= clock_timestamp() THEN 'visit.expired' END;
    IF problem IS NOT NULL AND p_public THEN
        PERFORM bedside.refuse('BS404', 'code.unknown');
    ELSIF problem IS NOT NULL THEN
        PERFORM bedside.refuse('BS409', problem);
    ELSIF p_public AND (SELECT count(*) >= 50 FROM public.virtual_meeting_participants p
                        WHERE p.meeting_id = m.id AND p.bedside_state = 'waiting') THEN
        PERFORM bedside.refuse('BS404', 'code.unknown');
    END IF;
    meeting := m.id;
    secret := encode(@pgcrypto@.gen_random_bytes(32), 'hex');
    INSERT INTO public.virtual_meeting_participants
        (meeting_id, org_id, bedside_kind, bedside_name, bedside_state, bedside_waiting_since)
    VALUES (m.id, m.org_id, guest_kind, guest_name, 'waiting', clock_timestamp())
    RETURNING participant_id INTO participant;
    INSERT INTO bedside.guest_key (participant, org_id, secret_hash)
    VALUES (participant, m.org_id, sha256(convert_to(secret, 'UTF8')));
    PERFORM bedside.add_event(m.org_id, m.id, 'participant_waiting',
                              jsonb_build_object('participant', participant, 'kind', guest_kind),
                              CASE WHEN p_public THEN NULL ELSE me.id END);
    PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_arrive(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    guest record;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'code', 'name', 'kind');
    told := bedside.begin_operation(me.organization, p_op, 'visit_arrive', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO guest FROM bedside.arrive(me, p_args, false);
    told := bedside.end_operation(p_op, bedside.answer('waiting', me.organization, guest.meeting, me.id, guest.participant)
                                        || jsonb_build_object('secret', guest.secret));
    PERFORM bedside.audit(me.organization, 'visit.arrive', 'VirtualMeeting/' || guest.meeting,
                          jsonb_build_object('participant', guest.participant));
    RETURN told;
END
$$;

-- Admit and deny: the same step with another end.
CREATE OR REPLACE FUNCTION bedside.decide(me bedside.person, p_args jsonb, p_state text, OUT meeting uuid, OUT participant uuid)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.virtual_meetings;
    guest public.virtual_meeting_participants;
BEGIN
    m := bedside.lock_meeting(me.organization, bedside.required_uuid(p_args, 'visit'));
    meeting := m.id;
    participant := bedside.required_uuid(p_args, 'participant');
    SELECT * INTO guest FROM public.virtual_meeting_participants p
    WHERE p.participant_id = participant AND p.meeting_id = m.id AND p.bedside_kind IS NOT NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM bedside.refuse('BS404', 'participant.unknown');
    ELSIF m.status = 'ended' THEN
        PERFORM bedside.refuse('BS409', 'visit.ended');
    ELSIF guest.bedside_state = p_state THEN
        RETURN;
    ELSIF guest.bedside_state = 'left' THEN
        PERFORM bedside.refuse('BS409', 'participant.gone');
    ELSIF guest.bedside_kind = 'practitioner' OR guest.bedside_state = 'in_room'
          OR (p_state = 'denied' AND guest.bedside_state = 'admitted') THEN
        PERFORM bedside.refuse('BS409', 'participant.state');
    END IF;
    UPDATE public.virtual_meeting_participants SET bedside_state = p_state WHERE participant_id = participant;
    PERFORM bedside.add_event(m.org_id, m.id, 'participant_' || p_state, jsonb_build_object('participant', participant), me.id);
    PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_admit(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    guest record;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit', 'participant');
    told := bedside.begin_operation(me.organization, p_op, 'visit_admit', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO guest FROM bedside.decide(me, p_args, 'admitted');
    told := bedside.end_operation(p_op, bedside.answer('admitted', me.organization, guest.meeting, me.id, guest.participant));
    PERFORM bedside.audit(me.organization, 'visit.admit', 'VirtualMeeting/' || guest.meeting,
                          jsonb_build_object('participant', guest.participant));
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_deny(p_op uuid, p_args jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    told jsonb;
    guest record;
BEGIN
    PERFORM bedside.check_arguments(p_args, 'visit', 'participant');
    told := bedside.begin_operation(me.organization, p_op, 'visit_deny', p_args);
    IF told IS NOT NULL THEN
        RETURN told;
    END IF;
    SELECT * INTO guest FROM bedside.decide(me, p_args, 'denied');
    told := bedside.end_operation(p_op, bedside.answer('denied', me.organization, guest.meeting, me.id, guest.participant));
    PERFORM bedside.audit(me.organization, 'visit.deny', 'VirtualMeeting/' || guest.meeting,
                          jsonb_build_object('participant', guest.participant));
    RETURN told;
END
$$;

RESET ROLE;
