// Checks resources against FHIR R4: the engine and definitions of the package `fhir`, which nobody of Bedside
// wrote, and the rules it lacks (rules.mjs). BEDSIDE_FHIR_MODULES names the folder with node_modules.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { problemsOf } from './rules.mjs';

const base = resolve(process.env.BEDSIDE_FHIR_MODULES ?? new URL('.', import.meta.url).pathname);
const require = createRequire(join(base, 'package.json'));
const { Fhir } = require('fhir/fhir');
const types = require('fhir/profiles/types.json');
const valueSets = require('fhir/profiles/valuesets.json');

// Code systems that the definitions list whole, so that any other code is wrong.
const complete = new Set(['http://terminology.hl7.org/CodeSystem/service-type']);

function displayTable() {
    const table = new Map();
    for (const { systems } of Object.values(valueSets)) {
        for (const { uri, codes } of systems ?? []) {
            if (!table.has(uri))
                table.set(uri, new Map());
            for (const { code, display } of codes) {
                const known = table.get(uri).get(code) ?? new Set();
                if (display)
                    known.add(display.toLowerCase());
                if (known.size > 0)
                    table.get(uri).set(code, known);
            }
        }
    }
    // Not among the engine's value sets; from v3-ActCode of 4.0.1.
    table.set('http://terminology.hl7.org/CodeSystem/v3-ActCode', new Map([['VR', new Set(['virtual'])]]));
    return table;
}

const tables = {
    resources: new Set(Object.keys(types).filter((name) => types[name]._kind === 'resource')),
    displays: displayTable(),
    complete,
};
const engine = new Fhir();

/** Everything wrong with one resource, as sentences; empty when it is valid R4. */
export function check(resource) {
    if (!tables.resources.has(resource?.resourceType))
        return [`${resource?.resourceType} is no resource of R4`];
    const problems = [];
    try {
        for (const { location, severity, message } of engine.validate(resource, { errorOnUnexpected: true }).messages) {
            if (severity === 'error' || severity === 'fatal')
                problems.push(`${location}: ${message}`);
        }
    } catch (error) {
        problems.push(`the engine gave up: ${error.message}`);
    }
    return [...problems, ...problemsOf(resource, tables)];
}
