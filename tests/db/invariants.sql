-- What must hold at every moment, whoever writes. Each row is a breach: which rule, and where. Run by the
-- owner of the database (a superuser or an account with rights on the given tables and membership of the
-- owners of the schemas). Rows that were half written before Bedside came are exempt.
WITH encounter AS (
    SELECT id, org_id, bedside_status AS status, bedside_start AS start_at, bedside_end AS end_at,
           bedside_appointment AS appointment, bedside.encounter_meeting(resource_data) AS meeting
    FROM public.fhir_resources WHERE resource_type = 'Encounter'
), tagged AS (
    SELECT * FROM encounter WHERE meeting IS NOT NULL
      AND NOT EXISTS (SELECT FROM bedside.finding f WHERE f.kind = 'encounter.doubled' AND f.entity = 'Encounter/' || encounter.id)
), meeting AS (
    SELECT * FROM public.virtual_meetings WHERE NOT bedside_exempt
)
SELECT 'I1 one Encounter per meeting' AS rule, meeting::text AS entity
FROM tagged GROUP BY meeting HAVING count(*) > 1
UNION ALL
SELECT 'I1 an active meeting has its Encounter in progress', m.id::text
FROM meeting m LEFT JOIN tagged e ON e.id = m.encounter_id AND e.meeting = m.id
WHERE m.status = 'active' AND (e.id IS NULL OR e.status IS DISTINCT FROM 'in-progress')
UNION ALL
SELECT 'I1 an Encounter in progress has its active meeting', e.id
FROM tagged e LEFT JOIN meeting m ON m.id = e.meeting AND m.encounter_id = e.id
WHERE e.status = 'in-progress' AND (m.id IS NULL OR m.status <> 'active')
  AND EXISTS (SELECT FROM public.virtual_meetings v WHERE v.id = e.meeting AND NOT v.bedside_exempt)
UNION ALL
SELECT 'I2 states and times agree', m.id::text FROM meeting m
WHERE NOT CASE m.status
    WHEN 'scheduled' THEN m.started_at IS NULL AND m.ended_at IS NULL AND m.encounter_id IS NULL
    WHEN 'active' THEN m.started_at IS NOT NULL AND m.encounter_id IS NOT NULL AND m.ended_at IS NULL
    WHEN 'ended' THEN m.ended_at IS NOT NULL AND m.end_reason IS NOT NULL
                      AND (m.started_at IS NULL OR m.ended_at >= m.started_at)
                      AND (m.end_reason <> 'completed' OR m.encounter_id IS NOT NULL)
    ELSE false END
UNION ALL
SELECT 'I2 a completed meeting has its Encounter finished', m.id::text
FROM meeting m LEFT JOIN tagged e ON e.id = m.encounter_id
WHERE m.status = 'ended' AND m.end_reason = 'completed'
  AND (e.id IS NULL OR e.status <> 'finished' OR e.end_at IS NULL OR e.end_at < e.start_at)
UNION ALL
SELECT 'I2 a started meeting has its appointment in progress', m.id::text
FROM meeting m JOIN public.fhir_resources a ON a.id = m.appointment_id AND a.resource_type = 'Appointment'
WHERE m.status = 'active' AND a.bedside_status IN ('booked', 'proposed', 'pending', 'arrived', 'checked-in')
UNION ALL
SELECT 'I2 a completed meeting has its appointment fulfilled', m.id::text
FROM meeting m JOIN public.fhir_resources a ON a.id = m.appointment_id AND a.resource_type = 'Appointment'
WHERE m.status = 'ended' AND m.end_reason = 'completed' AND a.bedside_status <> 'fulfilled'
  AND NOT EXISTS (SELECT FROM public.virtual_meetings other
                  WHERE other.appointment_id = m.appointment_id AND other.id <> m.id)
UNION ALL
SELECT 'I2 a completed visit of Bedside has asked for its room to end, once', m.id::text
FROM meeting m JOIN bedside.visit v ON v.meeting = m.id AND v.origin = 'bedside'
WHERE m.status = 'ended' AND m.end_reason = 'completed'
  AND (SELECT count(*) FROM bedside.outbox o WHERE o.meeting = m.id AND o.kind = 'end_room') <> 1
UNION ALL
SELECT 'I3 an Encounter of a meeting is pointed back to', e.id
FROM tagged e JOIN meeting m ON m.id = e.meeting
WHERE m.encounter_id IS DISTINCT FROM e.id
UNION ALL
SELECT 'I4 one live meeting of Bedside per appointment', m.appointment_id
FROM meeting m JOIN bedside.visit v ON v.meeting = m.id AND v.origin = 'bedside'
WHERE m.status IN ('scheduled', 'active') AND m.appointment_id IS NOT NULL AND (m.status = 'active' OR v.expires_at > clock_timestamp())
GROUP BY m.appointment_id HAVING count(*) > 1
UNION ALL
SELECT 'I5 everything of a meeting is of its organization', m.id::text
FROM meeting m
WHERE EXISTS (SELECT FROM tagged e WHERE e.meeting = m.id AND e.org_id <> m.org_id)
   OR EXISTS (SELECT FROM public.virtual_meeting_participants p WHERE p.meeting_id = m.id AND p.org_id IS DISTINCT FROM m.org_id)
   OR EXISTS (SELECT FROM public.virtual_meeting_events e WHERE e.meeting_id = m.id AND e.org_id IS DISTINCT FROM m.org_id)
   OR EXISTS (SELECT FROM bedside.visit v WHERE v.meeting = m.id AND v.org_id <> m.org_id)
   OR EXISTS (SELECT FROM bedside.outbox o WHERE o.meeting = m.id AND o.org_id <> m.org_id)
UNION ALL
SELECT 'I6 one event per state change', m.id::text
FROM meeting m JOIN bedside.visit v ON v.meeting = m.id
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE event_type IN ('meeting_started', 'web.meeting_started')
                              AND (event_type LIKE 'web.%' OR triggered_by_type = 'user' AND event_data ? 'encounter')) AS started,
           count(*) FILTER (WHERE event_type = 'meeting_ended' AND event_data ? 'reason'
                              OR event_type IN ('meeting_cancelled', 'meeting_expired', 'meeting_no_show',
                                                'web.meeting_ended')) AS ended
    FROM public.virtual_meeting_events e WHERE e.meeting_id = m.id) AS told ON true
WHERE v.origin = 'bedside' AND (told.started > 1 OR told.ended > 1
      OR (m.status = 'active' AND told.started <> 1) OR (m.status = 'ended' AND told.ended <> 1))
UNION ALL
SELECT 'I7 who is in the room has an open session, and nobody else', p.participant_id::text
FROM public.virtual_meeting_participants p
WHERE p.bedside_kind IS NOT NULL AND (p.bedside_state = 'in_room') <> EXISTS (
    SELECT FROM bedside.participant_session s WHERE s.participant = p.participant_id AND s.left_at IS NULL)
UNION ALL
SELECT 'I7 nobody is in an ended meeting', m.id::text
FROM meeting m JOIN public.virtual_meeting_participants p ON p.meeting_id = m.id
WHERE m.status = 'ended' AND p.bedside_state IN ('waiting', 'admitted', 'in_room')
UNION ALL
SELECT 'I8 the audit chain holds', org_id || ' ' || seq
FROM (SELECT org_id, seq, hash, prev,
             lag(hash, 1, ''::bytea) OVER chain AS before, lag(seq, 1, 0::bigint) OVER chain AS seq_before,
             sha256(prev || convert_to(bedside_audit.canonical(org_id, seq, at, login, action, entity, detail), 'UTF8')) AS expected
      FROM bedside_audit.entry WINDOW chain AS (PARTITION BY org_id ORDER BY seq)) AS line
WHERE hash <> expected OR prev <> before OR seq <> seq_before + 1
UNION ALL
SELECT 'I8 the audit chain reaches its published heads', p.org_id || ' ' || p.seq
FROM bedside_audit.published p LEFT JOIN bedside_audit.entry e ON e.org_id = p.org_id AND e.seq = p.seq
WHERE e.hash IS DISTINCT FROM p.hash AND p.seq > 0
UNION ALL
SELECT 'I9 an answered operation has its answer', id::text FROM bedside.operation WHERE answer IS NULL
