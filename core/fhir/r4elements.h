#pragma once

#include <string_view>
#include <vector>

//! The elements of FHIR R4 as HL7 defines them (4.0.1): enough to tell what belongs into a resource that
//! leaves. Constant data; any thread.
namespace bedside {

//! One element. Choice elements (value[x]) stand once per type, under their full name (valueString).
struct R4Element
{
    std::string_view name;
    bool required = false;
    bool list = false;
    bool choice = false;
    std::string_view type;                 //!< data type, or '@' and the path of a group of elements
    std::vector<std::string_view> allowed; //!< codes of a required binding, or target types of a Reference
};

//! The elements of a resource type, data type or group ("Appointment.participant"), without those that
//! every resource or element has. Null when R4 has no such path or it is not described here.
const std::vector<R4Element> *r4Elements(std::string_view path);

//! The element of that name, or null.
const R4Element *findElement(const std::vector<R4Element> &elements, std::string_view name) noexcept;

//! Whether R4 knows this resource type.
bool isR4Resource(std::string_view type);

//! Whether values of this data type are JSON primitives.
bool isR4Primitive(std::string_view type) noexcept;

} // namespace bedside
