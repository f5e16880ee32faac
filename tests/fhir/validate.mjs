import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { check } from './check.mjs';

const root = process.argv[2];
if (!root) {
    console.error('usage: validate DIR');
    process.exit(2);
}
let checked = 0;
let errors = 0;
const complain = (where, what) => {
    errors += 1;
    console.log(`${where}: ${what}`);
};

function checkText(text, where, expectedType) {
    let resource;
    try {
        resource = JSON.parse(text);
    } catch {
        complain(where, 'is no JSON');
        return;
    }
    checked += 1;
    const about = `${where} ${resource?.resourceType}/${resource?.id ?? ''}`;
    if (expectedType && resource.resourceType !== expectedType)
        complain(about, `stands in the file of ${expectedType}`);
    check(resource).forEach((problem) => complain(about, problem));
}

function checkLines(path) {
    const text = readFileSync(path, 'utf8');
    const name = basename(path, '.ndjson');
    const lines = text.split('\n');
    if (lines.pop() !== '')
        complain(path, 'does not end with a line end');
    lines.forEach((line, i) => checkText(line, `${path}:${i + 1}`, name === 'errors' ? 'OperationOutcome' : name));
    return lines.length;
}

function checkManifest(path, folder, counts) {
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    for (const key of ['transactionTime', 'request', 'requiresAccessToken', 'output', 'error']) {
        if (!(key in manifest))
            complain(path, `lacks ${key}`);
    }
    const named = new Set();
    for (const file of [...(manifest.output ?? []), ...(manifest.error ?? [])]) {
        named.add(file.url);
        const count = counts.get(join(folder, file.url));
        if (count === undefined || (file.count !== undefined && file.count !== count))
            complain(path, `${file.url} is not as it says`);
    }
    for (const file of counts.keys()) {
        if (!named.has(basename(file)))
            complain(path, `does not name ${basename(file)}`);
    }
}

function checkFolder(folder) {
    const counts = new Map();
    let manifest;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            checkFolder(path);
        else if (entry.name === 'manifest.json')
            manifest = path;
        else if (entry.name.endsWith('.ndjson'))
            counts.set(path, checkLines(path));
        else if (entry.name.endsWith('.json'))
            checkText(readFileSync(path, 'utf8'), path);
    }
    if (manifest)
        checkManifest(manifest, folder, counts);
}

checkFolder(root);
console.log(`${checked} resources, ${errors} errors`);
process.exit(errors > 0 ? 1 : checked > 0 ? 0 : 2);
