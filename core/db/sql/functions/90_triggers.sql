-- What happens when somebody else than the functions of bedside_api writes the given tables: the web system.
-- Its statements succeed; the invariants hold after each of them; desktops are told; the audit chain hears of it.
-- The WHEN clauses see who writes: inside a function of bedside_api the current user is its owner.
SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside.on_resource_touch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.last_updated := clock_timestamp();
    RETURN NEW;
END
$$;

-- A bulk load says SET bedside.quiet = 'on' and tells nobody; programs read all again after it.
CREATE OR REPLACE FUNCTION bedside.quiet() RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN COALESCE(current_setting('bedside.quiet', true), '') = 'on';
END
$$;

-- A new Encounter of the web system: the meeting first, then the one place it can have. A second one fails here.
CREATE OR REPLACE FUNCTION bedside.on_encounter_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted uuid := bedside.encounter_meeting(NEW.resource_data);
    m public.virtual_meetings;
    known text;
BEGIN
    IF wanted IS NULL OR (TG_OP = 'UPDATE' AND bedside.encounter_meeting(OLD.resource_data) IS NOT DISTINCT FROM wanted) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO m FROM public.virtual_meetings WHERE id = wanted FOR NO KEY UPDATE;
    INSERT INTO bedside.encounter_registry (meeting, encounter_id) VALUES (wanted, NEW.id)
    ON CONFLICT (meeting) DO NOTHING;
    SELECT encounter_id INTO known FROM bedside.encounter_registry WHERE meeting = wanted;
    IF known IS DISTINCT FROM NEW.id THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'meeting.has_encounter';
    END IF;
    -- Too late: the visit was closed before anybody came. Its record says so instead of staying open.
    IF TG_OP = 'INSERT' AND m.status = 'ended' AND m.encounter_id IS NULL THEN
        NEW.resource_data := NEW.resource_data || jsonb_build_object('status', 'cancelled', 'period',
            CASE WHEN jsonb_typeof(NEW.resource_data -> 'period') = 'object' THEN NEW.resource_data -> 'period' ELSE '{}' END
            || jsonb_build_object('end', bedside.fhir_time(
                   greatest(clock_timestamp(), bedside.fhir_instant(NEW.resource_data #>> '{period,start}')))));
    END IF;
    RETURN NEW;
END
$$;

-- The meeting, its appointment and the Encounter change together, from the first of the web system's statements on.
CREATE OR REPLACE FUNCTION bedside.on_encounter_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    m public.virtual_meetings;
BEGIN
    SELECT * INTO m FROM public.virtual_meetings
    WHERE id = bedside.encounter_meeting(NEW.resource_data) AND org_id = NEW.org_id;
    IF NOT FOUND OR m.encounter_id IS NOT NULL THEN
        RETURN NULL;
    ELSIF m.status = 'ended' THEN
        UPDATE public.virtual_meetings SET encounter_id = NEW.id WHERE id = m.id;
    ELSIF m.status = 'scheduled' AND NEW.bedside_status = 'in-progress' THEN
        UPDATE public.virtual_meetings
        SET status = 'active', started_at = least(clock_timestamp(), NEW.bedside_start), encounter_id = NEW.id,
            bedside_exempt = false
        WHERE id = m.id RETURNING * INTO m;
        PERFORM bedside.web_started(m);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION bedside.web_started(m public.virtual_meetings) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.fhir_resources
    SET resource_data = jsonb_set(resource_data, '{status}', '"in-progress"'), last_updated = clock_timestamp()
    WHERE id = m.appointment_id AND resource_type = 'Appointment' AND org_id = m.org_id
      AND jsonb_typeof(resource_data) = 'object' AND bedside_status IS DISTINCT FROM 'in-progress';
    PERFORM bedside.add_event(m.org_id, m.id, 'web.meeting_started', jsonb_build_object('encounter', m.encounter_id), NULL);
    PERFORM bedside.web_noticed(m, 'web.visit.start');
END
$$;

CREATE OR REPLACE FUNCTION bedside.web_noticed(m public.virtual_meetings, p_action text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM bedside_audit.notice(m.org_id, p_action, 'VirtualMeeting/' || m.id, '{}');
    IF NOT bedside.quiet() THEN
        PERFORM bedside.hint(m.org_id, VARIADIC array_remove(ARRAY[m.id::text, m.appointment_id::text], NULL));
    END IF;
END
$$;

-- Keeps what the web system writes into a meeting within the rules: only forwards, with its times.
CREATE OR REPLACE FUNCTION bedside.on_meeting_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.status := COALESCE(NEW.status, 'scheduled');
    IF TG_OP = 'UPDATE' AND NOT OLD.bedside_exempt THEN
        -- Joined or ended meanwhile by somebody who was faster: the first start, the first end and the one
        -- Encounter stay.
        NEW.encounter_id := COALESCE(OLD.encounter_id, NEW.encounter_id);
        NEW.started_at := COALESCE(OLD.started_at, NEW.started_at);
        IF OLD.status = 'ended' OR (OLD.status = 'active' AND NEW.status = 'scheduled') THEN
            NEW.status := OLD.status;
            NEW.started_at := OLD.started_at;
            NEW.ended_at := OLD.ended_at;
            NEW.end_reason := OLD.end_reason;
        END IF;
    END IF;
    IF NEW.status = 'active' THEN
        NEW.started_at := COALESCE(NEW.started_at, clock_timestamp());
        NEW.ended_at := NULL;
    ELSIF NEW.status = 'ended' THEN
        NEW.ended_at := greatest(COALESCE(NEW.ended_at, clock_timestamp()), NEW.started_at);
        NEW.end_reason := COALESCE(NEW.end_reason, CASE WHEN NEW.encounter_id IS NULL THEN 'cancelled' ELSE 'completed' END);
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION bedside.on_meeting_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a public.fhir_resources;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM bedside.web_noticed(OLD, 'web.visit.delete');
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO a FROM public.fhir_resources
        WHERE id = NEW.appointment_id AND org_id = NEW.org_id AND resource_type = 'Appointment';
        INSERT INTO bedside.visit (meeting, org_id, origin, room_state, expires_at)
        VALUES (NEW.id, NEW.org_id, 'web',
                CASE WHEN NEW.meeting_id IS NULL THEN 'none' WHEN NEW.status = 'ended' THEN 'closed' ELSE 'ready' END,
                COALESCE(a.bedside_end, a.bedside_start + interval '30 minutes', clock_timestamp() + interval '10 hours')
                    + interval '2 hours')
        ON CONFLICT DO NOTHING;
        PERFORM bedside.add_event(NEW.org_id, NEW.id, 'web.meeting_created', '{}', NULL);
        PERFORM bedside.web_noticed(NEW, 'web.visit.create');
    ELSE
        IF NEW.meeting_id IS NOT NULL AND OLD.meeting_id IS NULL AND NEW.status <> 'ended' THEN
            UPDATE bedside.visit SET room_state = 'ready' WHERE meeting = NEW.id AND room_state = 'none';
        END IF;
        IF NEW.status = OLD.status THEN
            IF NEW IS DISTINCT FROM OLD AND NOT bedside.quiet() THEN
                PERFORM bedside.hint(NEW.org_id, VARIADIC array_remove(ARRAY[NEW.id::text, NEW.appointment_id::text], NULL));
            END IF;
            RETURN NULL;
        END IF;
    END IF;
    IF NEW.status = 'active' THEN
        PERFORM bedside.web_started(NEW);
    ELSIF NEW.status = 'ended' AND TG_OP = 'UPDATE' THEN
        PERFORM bedside.web_ended(NEW);
    END IF;
    RETURN NULL;
END
$$;

-- The end in one piece, whatever the web system's next statements are and whether it gets to them.
CREATE OR REPLACE FUNCTION bedside.web_ended(m public.virtual_meetings) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF m.encounter_id IS NOT NULL THEN
        PERFORM FROM public.fhir_resources WHERE id = m.appointment_id AND org_id = m.org_id FOR NO KEY UPDATE;
        PERFORM bedside.finish_encounter(m.encounter_id, 'finished', m.ended_at);
        PERFORM bedside.set_appointment(m.org_id, m.appointment_id, '{"status": "fulfilled"}', m.ended_at);
    END IF;
    PERFORM bedside.empty_visit(m.org_id, m.id, m.ended_at);
    PERFORM bedside.add_event(m.org_id, m.id, 'web.meeting_ended', jsonb_build_object('reason', m.end_reason), NULL);
    -- The web system closes its own rooms; those that Bedside made, Bedside closes.
    IF EXISTS (SELECT FROM bedside.visit WHERE meeting = m.id AND origin = 'bedside') THEN
        PERFORM bedside.close_room(m.org_id, m.id, 'end_room');
    ELSE
        UPDATE bedside.visit SET room_state = 'closed' WHERE meeting = m.id;
    END IF;
    PERFORM bedside.web_noticed(m, 'web.visit.end');
END
$$;

-- An appointment that is over does not come back to life because a slower writer still meant to start or end it.
CREATE OR REPLACE FUNCTION bedside.on_appointment_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    was text := OLD.resource_data ->> 'status';
    becomes text := NEW.resource_data ->> 'status';
    live boolean;
    closed boolean;
    completed boolean;
BEGIN
    IF was NOT IN ('fulfilled', 'cancelled', 'noshow') OR becomes NOT IN ('in-progress', 'fulfilled') OR was = becomes THEN
        RETURN NEW;
    END IF;
    SELECT COALESCE(bool_or(status <> 'ended'), false), COALESCE(bool_or(status = 'ended'), false),
           COALESCE(bool_or(end_reason = 'completed'), false)
    INTO live, closed, completed
    FROM public.virtual_meetings WHERE appointment_id = NEW.id AND org_id = NEW.org_id;
    IF closed AND NOT live AND NOT (becomes = 'fulfilled' AND completed) THEN
        NEW.resource_data := jsonb_set(NEW.resource_data, '{status}', to_jsonb(was));
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION bedside.on_resource_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r public.fhir_resources := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF bedside.quiet() THEN
        RETURN NULL;
    END IF;
    IF r.resource_type = 'Appointment' THEN
        PERFORM bedside.hint(r.org_id, r.id::text);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.bedside_status IS DISTINCT FROM NEW.bedside_status) THEN
        PERFORM bedside_audit.notice(r.org_id, 'web.resource.' || lower(TG_OP), r.resource_type || '/' || r.id,
            CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE jsonb_build_object('was', OLD.bedside_status, 'is', NEW.bedside_status) END);
    END IF;
    RETURN NULL;
END
$$;

-- The web system's rows of events and participants name a meeting but no organization.
CREATE OR REPLACE FUNCTION bedside.on_detail_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.org_id := (SELECT org_id FROM public.virtual_meetings WHERE id = NEW.meeting_id);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION bedside.on_detail_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.org_id IS NOT NULL AND NOT bedside.quiet() THEN
        PERFORM bedside.hint(NEW.org_id, NEW.meeting_id::text);
    END IF;
    RETURN NULL;
END
$$;

GRANT EXECUTE ON FUNCTION bedside.on_resource_touch(), bedside.on_encounter_write(), bedside.on_encounter_made(),
    bedside.on_meeting_write(), bedside.on_meeting_written(), bedside.on_appointment_write(),
    bedside.on_resource_written(), bedside.on_detail_write(), bedside.on_detail_written() TO SESSION_USER;
GRANT USAGE ON SCHEMA bedside TO SESSION_USER;

RESET ROLE;

CREATE OR REPLACE TRIGGER bedside_10_touch BEFORE UPDATE ON public.fhir_resources FOR EACH ROW
    WHEN (OLD.resource_data IS DISTINCT FROM NEW.resource_data AND OLD.last_updated IS NOT DISTINCT FROM NEW.last_updated)
    EXECUTE FUNCTION bedside.on_resource_touch();
CREATE OR REPLACE TRIGGER bedside_11_touch BEFORE INSERT ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.last_updated IS NULL) EXECUTE FUNCTION bedside.on_resource_touch();
CREATE OR REPLACE TRIGGER bedside_20_encounter BEFORE INSERT OR UPDATE OF resource_data ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.resource_type = 'Encounter' AND current_user <> 'bedside_owner')
    EXECUTE FUNCTION bedside.on_encounter_write();
CREATE OR REPLACE TRIGGER bedside_30_appointment BEFORE UPDATE OF resource_data ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.resource_type = 'Appointment' AND current_user <> 'bedside_owner'
          AND OLD.resource_data -> 'status' IS DISTINCT FROM NEW.resource_data -> 'status')
    EXECUTE FUNCTION bedside.on_appointment_write();
CREATE OR REPLACE TRIGGER bedside_40_encounter_made AFTER INSERT ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.resource_type = 'Encounter' AND current_user <> 'bedside_owner')
    EXECUTE FUNCTION bedside.on_encounter_made();
CREATE OR REPLACE TRIGGER bedside_50_inserted AFTER INSERT ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.resource_type = 'Appointment' AND current_user <> 'bedside_owner')
    EXECUTE FUNCTION bedside.on_resource_written();
CREATE OR REPLACE TRIGGER bedside_51_updated AFTER UPDATE ON public.fhir_resources FOR EACH ROW
    WHEN (NEW.resource_type IN ('Appointment', 'Encounter') AND current_user <> 'bedside_owner')
    EXECUTE FUNCTION bedside.on_resource_written();
CREATE OR REPLACE TRIGGER bedside_52_deleted AFTER DELETE ON public.fhir_resources FOR EACH ROW
    WHEN (OLD.resource_type IN ('Appointment', 'Encounter') AND current_user <> 'bedside_owner')
    EXECUTE FUNCTION bedside.on_resource_written();

CREATE OR REPLACE TRIGGER bedside_10_rules BEFORE INSERT OR UPDATE ON public.virtual_meetings FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_meeting_write();
CREATE OR REPLACE TRIGGER bedside_20_written AFTER INSERT OR UPDATE OR DELETE ON public.virtual_meetings FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_meeting_written();

CREATE OR REPLACE TRIGGER bedside_10_organization BEFORE INSERT ON public.virtual_meeting_events FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_detail_write();
CREATE OR REPLACE TRIGGER bedside_20_written AFTER INSERT ON public.virtual_meeting_events FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_detail_written();
CREATE OR REPLACE TRIGGER bedside_10_organization BEFORE INSERT ON public.virtual_meeting_participants FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_detail_write();
CREATE OR REPLACE TRIGGER bedside_20_written AFTER INSERT OR UPDATE ON public.virtual_meeting_participants FOR EACH ROW
    WHEN (current_user <> 'bedside_owner') EXECUTE FUNCTION bedside.on_detail_written();
