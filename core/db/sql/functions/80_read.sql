-- Reading: who am I, the day, one visit, its history, patients.
SET LOCAL ROLE bedside_owner;

CREATE OR REPLACE FUNCTION bedside_api.schema_version() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
    SELECT COALESCE(max(version), 0) FROM bedside.schema_migration
$$;

-- For the version check of programs: what ran here. Version 0 is the set of functions.
CREATE OR REPLACE FUNCTION bedside_api.schema_rows() RETURNS TABLE (version integer, name text, checksum text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
    SELECT version, name, checksum FROM bedside.schema_migration ORDER BY version
$$;

CREATE OR REPLACE FUNCTION bedside_api.whoami() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person;
    home bedside.organization;
BEGIN
    SELECT * INTO me FROM bedside.person WHERE login = session_user;
    IF me.disabled_at IS NOT NULL THEN
        PERFORM bedside.refuse('BS403', 'account.disabled');
    END IF;
    SELECT * INTO home FROM bedside.organization WHERE id = me.organization;
    RETURN jsonb_build_object(
        'login', session_user, 'mapped', me.id IS NOT NULL, 'display', COALESCE(me.display, session_user),
        'organization_id', home.id, 'organization_name', home.name, 'time_zone', home.time_zone, 'base_url', home.base_url,
        'duties', COALESCE(to_jsonb(me.duties), '[]'), 'practitioner_id', me.practitioner,
        'owns_database', bedside.owns_database(), 'schema_version', bedside_api.schema_version());
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.op_result(p_op uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
    SELECT bedside.replayed(answer) FROM bedside.operation WHERE id = p_op AND login = session_user AND answer IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION bedside_api.hint_channel() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator', 'gateway');
BEGIN
    RETURN (SELECT channel FROM bedside.organization WHERE id = me.organization);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_show(p_visit uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    doc jsonb := bedside.visit_json(me.organization, p_visit, me.id);
BEGIN
    IF doc IS NULL THEN
        PERFORM bedside.refuse('BS404', 'visit.unknown');
    END IF;
    RETURN jsonb_build_object('visit', doc);
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_by_code(p_code text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    code text := bedside.normal_code(p_code);
    found_id uuid;
BEGIN
    SELECT id INTO found_id FROM public.virtual_meetings WHERE meeting_code = code AND org_id = me.organization;
    IF found_id IS NULL THEN
        PERFORM bedside.refuse('BS404', 'code.unknown');
    END IF;
    RETURN jsonb_build_object('visit', bedside.visit_json(me.organization, found_id, me.id));
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.visit_list(p_from timestamptz, p_to timestamptz) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    ids uuid[];
BEGIN
    ids := ARRAY(SELECT meeting FROM bedside.visit
                 WHERE org_id = me.organization AND created_at >= p_from AND created_at < p_to
                 ORDER BY created_at, meeting LIMIT 2000);
    RETURN QUERY SELECT jsonb_build_object('visit', r.doc) FROM bedside.visit_rows(me.organization, ids, me.id) r
                 ORDER BY array_position(ids, r.id);
END
$$;

-- Takes the clinical reason out of an appointment for those without a clinical duty.
CREATE OR REPLACE FUNCTION bedside.desk_view(p_doc jsonb, p_clinical boolean) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN p_clinical OR jsonb_typeof(p_doc) <> 'object' THEN p_doc
                ELSE p_doc - ARRAY['reasonCode', 'reasonReference', 'description', 'comment', 'patientInstruction',
                                   'supportingInformation', 'text', 'note', 'contained'] END;
END
$$;

CREATE OR REPLACE FUNCTION bedside_api.agenda(p_from timestamptz, p_to timestamptz, p_ids text[] DEFAULT NULL)
RETURNS TABLE (appointment_id text, appointment jsonb, patients jsonb, practitioners jsonb, visit jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    clinical boolean := me.duties && ARRAY['practitioner', 'administrator'];
BEGIN
    RETURN QUERY
    WITH booked AS MATERIALIZED (
        SELECT a.id::text AS id, a.resource_data AS doc, a.bedside_start AS start_at, a.bedside_people AS people
        FROM public.fhir_resources a
        WHERE a.org_id = me.organization AND a.resource_type = 'Appointment'
          AND a.bedside_start >= p_from AND a.bedside_start < p_to
          AND (p_ids IS NULL OR a.id = ANY (p_ids)
               OR a.id IN (SELECT m.appointment_id FROM public.virtual_meetings m
                           WHERE m.org_id = me.organization AND m.id::text = ANY (p_ids)))
        ORDER BY a.bedside_start, a.id LIMIT 2000
    ), latest AS MATERIALIZED (
        SELECT DISTINCT ON (m.appointment_id) m.appointment_id::text AS appointment, m.id AS meeting
        FROM booked b
        JOIN public.virtual_meetings m ON m.appointment_id = b.id AND m.org_id = me.organization
        LEFT JOIN bedside.visit v ON v.meeting = m.id
        ORDER BY m.appointment_id, (m.status <> 'ended') DESC, (m.status = 'active') DESC, v.created_at DESC NULLS LAST, m.id
    ), instant AS MATERIALIZED (
        SELECT m.id AS meeting, v.created_at, m.patient_id, m.host_practitioner_id
        FROM bedside.visit v JOIN public.virtual_meetings m ON m.id = v.meeting
        WHERE v.org_id = me.organization AND v.created_at >= p_from AND v.created_at < p_to
          AND m.appointment_id IS NULL AND (p_ids IS NULL OR m.id::text = ANY (p_ids))
    ), shown AS MATERIALIZED (
        SELECT r.id, r.doc FROM bedside.visit_rows(
            me.organization, ARRAY(SELECT meeting FROM latest UNION ALL SELECT meeting FROM instant), me.id) r
    ), asked AS (
        SELECT b.id AS row_id, reference, at FROM booked b, unnest(b.people) WITH ORDINALITY AS listed(reference, at)
        UNION ALL
        SELECT i.meeting::text, who.reference, who.at
        FROM instant i, LATERAL (VALUES ('Patient/' || i.patient_id, 1), ('Practitioner/' || i.host_practitioner_id, 2))
            AS who(reference, at)
        WHERE who.reference IS NOT NULL
    ), direct AS MATERIALIZED (
        SELECT s.row_id, s.at, r.resource_type, r.id, r.resource_data
        FROM asked s
        JOIN public.fhir_resources r ON r.id = split_part(s.reference, '/', 2)
             AND r.resource_type = split_part(s.reference, '/', 1) AND r.org_id = me.organization
        WHERE r.resource_type IN ('Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson')
    ), people AS (
        SELECT d.row_id, d.at, d.resource_type, d.id, d.resource_data FROM direct d
        WHERE d.resource_type IN ('Patient', 'Practitioner')
        UNION ALL
        SELECT d.row_id, d.at + 10000, r.resource_type, r.id, r.resource_data
        FROM direct d
        JOIN public.fhir_resources r
            ON r.resource_type = CASE d.resource_type WHEN 'PractitionerRole' THEN 'Practitioner' ELSE 'Patient' END
           AND r.resource_type || '/' || r.id = bedside.fhir_reference(d.resource_data #>> CASE d.resource_type
                   WHEN 'PractitionerRole' THEN '{practitioner,reference}'::text[] ELSE '{patient,reference}' END)
           AND r.id = split_part(bedside.fhir_reference(d.resource_data #>> CASE d.resource_type
                   WHEN 'PractitionerRole' THEN '{practitioner,reference}'::text[] ELSE '{patient,reference}' END), '/', 2)
           AND r.org_id = me.organization
        WHERE d.resource_type IN ('PractitionerRole', 'RelatedPerson')
    ), once AS (
        SELECT DISTINCT ON (p.row_id, p.resource_type, p.id) p.* FROM people p ORDER BY p.row_id, p.resource_type, p.id, p.at
    ), grouped AS MATERIALIZED (
        SELECT o.row_id,
               jsonb_agg(o.resource_data ORDER BY o.at) FILTER (WHERE o.resource_type = 'Patient') AS patients,
               jsonb_agg(o.resource_data ORDER BY o.at) FILTER (WHERE o.resource_type = 'Practitioner') AS practitioners
        FROM once o GROUP BY o.row_id
    )
    SELECT listed.appointment_id, listed.doc, COALESCE(g.patients, '[]'), COALESCE(g.practitioners, '[]'), s.doc
    FROM (SELECT b.id AS appointment_id, bedside.desk_view(b.doc, clinical) AS doc, b.start_at, b.id AS row_id, l.meeting
          FROM booked b LEFT JOIN latest l ON l.appointment = b.id
          UNION ALL
          SELECT NULL, NULL, i.created_at, i.meeting::text, i.meeting FROM instant i) AS listed
    LEFT JOIN shown s ON s.id = listed.meeting
    LEFT JOIN grouped g ON g.row_id = listed.row_id
    ORDER BY listed.start_at, listed.row_id
    LIMIT 2000;
END
$$;

-- Events of one visit, oldest first. What the web system was seen doing is told once, in its own row if it wrote one.
CREATE OR REPLACE FUNCTION bedside_api.timeline(p_visit uuid) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
BEGIN
    IF NOT EXISTS (SELECT FROM public.virtual_meetings WHERE id = p_visit AND org_id = me.organization) THEN
        PERFORM bedside.refuse('BS404', 'visit.unknown');
    END IF;
    RETURN QUERY
    SELECT jsonb_build_object(
        'at', e.bedside_at, 'type', regexp_replace(e.event_type, '^web\.', ''),
        'who', COALESCE(who.display, guest.bedside_name, 'system'), 'data', e.event_data)
    FROM public.virtual_meeting_events e
    LEFT JOIN bedside.person who ON who.id::text = e.triggered_by::text AND who.organization = me.organization
    LEFT JOIN public.virtual_meeting_participants guest
        ON guest.participant_id::text = e.event_data ->> 'participant' AND guest.meeting_id = e.meeting_id
        AND e.triggered_by IS NULL AND guest.bedside_person IS NULL
    WHERE e.meeting_id = p_visit AND e.org_id = me.organization
      AND NOT (e.event_type LIKE 'web.%'
               AND EXISTS (SELECT FROM public.virtual_meeting_events told
                           WHERE told.meeting_id = e.meeting_id AND told.event_type = substr(e.event_type, 5)))
    ORDER BY e.bedside_seq;
END
$$;

-- Patients of the organization by name, record number or birth date, best first.
CREATE OR REPLACE FUNCTION bedside_api.patients_search(p_text text) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
    me bedside.person := bedside.caller('practitioner', 'front-desk', 'administrator');
    words text[];
BEGIN
    -- '%' and '_' mean themselves.
    SELECT array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%') INTO words
    FROM regexp_split_to_table(lower(left(btrim(COALESCE(p_text, '')), 100)), '\s+') AS word WHERE word <> '';
    IF words IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT r.resource_data FROM public.fhir_resources r
    WHERE r.org_id = me.organization AND r.resource_type = 'Patient' AND r.bedside_search LIKE ALL (words)
    ORDER BY (r.bedside_search LIKE substr(words[1], 2)) DESC, r.bedside_search, r.id
    LIMIT 50;
END
$$;

RESET ROLE;
