// Writes what is told by the rules themselves: docs/rules, the README's table, the settings in package.json, the schema
// of portolan.yaml.
//   node scripts/generate.mjs            writes them
//   node scripts/generate.mjs --check    writes nothing; exits 1 where one of them is stale
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const { rules, enabling, createEngine } = await loadRules();
const files = new Map([
  ['docs/rules/README.md', index()],
  ...rules.map((rule) => [`docs/rules/${rule.id}.md`, page(rule)]),
  ['package.json', manifest(read('package.json'))],
  ['schemas/portolan.schema.json', schema()],
]);
if (existsSync(join(root, 'README.md'))) files.set('README.md', readme(read('README.md')));

const stale = [...files].filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text).map(([p]) => p);
// Pages of rules that are gone.
const gone = existsSync(join(root, 'docs/rules'))
  ? readdirSync(join(root, 'docs/rules')).flatMap((name) =>
      files.has(`docs/rules/${name}`) ? [] : `docs/rules/${name}`,
    )
  : [];
if (process.argv.includes('--check')) {
  for (const path of [...stale, ...gone]) console.error(`${path} is stale: run \`npm run generate\``);
  process.exit(stale.length + gone.length > 0 ? 1 : 0);
}
for (const folder of ['docs/rules', 'schemas']) mkdirSync(join(root, folder), { recursive: true });
for (const path of stale) writeFileSync(join(root, path), files.get(path));
for (const path of gone) rmSync(join(root, path));
for (const path of [...stale, ...gone]) console.log(path);

function read(path) {
  return readFileSync(join(root, path), 'utf8');
}

/** The rules and the engine, bundled since they are TypeScript; in a file of its own, so that two runs do not meet. */
async function loadRules() {
  const outfile = join(root, 'out', `rules-${process.pid}.cjs`);
  const contents = `export { enabling, rules } from './server/src/rules/registry.ts'; export { createEngine } from './server/src/engine.ts';`;
  await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  try {
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(outfile);
  }
}

function table(link) {
  const rows = rules.map((rule) => `| [\`${rule.id}\`](${link(rule.id)}) | ${severityOf(rule)} | ${rule.summary} |`);
  return ['| rule | severity | what it finds |', '|---|---|---|', ...rows].join('\n');
}

/** Rules that are off until a severity is set for them say so. */
function severityOf({ severity, enabled }) {
  return enabled === false ? `off (${severity})` : severity;
}

function index() {
  return `# Rules

Each rule has the severity of its clearest findings; less certain ones are lower. An error cannot work; of a warning all evidence says that it does not; information is unusual but may be right. What cannot be known from the workspace is never reported.

${table((id) => `${id}.md`)}
`;
}

function readme(text) {
  const [begin, end] = ['<!-- rules:begin -->', '<!-- rules:end -->'];
  const block = `${begin}\n${table((id) => `docs/rules/${id}.md`)}\n${end}`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return `${text.trimEnd()}\n\n## Rules\n\n${block}\n`;
  return text.slice(0, from) + block + text.slice(to + end.length);
}

function manifest(text) {
  const value = JSON.parse(text);
  const severities = value.contributes.configuration.properties['portolan.severities'];
  severities.properties = Object.fromEntries(
    rules.map(({ id, summary }) => [
      id,
      {
        type: 'string',
        enum: ['default', 'error', 'warning', 'info', 'off'],
        description: `${summary}.`,
      },
    ]),
  );
  return `${JSON.stringify(value, null, 2)}\n`;
}

function page(rule) {
  const { reports, fixes } = findings(rule);
  return `# ${rule.id}

${rule.summary}.

${grade(rule)}

## Why

${rule.why.trim()}

## Bad

${example(rule.bad)}

${reports.join('\n')}

${fixes.length > 0 ? `Fixes offered:\n\n${fixes.map((title) => `- ${title}`).join('\n')}` : 'No fix is offered: which end is right cannot be told.'}

## Good

${example(rule.good)}

## When it is right as it is

For one place, by a comment on the line above, or at the end of the line where the format has such comments:

\`\`\`yaml
# portolan-ignore ${rule.id}: why it is right here
\`\`\`

For a Kubernetes object or pod template, by an annotation:

\`\`\`yaml
portolan.dev/ignore: "${rule.id}: why it is right here"
\`\`\`

For files or everywhere, by \`portolan.yaml\` at the root of the folder ([configuration](../configuration.md)):

\`\`\`yaml
severities:
  ${rule.id}: off
ignore:
  - files: [legacy/]
    rules: [${rule.id}]
    reason: why it is right there
\`\`\`

Everywhere for yourself, by the settings of the editor:

\`\`\`json
"portolan.severities": { "${rule.id}": "off" }
\`\`\`
`;
}

function grade({ id, severity, enabled }) {
  if (enabled !== false) return `Severity: **${severity}**, or lower where less speaks for it.`;
  return `Off until a severity is set for it, in [portolan.yaml](../configuration.md) or the editor's settings:

\`\`\`yaml
severities:
  ${id}: ${severity}
\`\`\``;
}

/** The schema of portolan.yaml (JSON Schema draft 7, which YAML editors know). */
function schema() {
  const ids = rules.map(({ id }) => id);
  const globs = { type: 'array', items: { type: 'string', minLength: 1 } };
  const value = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'portolan.yaml',
    description: 'What Portolan reads in this folder and what it reports, in the editor and the terminal.',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      severities: {
        description: 'The severity of each rule. Rules that are not named keep their own.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map((rule) => [
            rule.id,
            {
              description: `${rule.summary}. ${severityOf(rule)} unless set.`,
              enum: ['error', 'warning', 'info', 'off'],
            },
          ]),
        ),
      },
      exclude: { ...globs, description: 'Files and folders to leave out, in the syntax of .gitignore.' },
      maxFileSize: { description: 'Larger files are left out, in megabytes.', type: 'number', exclusiveMinimum: 0 },
      ignore: {
        description: 'Findings that are not reported, by file and rule.',
        type: 'array',
        items: {
          type: 'object',
          required: ['files'],
          additionalProperties: false,
          properties: {
            files: { ...globs, minItems: 1, description: 'Files and folders, in the syntax of .gitignore.' },
            rules: { type: 'array', items: { enum: ids }, description: 'Rules by their ids; every rule without it.' },
            reason: { type: 'string', description: 'Why it is right as it is.' },
          },
        },
      },
    },
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function example(files) {
  return Object.entries(files)
    .map(([path, text]) => `\`${path}\`\n\n\`\`\`${language(path)}\n${text.trimEnd()}\n\`\`\``)
    .join('\n\n');
}

function language(path) {
  if (path.endsWith('Dockerfile')) return 'dockerfile';
  if (/\.ya?ml$/.test(path)) return 'yaml';
  return path.endsWith('.conf') ? 'nginx' : '';
}

/** What is said of the bad example, and the titles of the fixes offered. */
function findings(rule) {
  const engine = createEngine({ root: '/example', severities: enabling(rule) });
  for (const [path, text] of Object.entries(rule.bad)) engine.update(`/example/${path}`, text);
  engine.refresh();
  const found = engine.filesWithFindings().flatMap((file) => engine.findings(file));
  const reports = found.map(
    ({ span, severity, message }) =>
      `> \`${span.file.slice('/example/'.length)}:${span.line + 1}:${span.column + 1}\` ${severity}: ${message}`,
  );
  return { reports, fixes: [...new Set(found.flatMap(({ fixes }) => fixes.map(({ title }) => title)))] };
}
