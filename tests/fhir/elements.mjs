// Makes the table of the elements of R4 from HL7's own definitions:
//   node tests/fhir/elements.mjs DIR > core/fhir/r4elements.inc
// DIR holds node_modules with hl7.fhir.r4.examples and hl7.fhir.r4.expansions 4.0.1 (CC0).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const kTypes = ['Appointment', 'AppointmentResponse', 'AuditEvent', 'AllergyIntolerance', 'CarePlan', 'CareTeam',
    'Communication', 'CommunicationRequest', 'Condition', 'Consent', 'Coverage', 'Device', 'DiagnosticReport',
    'DocumentReference', 'Encounter', 'Endpoint', 'EpisodeOfCare', 'Flag', 'Goal', 'Group', 'HealthcareService',
    'Immunization', 'Location', 'Medication', 'MedicationRequest', 'MedicationStatement', 'Observation',
    'OperationOutcome', 'Organization', 'Patient', 'Person', 'Practitioner', 'PractitionerRole', 'Procedure',
    'Provenance', 'QuestionnaireResponse', 'RelatedPerson', 'Schedule', 'ServiceRequest', 'Slot', 'Task',
    // Data types.
    'Address', 'Age', 'Annotation', 'Attachment', 'CodeableConcept', 'Coding', 'ContactDetail', 'ContactPoint',
    'Count', 'Distance', 'Dosage', 'Duration', 'HumanName', 'Identifier', 'Meta', 'Money', 'Narrative', 'Period',
    'Quantity', 'Range', 'Ratio', 'Reference', 'SampledData', 'Signature', 'Timing'];
const kInherited = new Set(['id', 'extension', 'modifierExtension', 'meta', 'implicitRules', 'language', 'text',
    'contained']);
const kLongestCodeList = 60;

const modules = join(process.argv[2] ?? '.', 'node_modules');
const read = (pack, name) => JSON.parse(readFileSync(join(modules, pack, name), 'utf8'));

const expansions = new Map();
for (const file of readdirSync(join(modules, 'hl7.fhir.r4.expansions'))) {
    if (!file.startsWith('ValueSet-') || !file.endsWith('.json'))
        continue;
    const set = read('hl7.fhir.r4.expansions', file);
    const codes = [];
    const collect = (list) => (list ?? []).forEach((c) => {
        if (c.code && !c.abstract)
            codes.push(c.code);
        collect(c.contains);
    });
    collect(set.expansion?.contains);
    expansions.set(set.url, codes);
}

function codesOf(element) {
    if (element.binding?.strength !== 'required')
        return '';
    const codes = expansions.get(element.binding.valueSet?.split('|')[0]);
    return codes?.length && codes.length <= kLongestCodeList ? `{${codes.join('|')}}` : '';
}

function typeOf(element, type) {
    if (!type)
        return '@' + element.contentReference.slice(1);
    if (type.code === 'BackboneElement' || type.code === 'Element')
        return '@' + element.path;
    const code = type.code.split('/').pop();
    if (code === 'Reference') {
        const targets = (type.targetProfile ?? []).map((t) => t.split('/').pop());
        return targets.length && !targets.includes('Resource') ? `Reference(${targets.join('|')})` : 'Reference';
    }
    return code === 'code' ? code + codesOf(element) : code;
}

function describe(element) {
    const name = element.path.split('.').pop();
    const marks = (element.min > 0 ? '!' : '') + (element.max !== '1' ? '*' : '');
    const types = element.type ?? [undefined];
    if (!name.endsWith('[x]'))
        return `${name}${marks}:${typeOf(element, types[0])}`;
    const stem = name.slice(0, -3);
    return types.map((t) => `${stem}${t.code[0].toUpperCase()}${t.code.slice(1)}?${marks}:${typeOf(element, t)}`)
        .join(' ');
}

const resources = readdirSync(join(modules, 'hl7.fhir.r4.examples'))
    .filter((file) => /^StructureDefinition-[A-Z][A-Za-z]+\.json$/.test(file))
    .map((file) => read('hl7.fhir.r4.examples', file))
    .filter((d) => d.kind === 'resource' && !d.abstract && d.derivation === 'specialization');
console.log(`{"", "${resources.map((d) => d.id).sort().join(' ')}"},`);

for (const type of kTypes.sort()) {
    const groups = new Map();
    const resource = read('hl7.fhir.r4.examples', `StructureDefinition-${type}.json`);
    for (const element of resource.snapshot.element) {
        const parts = element.path.split('.');
        const name = parts.pop();
        if (parts.length === 0)
            continue;
        const parent = parts.join('.');
        // Data types have own elements of these names only as Element.id and Element.extension.
        const inherited = parts.length > 1 || resource.kind === 'complex-type'
            ? ['id', 'extension', 'modifierExtension'].includes(name) : kInherited.has(name);
        if (inherited || element.sliceName || element.max === '0')
            continue;
        groups.set(parent, [...(groups.get(parent) ?? []), describe(element)]);
    }
    for (const [path, elements] of groups)
        console.log(`{"${path}", "${elements.join(' ')}"},`);
}
