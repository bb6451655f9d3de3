// Scores the program against the incidents; with --mutation by breaking the links of a folder, with --programs against
// what proxies themselves make of their configurations.
//   npm run accuracy                                          every incident, in a line
//   npm run accuracy -- --failures                            with what went wrong in which
//   npm run accuracy -- --only ID,ID | --cases FILE | --cli "node dist/cli.js"
//   npm run accuracy -- --mutation FOLDER [--sample N --seed S ...]      see mutate.mjs
//   npm run accuracy -- --programs FOLDER...                             see programs.mjs
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const programs = process.argv.indexOf('--programs');
if (programs > 0) {
  const args = [join(here, 'programs.mjs'), ...process.argv.slice(2, programs), ...process.argv.slice(programs + 1)];
  process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
}
const mutation = process.argv.indexOf('--mutation');
if (mutation > 0) {
  const [folder, ...rest] = process.argv.slice(mutation + 1);
  if (!folder) {
    console.error('--mutation takes a folder');
    process.exit(2);
  }
  const args = [join(here, 'mutate.mjs'), '--repo', folder, ...process.argv.slice(2, mutation), ...rest];
  process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
}

const { values: options } = parseArgs({
  options: {
    cli: { type: 'string', default: 'node dist/cli.js' },
    cases: { type: 'string', default: join(here, 'incidents.jsonl') },
    only: { type: 'string' },
    failures: { type: 'boolean', default: false },
  },
});
const { judge } = await loadJudge();
const only = options.only?.split(',');
const cases = readFileSync(options.cases, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ id }) => !only || only.includes(id));
const crashes = new Map();
const verdicts = [];
const queue = [...cases.entries()];
// Two at a time: each is a process of its own.
await Promise.all(
  [1, 2].map(async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, incident] = next;
      verdicts[index] = await judge(incident, (files) => check(incident.id, files));
    }
  }),
);

if (options.failures) for (const verdict of verdicts) tellFailure(verdict);
const score = (part) => {
  const judged = verdicts.filter((verdict) => verdict[part] !== undefined);
  return `${part} ${judged.filter((v) => v[part] && !crashes.has(v.id)).length}/${judged.length}`;
};
console.log([...['detected', 'clean', 'silent', 'fixed'].map(score), `crashes ${crashes.size}`].join('  '));

function tellFailure({ id, title, detected, clean, fixed, silent, reported }) {
  const wrong = [
    ...(crashes.has(id) ? [`CRASH ${crashes.get(id)}`] : []),
    ...(detected === false ? ['MISSED'] : []),
    ...(clean === false ? ['STRAY'] : []),
    ...(fixed === false ? ['NOT FIXED'] : []),
    ...(silent === false ? ['FALSE ALARM'] : []),
  ];
  if (wrong.length === 0) return;
  console.log(`${id}  ${wrong.join(', ')}  ${title}`);
  for (const { severity, rule, file, line, column, message } of reported) {
    console.log(`    ${severity} ${rule} ${file}:${line}:${column} ${message}`);
  }
}

/** What the program reports of files in a folder of their own. */
function check(id, files) {
  const folder = mkdtempSync(join(tmpdir(), 'incident-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const [command, ...args] = options.cli.split(' ');
  return new Promise((resolve) => {
    execFile(command, [...args, 'check', '--format', 'json', folder], { timeout: 60_000 }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      try {
        resolve(JSON.parse(stdout).findings);
      } catch {
        crashes.set(id, `exit ${error?.code ?? 0}: ${(stderr || stdout).slice(0, 300)}`);
        resolve([]);
      }
    });
  });
}

async function loadJudge() {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'judge.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
