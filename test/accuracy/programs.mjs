// Compares what `portolan ports` says that configurations listen on with what their own programs open.
//
//   npm run accuracy -- --programs FOLDER... [--cli "node dist/cli.js"] [--verbose]
//
// 1. It finds configurations of nginx, HAProxy, Caddy and Apache in the folders, by what their texts look like.
// 2. Each program that is installed (Debian: nginx, libnginx-mod-stream, haproxy, caddy, apache2; also iproute2,
//    util-linux and openssl) is asked whether it takes the configuration, and is started on a copy of it for a moment,
//    cut off from the network (program-ports.mjs).
// 3. `portolan ports --implied` must name the same ports for the files that the configuration is made of, and say of
//    none of them that something in it could not be read.
// It prints what differs and a closing figure. A configuration whose program refuses it is counted, and not compared. Only
// folders that are named are looked at; starting a program does what its configuration says, so name those you trust.
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { askProgram, variablesOf } from './program-ports.mjs';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { cli: { type: 'string', default: 'node dist/cli.js' }, verbose: { type: 'boolean', default: false } },
});
if (folders.length === 0) {
  console.error('--programs takes folders');
  process.exit(2);
}

const PROGRAMS = { nginx: 'nginx', haproxy: 'haproxy', caddyfile: 'caddy', apache: 'apache2' };
const installed = new Set(
  Object.keys(PROGRAMS).filter((format) => spawnSync('sh', ['-c', `command -v ${PROGRAMS[format]}`]).status === 0),
);
const totals = new Map();
let failed = false;
for (const folder of folders.map((each) => resolve(each))) compareFolder(folder);
for (const [format, { compared, agree, refused }] of totals)
  console.log(
    `${format.padEnd(10)} ${agree} of ${compared} agree${refused ? `, ${refused} refused by the program` : ''}`,
  );
const sum = (field) => [...totals.values()].reduce((total, each) => total + each[field], 0);
console.log(`${sum('agree')} of ${sum('compared')} configurations agree with their programs`);
process.exit(failed ? 1 : 0);

function compareFolder(folder) {
  const found = configsIn(folder);
  const { rows, problems } = portsOf(folder);
  for (const [format, files] of found) {
    if (!installed.has(format)) continue;
    const total = totals.get(format) ?? { compared: 0, agree: 0, refused: 0 };
    totals.set(format, total);
    // Whoever includes others comes first; what is included is compared along with it.
    const done = new Set();
    for (const file of files) {
      if (done.has(file)) continue;
      const answer = askProgram(format, file, folder);
      if (answer.refused !== undefined) {
        total.refused++;
        if (options.verbose) console.log(`${file}: refused: ${answer.refused}`);
        continue;
      }
      for (const each of answer.files) done.add(each);
      total.compared++;
      const said = saidOf(
        rows.filter((row) => answer.files.includes(join(folder, row.file))),
        variablesOf({ root: folder, folder: dirname(dirname(file)) }),
      );
      const wrong = differences(
        answer.ports,
        said,
        problems.filter((line) => answer.files.some((each) => line.includes(each.slice(folder.length + 1)))),
      );
      if (wrong.length === 0) total.agree++;
      else failed = true;
      if (wrong.length > 0 || options.verbose)
        console.log(`${file}: ${wrong.length > 0 ? wrong.join('; ') : [...answer.ports].join(' ')}`);
    }
  }
}

function differences(ports, said, problems) {
  const missing = [...ports].filter((port) => !said.has(port));
  const extra = [...said].filter((port) => !ports.has(port));
  return [
    ...(missing.length > 0 ? [`the program listens on ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`the program does not listen on ${extra.join(', ')}`] : []),
    ...problems,
  ];
}

/**
 * `tcp/80` for each port that something listens on; `unknown` where that is not known.
 * @param elsewhere what env files above the configuration's folder set: nothing ties those to it, so that a variable of
 *   theirs is rightly unknown
 */
function saidOf(rows, elsewhere) {
  return new Set(
    rows.flatMap(({ protocol, value, text }) => {
      const written = value ?? elsewhere[/^\$\{(\w+)\}$/.exec(text)?.[1]] ?? '';
      const [from, to = from] = written.split('-').map(Number);
      if (!(from > 0)) return ['unknown'];
      return Array.from({ length: to - from + 1 }, (_, index) => `${protocol}/${from + index}`);
    }),
  );
}

function portsOf(folder) {
  const [command, ...args] = options.cli.split(' ');
  const call = [...args, 'ports', '--implied', '--format', 'json', folder];
  const { stdout, stderr } = spawnSync(command, call, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { ports } = JSON.parse(stdout);
  return { rows: ports.filter(({ role }) => role === 'listen'), problems: stderr.split('\n').filter(Boolean) };
}

/** The configurations of a folder by their format, whole ones before fragments. */
function configsIn(folder) {
  const found = new Map();
  for (const file of walk(folder)) {
    const format = formatOf(file);
    if (format) found.set(format, [...(found.get(format) ?? []), file]);
  }
  const weight = (file) =>
    /^\s*(?:events|http|stream)\s*\{|^\s*(?:Include|Listen|import)/im.test(readFileSync(file, 'utf8')) ? 0 : 1;
  for (const files of found.values()) files.sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
  return found;
}

function formatOf(file) {
  const name = basename(file);
  if (/^Caddyfile|\.caddyfile$/.test(name)) return 'caddyfile';
  if (/(?:^|[.-])caddy\.json$/.test(name)) return 'caddyfile';
  if (!/\.(?:conf(?:\.template)?|cfg|vhost)$|\/sites-(?:available|enabled)\/[^.]+$/.test(file)) return undefined;
  const text = readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '');
  if (/\.cfg$/.test(name)) return /^(?:frontend|listen|backend|defaults)\b/m.test(text) ? 'haproxy' : undefined;
  if (/^[ \t]*(?:<VirtualHost\b|Listen[ \t]+[^;\n]*$)/im.test(text)) return 'apache';
  return /^\s*(?:server|http|stream|upstream\s+\S+|location\s+\S+)\s*\{/m.test(text) ? 'nginx' : undefined;
}

function* walk(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isSymbolicLink() || name === 'node_modules' || name === '.git') continue;
    if (stat.isDirectory()) yield* walk(path);
    else if (stat.size < 1_000_000) yield path;
  }
}
