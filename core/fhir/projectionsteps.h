#pragma once

#include "core/fhir/projection.h"

//! The steps projectToR4 and projectToStored are made of; not for use elsewhere.
namespace bedside {

//! Stored shape → R4 elements, before cleaning.
void appointmentToR4(Json &appointment, const ProjectionOptions &options, QList<ProjectionIssue> &issues);
//! R4's rules between the elements of an Appointment, after cleaning.
void completeAppointment(Json &appointment, QList<ProjectionIssue> &issues);
void appointmentToStored(Json &appointment);

void encounterToR4(Json &encounter, const StoredDocument &stored, QList<ProjectionIssue> &issues);
void encounterToStored(Json &encounter);

//! Gives service-type 540 its true display, and back.
void serviceTypeToR4(Json &codeableConcept);
void serviceTypeToStored(Json &codeableConcept);

//! Takes join codes and links out of the whole resource: the parts made to hold them, and every mention of
//! those that `stored` declares.
void withholdLinks(Json &resource, const Json &stored);

//! Small tools of the steps.
void addExtension(Json &element, Json extension);
//! Removes every extension with this url, and the list when it becomes empty. True when there was one.
bool removeExtensions(Json &element, std::string_view url);
//! Whether the element is marked as derived; such elements are taken away again on the way back.
bool isDerived(const Json &element);
Json derivedMark();
//! Whether the element is nothing but a data-absent-reason.
bool isOnlyAbsent(const Json &element);

} // namespace bedside
