// Proves that the check sees: a valid document passes, and each known fault, put in alone, is found where it is.
import { check } from './check.mjs';

const appointment = {
    resourceType: 'Appointment', id: 'a', status: 'booked',
    participant: [
        { actor: { reference: 'Practitioner/d', display: 'Dr. Smith' }, status: 'accepted' },
        { actor: { reference: 'Patient/p' }, status: 'accepted' },
    ],
    start: '2025-10-29T10:00:00Z', end: '2025-10-29T10:30:00Z',
};
const encounter = {
    resourceType: 'Encounter', id: 'e', status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'VR', display: 'Virtual' },
    serviceType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/service-type', code: '540',
        display: 'Online Service' }], text: 'Telehealth' },
    subject: { reference: 'Patient/p' },
    participant: [{ individual: { reference: 'Practitioner/d' } }],
    extension: [{ url: 'http://ehr.com/fhir/StructureDefinition/virtual-meeting',
        valueReference: { identifier: { system: 'http://ehr.com/fhir/NamingSystem/virtual-meeting', value: 'm' } } }],
    period: { start: '2025-10-29T10:00:00Z', end: '2025-10-29T10:28:45+00:00' },
};
const patient = { resourceType: 'Patient', id: 'p', name: [{ text: '山田太郎' }],
    telecom: [{ system: 'phone', value: '1' }], contact: [{ name: { text: 'x' } }] };

// [name, document, change, what some problem must say]
const faults = [
    ['unknown root element', appointment, (d) => { d.telehealth = { enabled: true }; }, /telehealth.*Unexpected/],
    ['participant without status', appointment, (d) => { delete d.participant[1].status; }, /status.*Missing/],
    ['status in-progress', appointment, (d) => { d.status = 'in-progress'; }, /status.*in-progress.*not found/],
    ['booked without times', appointment, (d) => { delete d.start; delete d.end; }, /app-3/],
    ['reference to a VirtualMeeting', encounter, (d) => {
        d.extension[0].valueReference = { reference: 'VirtualMeeting/m' };
    }, /VirtualMeeting is no resource/],
    ['540 shown as Telehealth', encounter, (d) => { d.serviceType.coding[0].display = 'Telehealth'; },
        /540 is not "Telehealth"/],
    ['Patient/null', encounter, (d) => { d.subject.reference = 'Patient/null'; }, /the id "null"/],
    ['extension without value', encounter, (d) => { d.extension.push({ url: 'http://x.y/z' }); }, /ext-1/],
    // Beyond the eight.
    ['extension with null', encounter, (d) => { d.extension.push({ url: 'http://x.y/z', valueUrl: null }); }, /ext-1/],
    ['end without start', appointment, (d) => { delete d.start; }, /app-2/],
    ['nobody', appointment, (d) => { d.participant[0] = { status: 'accepted' }; }, /app-1/],
    ['no participant', appointment, (d) => { delete d.participant; }, /participant.*Missing/],
    ['reason of a no-show', appointment, (d) => { d.status = 'noshow'; d.cancelationReason = { text: 'x' }; }, /app-4/],
    ['time without zone', appointment, (d) => { d.start = '2025-10-29T10:00:00'; }, /no instant/],
    ['end before start', appointment, (d) => { d.end = '2025-10-29T09:00:00Z'; }, /before start/],
    ['participation status', appointment, (d) => { d.participant[0].status = 'confirmed'; }, /confirmed.*not found/],
    ['a patient as individual', encounter, (d) => { d.participant[0].individual.reference = 'Patient/p'; },
        /Patient may not stand here/],
    ['a practitioner as subject', encounter, (d) => { d.subject.reference = 'Practitioner/d'; }, /Invalid type/],
    ['Encounter without class', encounter, (d) => { delete d.class; }, /class.*Missing/],
    ['period backwards', encounter, (d) => { d.period.end = '2025-10-29T09:00:00Z'; }, /per-1/],
    ['length without unit system', encounter, (d) => { d.length = { value: 3, code: 'min' }; }, /qty-3/],
    ['length not in UCUM', encounter, (d) => { d.length = { value: 3, code: 'm', system: 'urn:x' }; }, /drt-1/],
    ['unknown service type', encounter, (d) => { d.serviceType.coding[0].code = '99999'; }, /99999 is no code/],
    ['class shown wrongly', encounter, (d) => { d.class.display = 'Video'; }, /VR is not "Video"/],
    ['gender', patient, (d) => { d.gender = 'f'; }, /gender.*not found/],
    ['phone without system', patient, (d) => { delete d.telecom[0].system; }, /cpt-2/],
    ['empty contact', patient, (d) => { d.contact[0] = { relationship: [{ text: 'x' }] }; }, /pat-1/],
    ['null in a list', patient, (d) => { d.name.push(null); }, /null has no place/],
    ['empty list', patient, (d) => { d.address = []; }, /empty list/],
    ['one value where a list belongs', patient, (d) => { d.name = { text: 'x' }; }, /not an array/],
    ['Medplum meta', patient, (d) => { d.meta = { project: 'x' }; }, /project.*Unexpected/],
    ['version', patient, (d) => { d.meta = { versionId: '1' }; }, /versionId/],
    ['id', patient, (d) => { d.id = 'a_b'; }, /no FHIR id/],
    ['contained nowhere used', patient, (d) => { d.contained = [{ resourceType: 'Organization', id: 'o', name: 'x' }]; },
        /dom-3/],
    ['contained missing', patient, (d) => { d.managingOrganization = { reference: '#o' }; }, /ref-1/],
    ['no such type', patient, (d) => { d.resourceType = 'VirtualMeeting'; }, /no resource of R4/],
];

let failures = 0;
const fail = (what) => {
    failures += 1;
    console.log(`FAIL ${what}`);
};
for (const document of [appointment, encounter, patient])
    check(document).forEach((problem) => fail(`${document.resourceType} is valid, yet: ${problem}`));
for (const [name, document, change, expected] of faults) {
    const faulty = structuredClone(document);
    change(faulty);
    const problems = check(faulty);
    if (!problems.some((problem) => expected.test(problem)))
        fail(`${name} is not seen; found: ${JSON.stringify(problems)}`);
}
console.log(`${faults.length} faults, ${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
