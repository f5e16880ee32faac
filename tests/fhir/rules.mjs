// What the engine of the package `fhir` does not see, written from the standard's text: references, displays,
// extensions, and the rules between elements. One function, (resource, tables) => [problem].

const kMissingIds = new Set(['null', 'undefined', '']);

// The engine knows the targets of references at the top of a resource only.
const kInnerTargets = {
    'Appointment.participant.actor': ['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Device',
        'HealthcareService', 'Location'],
    'Encounter.participant.individual': ['Practitioner', 'PractitionerRole', 'RelatedPerson'],
    'Encounter.diagnosis.condition': ['Condition', 'Procedure'],
    'Encounter.location.location': ['Location'],
    'Patient.link.other': ['Patient', 'RelatedPerson'],
    'Patient.contact.organization': ['Organization'],
    'AuditEvent.agent.who': ['PractitionerRole', 'Practitioner', 'Organization', 'Device', 'Patient',
        'RelatedPerson'],
    'AuditEvent.source.observer': ['PractitionerRole', 'Practitioner', 'Organization', 'Device', 'Patient',
        'RelatedPerson'],
};

const kInstants = new Set(['Appointment.start', 'Appointment.end', 'Slot.start', 'Slot.end', 'AuditEvent.recorded',
    'Observation.issued', 'Provenance.recorded']);
const kInstant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;
const kId = /^[A-Za-z0-9\-.]{1,64}$/;
const kUcum = 'http://unitsofmeasure.org';

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isValueKey = (key) => /^_?value[A-Z]/.test(key);

function resourceRules(resource, say) {
    const type = resource.resourceType;
    if (resource.id !== undefined && !kId.test(resource.id))
        say('id', 'is no FHIR id');
    if (resource.meta?.versionId !== undefined)
        say('meta.versionId', 'is claimed by a store without versions');
    for (const inner of resource.contained ?? []) {
        if (inner.contained)
            say('contained', 'dom-2: holds contained resources itself');
        if (inner.meta?.versionId || inner.meta?.lastUpdated)
            say('contained', 'dom-4: has a version');
        if (!JSON.stringify({ ...resource, contained: [] }).includes(`"#${inner.id}"`))
            say('contained', 'dom-3: is referred to by nothing');
    }
    if (type === 'Appointment')
        appointmentRules(resource, say);
    if (type === 'Patient') {
        for (const contact of resource.contact ?? []) {
            if (!contact.name && !contact.telecom && !contact.address && !contact.organization)
                say('contact', 'pat-1: says nothing');
        }
    }
    if (type === 'Organization' && !resource.name && !resource.identifier)
        say('name', 'org-1: neither name nor identifier');
    if (type === 'Encounter' && !(resource.class?.code || resource.class?.extension))
        say('class', 'has no code');
    if (type === 'Slot' && resource.start && resource.end && new Date(resource.end) < new Date(resource.start))
        say('end', 'is before start');
}

function appointmentRules(resource, say) {
    const has = (name) => resource[name] !== undefined || resource[`_${name}`] !== undefined;
    for (const participant of resource.participant ?? []) {
        if (!participant.type && !participant.actor)
            say('participant', 'app-1: neither type nor actor');
    }
    if (has('start') !== has('end'))
        say('start', 'app-2: start and end only together');
    if (!(has('start') && has('end')) && !['proposed', 'cancelled', 'waitlist'].includes(resource.status))
        say('start', 'app-3: only proposed, cancelled or waiting appointments lack times');
    // As printed in 4.0.1, where the code no-show does not exist.
    if (resource.cancelationReason && !['cancelled', 'no-show'].includes(resource.status))
        say('cancelationReason', 'app-4: only of a cancelled appointment');
    if (resource.start && resource.end && new Date(resource.end) < new Date(resource.start))
        say('end', 'is before start');
}

function referenceRules(value, path, top, tables, say) {
    const target = typeof value.reference === 'string' ? value.reference : undefined;
    if (target === undefined && value.reference !== undefined)
        say('a reference is text');
    if (value.type !== undefined && !tables.resources.has(value.type))
        say(`type ${value.type} is no resource of R4`);
    if (target === undefined || target.startsWith('urn:'))
        return;
    if (target.startsWith('#')) {
        if (!(top.contained ?? []).some((inner) => `#${inner.id}` === target))
            say('ref-1: contained resource is missing');
        return;
    }
    const parts = target.split('/_history/')[0].split('/');
    const id = parts.pop();
    const type = parts.pop();
    if (kMissingIds.has(id))
        say(`leads to the id "${id}"`);
    else if (!kId.test(id))
        say('leads to no legal id');
    if (!tables.resources.has(type))
        say(`${type} is no resource of R4`);
    else if (kInnerTargets[path] && !kInnerTargets[path].includes(type))
        say(`${type} may not stand here`);
}

function extensionRules(value, say) {
    const values = Object.keys(value).filter(isValueKey);
    const stems = new Set(values.map((key) => key.replace(/^_/, '')));
    if (typeof value.url !== 'string' || value.url === '')
        say('has no url');
    if (stems.size > 1)
        say('has several values');
    const isEmpty = values.every((key) => value[key] === null);
    if ((stems.size === 0 || isEmpty) === !value.extension?.length)
        say('ext-1: either a value or parts');
}

function elementRules(value, path, say) {
    if (typeof value.start === 'string' && typeof value.end === 'string' && /eriod$/.test(path)
        && new Date(value.end) < new Date(value.start))
        say('per-1: ends before it starts');
    if (/telecom$/.test(path) && value.value !== undefined && value.system === undefined)
        say('cpt-2: a value needs a system');
    if (value.unit !== undefined || (value.value !== undefined && typeof value.value === 'number')) {
        if (value.code !== undefined && value.system === undefined)
            say('qty-3: a unit code needs a system');
        if (/\.length$/.test(path) && value.code !== undefined && value.system !== kUcum)
            say('drt-1: a duration is in UCUM');
    }
    if (/^[A-Za-z]+\.text$/.test(path) && isObject(value)
        && (!value.status || !/^<div[^>]*http:\/\/www\.w3\.org\/1999\/xhtml/.test(value.div ?? '')))
        say('a narrative has a status and XHTML');
}

function codingRules(value, tables, say) {
    if (typeof value.code !== 'string' || typeof value.system !== 'string')
        return;
    const displays = tables.displays.get(value.system);
    if (!displays)
        return;
    const known = displays.get(value.code);
    if (known && value.display && !known.has(value.display.toLowerCase()))
        say(`${value.code} is not "${value.display}" but "${[...known][0]}"`);
    if (!known && tables.complete.has(value.system))
        say(`${value.code} is no code of ${value.system}`);
}

export function problemsOf(resource, tables) {
    const problems = [];
    const visit = (value, path, place, top) => {
        const say = (what) => problems.push(`${place}: ${what}`);
        if (value === null)
            return say('null has no place in FHIR JSON');
        if (Array.isArray(value)) {
            if (value.length === 0)
                say('is an empty list');
            const isCompanion = /\._\w+$/.test(path);
            value.forEach((item, i) => item === null && isCompanion || visit(item, path, `${place}[${i}]`, top));
            return undefined;
        }
        if (typeof value === 'string') {
            if (value.trim() === '')
                say('is empty');
            if (kInstants.has(path) && !kInstant.test(value))
                say('is no instant');
            return undefined;
        }
        if (!isObject(value))
            return undefined;
        if (Object.keys(value).length === 0)
            say('is empty');
        const inner = typeof value.resourceType === 'string' ? value : top;
        const innerPath = inner === value ? value.resourceType : path;
        if (inner === value)
            resourceRules(value, (where, what) => problems.push(`${place}.${where}: ${what}`));
        if (/(^|\.)(modifierE|e)xtension$/.test(path))
            extensionRules(value, say);
        if ('reference' in value && inner !== value)
            referenceRules(value, path, inner.contained ? inner : top, tables, say);
        elementRules(value, path, say);
        codingRules(value, tables, say);
        for (const [key, item] of Object.entries(value))
            visit(item, `${innerPath}.${key}`, `${place}.${key}`, inner);
        return undefined;
    };
    visit(resource, resource.resourceType, resource.resourceType, resource);
    return problems;
}
