-- What Bedside keeps about a visit beside the given tables, and the machinery of its writes.
SET LOCAL ROLE bedside_owner;

-- One row per meeting. room_state is a machine of its own beside virtual_meetings.status.
CREATE TABLE bedside.visit (
    meeting uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    origin text NOT NULL DEFAULT 'bedside' CHECK (origin IN ('bedside', 'web')),
    room_state text NOT NULL DEFAULT 'none'
        CHECK (room_state IN ('none', 'creating', 'ready', 'closing', 'closed', 'failed')),
    room_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_by uuid,
    expires_at timestamptz
);
CREATE INDEX visit_created ON bedside.visit (org_id, created_at);
CREATE INDEX visit_expiry ON bedside.visit (org_id, expires_at);

-- A meeting has one Encounter, for ever: the key says so, whoever writes.
CREATE TABLE bedside.encounter_registry (
    meeting uuid PRIMARY KEY,
    encounter_id varchar(255) NOT NULL
);
CREATE INDEX encounter_registry_encounter ON bedside.encounter_registry (encounter_id);

-- What was already wrong when Bedside came, for people to look at.
CREATE TABLE bedside.finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id uuid NOT NULL,
    kind text NOT NULL,
    entity text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE bedside.participant_session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    participant uuid NOT NULL,
    meeting uuid NOT NULL,
    org_id uuid NOT NULL,
    seat text,
    joined_at timestamptz NOT NULL,
    left_at timestamptz CHECK (left_at >= joined_at)
);
CREATE UNIQUE INDEX participant_session_open ON bedside.participant_session (participant) WHERE left_at IS NULL;
CREATE INDEX participant_session_meeting ON bedside.participant_session (meeting);

-- One seat per person: moving the call to another computer moves this row.
CREATE TABLE bedside.seat_lease (
    person uuid PRIMARY KEY REFERENCES bedside.person,
    org_id uuid NOT NULL,
    meeting uuid NOT NULL,
    seat text NOT NULL,
    taken_at timestamptz NOT NULL
);
CREATE INDEX seat_lease_meeting ON bedside.seat_lease (meeting);

CREATE TABLE bedside.guest_key (
    participant uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    secret_hash bytea NOT NULL
);

-- The operation ledger: what was answered to which operation id.
CREATE TABLE bedside.operation (
    id uuid PRIMARY KEY,
    org_id uuid,
    login name NOT NULL DEFAULT session_user,
    name text NOT NULL,
    args_hash bytea NOT NULL,
    answer jsonb,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX operation_at ON bedside.operation (org_id, at);

-- Intents for the provider: durable before the call, settled after it.
CREATE TABLE bedside.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id uuid NOT NULL,
    meeting uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('create_room', 'disable_room', 'end_room')),
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead', 'withdrawn')),
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease uuid,
    leased_until timestamptz,
    worker text,
    error text,
    result jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at timestamptz,
    UNIQUE (meeting, kind)
);
CREATE INDEX outbox_due ON bedside.outbox (org_id, next_at) WHERE state = 'pending';

-- Provider events, each taken once.
CREATE TABLE bedside.inbox (
    org_id uuid NOT NULL,
    event_id text NOT NULL,
    body_hash bytea NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('applied', 'ignored')),
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (org_id, event_id)
);
CREATE TABLE bedside.inbox_quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id uuid NOT NULL,
    event_id text NOT NULL,
    body_hash bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (org_id, event_id, body_hash)
);

-- Who was in the room according to the provider; merged so that the order of events does not matter.
CREATE TABLE bedside.presence (
    org_id uuid NOT NULL,
    meeting uuid NOT NULL,
    peer text NOT NULL,
    participant uuid,
    joined_at timestamptz,
    left_at timestamptz,
    PRIMARY KEY (meeting, peer)
);

-- Meetings and Encounters that were there before.
INSERT INTO bedside.visit (meeting, org_id, origin, room_state, created_at, expires_at)
SELECT m.id, m.org_id, 'web',
       CASE WHEN m.meeting_id IS NULL THEN 'none' WHEN m.status = 'ended' THEN 'closed' ELSE 'ready' END,
       COALESCE(m.started_at, a.created_at, clock_timestamp()), COALESCE(a.bedside_end, a.bedside_start) + interval '2 hours'
FROM public.virtual_meetings m
LEFT JOIN public.fhir_resources a
    ON a.id = m.appointment_id AND a.org_id = m.org_id AND a.resource_type = 'Appointment';

INSERT INTO bedside.encounter_registry (meeting, encounter_id)
SELECT DISTINCT ON (e.meeting) e.meeting, e.id
FROM (SELECT bedside.encounter_meeting(resource_data) AS meeting, id, org_id, created_at
      FROM public.fhir_resources WHERE resource_type = 'Encounter') AS e
LEFT JOIN public.virtual_meetings m ON m.id = e.meeting
WHERE e.meeting IS NOT NULL
ORDER BY e.meeting, (m.encounter_id = e.id) DESC NULLS LAST, e.created_at, e.id;

INSERT INTO bedside.finding (org_id, kind, entity)
SELECT e.org_id, 'encounter.doubled', 'Encounter/' || e.id
FROM public.fhir_resources e
JOIN bedside.encounter_registry r ON r.meeting = bedside.encounter_meeting(e.resource_data)
WHERE e.resource_type = 'Encounter' AND e.id <> r.encounter_id;

INSERT INTO bedside.finding (org_id, kind, entity)
SELECT org_id, 'meeting.half_written', 'VirtualMeeting/' || id FROM public.virtual_meetings WHERE bedside_exempt;

RESET ROLE;
