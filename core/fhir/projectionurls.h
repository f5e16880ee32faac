#pragma once

//! Urls of the projection. http://ehr.com/fhir is the namespace the stored data already uses.
namespace bedside::urls {

inline constexpr const char *kVirtualMeeting = "http://ehr.com/fhir/StructureDefinition/virtual-meeting";
inline constexpr const char *kMeetingLink = "http://ehr.com/fhir/StructureDefinition/meeting-link";
inline constexpr const char *kSourceStatus = "http://ehr.com/fhir/StructureDefinition/source-status";
inline constexpr const char *kDerived = "http://ehr.com/fhir/StructureDefinition/derived";
inline constexpr const char *kTelehealthEnabled =
    "http://ehr.com/fhir/StructureDefinition/telehealth-enabled";
inline constexpr const char *kSourcePatch = "http://ehr.com/fhir/StructureDefinition/source-patch";
inline constexpr const char *kMeetingSystem = "http://ehr.com/fhir/NamingSystem/virtual-meeting";
inline constexpr const char *kChannelSystem = "http://ehr.com/fhir/CodeSystem/virtual-service-channel";
inline constexpr const char *kEventSystem = "http://ehr.com/fhir/CodeSystem/meeting-event";

//! R5's Appointment.virtualService on R4; `kDatatype` names the type of a complex part.
inline constexpr const char *kVirtualService =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService";
inline constexpr const char *kDatatype = "http://hl7.org/fhir/StructureDefinition/_datatype";

inline constexpr const char *kServiceType = "http://terminology.hl7.org/CodeSystem/service-type";
inline constexpr const char *kActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

} // namespace bedside::urls
