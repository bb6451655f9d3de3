// Compares what deployments are built to, field by field, with what the real programs make of the same folders.
//   node test/accuracy/rendering.mjs FOLDER...              every chart and kustomization in them
//     --helm PATH         the programs, where they are not on the path
//     --kustomize PATH
//     --all               compare every field, not only those that have to do with ports
//     --verbose           tell what cannot be built, and what was left out
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { loadAll } from 'js-yaml';

const { values: options, positionals } = parseArgs({
  options: {
    helm: { type: 'string', default: 'helm' },
    kustomize: { type: 'string', default: 'kustomize' },
    all: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: node test/accuracy/rendering.mjs FOLDER...');
  process.exit(2);
}

const PORT = /(?:^|\.)(?:containerPort|hostPort|port|targetPort|nodePort|servicePort|healthCheckNodePort|endPort)$/;
const BACKEND = /\.port\.(?:number|name)$|(?:backend|service|backendRefs\.\d+|ports\.\d+)\.(?:serviceName|name)$/;
const DIGITS = /(?:args|command)\.\d+$|\.env\.\d+\.value$|^data\./;

/** Each kind: its folders, and what the real program prints for one in an environment, as YAML. */
const kinds = [
  {
    kind: (await load('server/src/deployments/helm/index.ts')).helm,
    isRoot: (file) => basename(file) === 'Chart.yaml',
    run: (root, { name, file }) =>
      run(options.helm, [
        ...['template', 'release-name', root, '--kube-version', '1.34.0'],
        ...(name === 'default' ? [] : ['--values', file]),
      ]),
  },
  {
    kind: (await load('server/src/deployments/kustomize/index.ts')).kustomize,
    isRoot: (file) => /^(?:kustomization\.ya?ml|Kustomization)$/.test(basename(file)),
    run: (root) => run(options.kustomize, ['build', '--load-restrictor', 'LoadRestrictionsNone', root]),
  },
];

const count = { agree: 0, fields: 0, builds: 0, failed: 0, unknown: 0 };
for (const folder of positionals.map((each) => resolve(each))) {
  const files = listed(folder);
  for (const { kind, isRoot, run } of kinds) {
    for (const root of new Set(files.filter(isRoot).map((file) => dirname(file)))) {
      await compare(kind, root, files, run);
    }
  }
}
const unknown = count.unknown > 0 ? `, ${count.unknown} are left unknown` : '';
const failed = count.failed > 0 ? `, ${count.failed} more are refused` : '';
console.log(`${count.agree} of ${count.fields} port fields agree in ${count.builds} builds${unknown}${failed}`);
process.exitCode = count.agree === count.fields ? 0 : 1;

async function compare(kind, root, files, runReal) {
  const ours = kind.build(root, filesOf(files), undefined);
  for (const environment of ours?.environments ?? [{ name: 'default' }]) {
    await compareIn(environment, ours, root, runReal);
  }
}

async function compareIn(environment, ours, root, runReal) {
  const title = environment.name === 'default' ? root : `${root} in ${environment.label}`;
  const real = await runReal(root, environment);
  if (real.error !== undefined) {
    count.failed++;
    if (options.verbose) console.log(`${title}\n  cannot be built: ${real.error}`);
    return;
  }
  count.builds++;
  const expected = objectsIn(real.text);
  const found = new Map();
  const lines = [];
  const units = ours?.units.filter((unit) => unit.source && unit.environment === environment) ?? [];
  for (const { key, source } of units) {
    try {
      for (const [id, object] of objectsIn(source.text)) found.set(id, object);
    } catch (error) {
      lines.push(`  ${key} cannot be read: ${error.reason}`);
    }
  }
  for (const [id, object] of expected) {
    const own = found.get(id) ?? found.get(withoutHash(id));
    found.delete(found.has(id) ? id : withoutHash(id));
    const theirs = fieldsOf(object);
    const mine = own ? fieldsOf(own) : new Map();
    for (const path of new Set([...theirs.keys(), ...mine.keys()])) {
      count.fields++;
      const [a, b] = [mine.get(path), theirs.get(path)].map((value) => (options.all ? withoutHash(value) : value));
      if (a === b || isDecoded(object, path)) count.agree++;
      else if (a?.includes('\ufffc')) count.unknown++;
      else lines.push(`  ${id} ${path}: ${mine.get(path) ?? 'nothing'} instead of ${theirs.get(path) ?? 'nothing'}`);
    }
    if (!own && theirs.size === 0) lines.push(`  ${id} is missing`);
  }
  for (const id of found.keys()) lines.push(`  ${id} is too many`);
  if (options.verbose) for (const { message } of ours?.problems ?? []) lines.push(`  told: ${message}`);
  if (lines.length > 0) console.log([title, ...lines].join('\n'));
}

function objectsIn(text) {
  const objects = new Map();
  // Of a key that is written twice the last one counts.
  for (const object of loadAll(text, { json: true })) {
    if (object === null || typeof object !== 'object') continue;
    const { kind, metadata } = object;
    let id = `${kind}/${metadata?.namespace ?? ''}/${metadata?.name}`;
    while (objects.has(id)) id += '#';
    objects.set(id, object);
  }
  return objects;
}

/** The real program adds a hash to what it generates. */
function withoutHash(text) {
  return text?.replace(/-[0-9a-z]{10}(?=["#]*$)/, '');
}

/** A Secret's values are encoded by the real program alone. */
function isDecoded({ kind }, path) {
  return kind === 'Secret' && /^(?:data|stringData)\b/.test(path);
}

/** The scalars that are compared, by their paths, as JSON. */
function fieldsOf(object) {
  const fields = new Map();
  const walk = (value, path) => {
    if (value !== null && typeof value === 'object') {
      // The real program takes empty annotations away.
      const isEmpty = Object.keys(value).length === 0 && path !== 'metadata.annotations';
      if (options.all && isEmpty) fields.set(path, JSON.stringify(value));
      for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
    } else if (
      options.all ||
      PORT.test(path) ||
      BACKEND.test(path) ||
      (DIGITS.test(path) && /\d/.test(String(value)) && !String(value).includes('\n'))
    ) {
      fields.set(path, JSON.stringify(value));
    }
  };
  walk(object, '');
  return fields;
}

function filesOf(files) {
  const known = new Set(files);
  const texts = new Map();
  return {
    text(path) {
      if (!known.has(path)) return undefined;
      if (!texts.has(path)) texts.set(path, readFileSync(path, 'utf8'));
      return texts.get(path);
    },
    below: (folder) => files.filter((file) => file.startsWith(`${folder}/`)),
  };
}

function listed(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(?:^|\/)(?:\.git|node_modules)(?:\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function run(program, args) {
  return new Promise((done) => {
    execFile(program, args, { timeout: 30_000, maxBuffer: 1e9 }, (error, text, told) => {
      done(error ? { error: (told || error.message).trim().split('\n').at(-1) } : { text });
    });
  });
}

/** Bundled to where it finds the packages. */
async function load(entry) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const outfile = join(root, 'out', 'rendering', `${basename(dirname(entry))}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  return import(outfile);
}
