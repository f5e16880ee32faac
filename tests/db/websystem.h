#pragma once

#include "tests/db/session.h"

namespace bedside::testing {

//! The web system's own statements in its own order, each committed by itself, as it sends them.
class WebSystem
{
public:
    WebSystem(const ConnectionSettings &settings, std::string organization)
        : m_session(settings)
        , m_organization(std::move(organization))
    {
    }

    Session &session() { return m_session; }

    //! Books an appointment; gives its id.
    std::string book(const std::string &practitioner, const std::string &patient)
    {
        const std::string id = newId();
        m_session.run(
            "INSERT INTO fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at) "
            "VALUES ('" +
            id + "', 'Appointment', jsonb_build_object('resourceType', 'Appointment', 'id', '" + id +
            "', 'status', 'booked', 'participant', jsonb_build_array(jsonb_build_object('actor', "
            "jsonb_build_object('reference', 'Practitioner/" +
            practitioner + "')), jsonb_build_object('actor', jsonb_build_object('reference', 'Patient/" +
            patient + "'))), 'start', to_jsonb(now()), 'end', to_jsonb(now() + interval '30 minutes')), '" +
            m_organization + "', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");
        return id;
    }

    //! Makes a meeting for an appointment (or none) after the provider's room; gives the meeting's id.
    std::string createMeeting(const std::string &appointment)
    {
        const std::string code = newId().substr(0, 8);
        const std::string quotedAppointment = appointment.empty() ? "NULL" : "'" + appointment + "'";
        const std::string id =
            m_session.value("INSERT INTO virtual_meetings (appointment_id, org_id, meeting_id, meeting_code, "
                            "room_url, public_link, "
                            "host_practitioner_id, patient_id, status, room_details) VALUES (" +
                            quotedAppointment + ", '" + m_organization + "', 'web-room-" + newId() +
                            "', upper('" + code + "'), 'https://room', 'https://ehr.com/join/" + code +
                            "', 'prac-1', 'pat-1', 'scheduled', '{\"name\": \"Appointment\"}') RETURNING id");
        if (!appointment.empty())
            m_session.run(
                "UPDATE fhir_resources SET resource_data = jsonb_set(resource_data, '{telehealth}', "
                "'{\"enabled\": true, \"meetingCode\": \"" +
                code + "\", \"publicLink\": \"https://ehr.com/join/" + code + "\"}') WHERE id = '" +
                appointment + "' AND resource_type = 'Appointment'");
        event(id, "meeting_created");
        return id;
    }

    //! What its join does when it read the meeting as scheduled; throws where its statement fails.
    void join(const std::string &meeting, const std::string &practitioner)
    {
        const std::string encounter = insertEncounter(meeting, practitioner);
        activate(meeting, encounter);
        m_session.run("UPDATE fhir_resources SET resource_data = jsonb_set(resource_data, '{status}', "
                      "'\"in-progress\"') WHERE id = "
                      "(SELECT appointment_id FROM virtual_meetings WHERE id = '" +
                      meeting + "') AND resource_type = 'Appointment'");
        event(meeting, "meeting_started");
    }

    std::string insertEncounter(const std::string &meeting, const std::string &practitioner)
    {
        const std::string id = newId();
        m_session.run(
            "INSERT INTO fhir_resources (id, resource_type, resource_data, org_id, last_updated, created_at) "
            "SELECT '" +
            id + "', 'Encounter', jsonb_build_object('resourceType', 'Encounter', 'id', '" + id +
            "', 'status', 'in-progress', 'class', '{\"code\": \"VR\"}'::jsonb, 'subject', "
            "jsonb_build_object('reference', 'Patient/' || patient_id), 'participant', "
            "jsonb_build_array(jsonb_build_object("
            "'individual', jsonb_build_object('reference', 'Practitioner/" +
            practitioner +
            "'))), 'appointment', "
            "jsonb_build_array(jsonb_build_object('reference', 'Appointment/' || appointment_id)), "
            "'extension', "
            "jsonb_build_array(jsonb_build_object('url', "
            "'http://ehr.com/fhir/StructureDefinition/virtual-meeting', "
            "'valueReference', jsonb_build_object('reference', 'VirtualMeeting/' || id, 'display', 'Meeting "
            "Code: ' || meeting_code)), "
            "jsonb_build_object('url', 'http://ehr.com/fhir/StructureDefinition/meeting-link', 'valueUrl', "
            "public_link)), "
            "'period', jsonb_build_object('start', to_jsonb(CURRENT_TIMESTAMP))), org_id, CURRENT_TIMESTAMP, "
            "CURRENT_TIMESTAMP "
            "FROM virtual_meetings WHERE id = '" +
            meeting + "'");
        return id;
    }

    void activate(const std::string &meeting, const std::string &encounter)
    {
        m_session.run("UPDATE virtual_meetings SET status = 'active', started_at = CURRENT_TIMESTAMP, "
                      "encounter_id = '" +
                      encounter + "' WHERE id = '" + meeting + "'");
    }

    void end(const std::string &meeting)
    {
        const pqxx::result row = m_session.run(
            "SELECT encounter_id, appointment_id FROM virtual_meetings WHERE id = '" + meeting + "'");
        m_session.run(
            "UPDATE virtual_meetings SET status = 'ended', ended_at = CURRENT_TIMESTAMP WHERE id = '" +
            meeting + "'");
        if (!row[0][0].is_null())
            m_session.run("UPDATE fhir_resources SET resource_data = jsonb_set(jsonb_set(resource_data, "
                          "'{status}', '\"finished\"'), "
                          "'{period,end}', to_jsonb(CURRENT_TIMESTAMP)) WHERE id = '" +
                          row[0][0].as<std::string>() + "' AND resource_type = 'Encounter'");
        if (!row[0][1].is_null())
            m_session.run("UPDATE fhir_resources SET resource_data = jsonb_set(resource_data, '{status}', "
                          "'\"fulfilled\"') WHERE id = '" +
                          row[0][1].as<std::string>() + "' AND resource_type = 'Appointment'");
        event(meeting, "meeting_ended");
    }

    void event(const std::string &meeting, const std::string &type)
    {
        m_session.run("INSERT INTO virtual_meeting_events (meeting_id, event_type, event_data, triggered_by, "
                      "triggered_by_type) "
                      "VALUES ('" +
                      meeting + "', '" + type + "', '{}', NULL, 'system')");
    }

private:
    Session m_session;
    std::string m_organization;
};

} // namespace bedside::testing
