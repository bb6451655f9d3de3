// Measures what is seen while a person types: it breaks one proven link at a time in a real repository.
//
//   npm run accuracy -- --mutation FOLDER [--server "node dist/cli.js lsp --stdio"] [--sample 200] [--seed 1]
//                       [--kinds service-target,probe] [--list] [--misses] [--json]
//
// 1. It finds links that are right today, by rules of its own that share no code with the program (links.mjs).
// 2. It starts the language server on the folder and waits for the first index to end.
// 3. For each link it opens the file, changes one port token, and waits for the diagnostics of that version. The
//    mutation is SEEN when a new diagnostic of severity warning or error covers the changed token or its partner, or
//    names either as related information. It is MENDED when a quick fix offered there brings back the old text, or
//    moves the partner to the new value. A new diagnostic that touches neither is STRAY. Then the change is undone,
//    and the diagnostics must be those of the start again (else LEFTOVER).
// It prints a row a kind, and the time from keystroke to diagnostics.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLinks } from './links.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const flag = (name) => process.argv.includes(`--${name}`);
const repo = resolve(option('repo', '.'));
const kinds = option('kinds')?.split(',');
let links = findLinks(repo).filter((l) => !kinds || kinds.includes(l.kind));
if (flag('list')) {
  for (const l of links)
    console.log(
      l.kind,
      `${l.file}:${l.start}`,
      JSON.stringify(l.old),
      '->',
      JSON.stringify(l.new),
      'partner',
      `${l.partner.file}:${l.partner.start}`,
    );
  console.log(links.length, 'links');
  process.exit(0);
}
let state = Number(option('seed', 1)) >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const size = Number(option('sample', 200));
if (links.length > size) {
  // the same share of each kind, at least 10 where there are as many
  const byKind = new Map();
  for (const l of links) byKind.set(l.kind, [...(byKind.get(l.kind) ?? []), l]);
  links = [...byKind.values()].flatMap((list) => {
    const want = Math.max(10, Math.round((size * list.length) / links.length));
    return list
      .map((l) => [random(), l])
      .sort((a, b) => a[0] - b[0])
      .slice(0, want)
      .map(([, l]) => l);
  });
}

// --- a language client, as small as will do -------------------------------------------------------------------------
const [command, ...args] = option('server', 'node dist/cli.js lsp --stdio').split(' ');
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
let buffer = Buffer.alloc(0),
  id = 0;
const waiting = new Map();
const published = new Map();
const listeners = new Set();
let indexing = new Set(),
  indexed = false,
  exited = false;
server.on('exit', (code) => {
  exited = true;
  for (const { reject } of waiting.values()) reject(new Error(`server exited ${code}`));
  for (const l of listeners) l();
});
const write = (message) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
};
const notify = (method, params) => write({ method, params });
const request = (method, params) =>
  new Promise((resolve, reject) => {
    const n = ++id;
    waiting.set(n, { resolve, reject });
    write({ id: n, method, params });
  });
server.stdout.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const head = buffer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
    buffer = buffer.subarray(head + 4 + length);
    if (message.method === undefined) {
      const w = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? w?.reject(new Error(message.error.message)) : w?.resolve(message.result);
      continue;
    }
    if (message.id !== undefined) {
      write({
        id: message.id,
        result: message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null,
      });
    }
    if (message.method === '$/progress') {
      const v = message.params.value;
      if (v.kind === 'begin') indexing.add(message.params.token);
      if (v.kind === 'end') {
        indexing.delete(message.params.token);
        indexed = true;
      }
    }
    if (message.method === 'textDocument/publishDiagnostics') published.set(message.params.uri, message.params);
    for (const l of listeners) l();
  }
});
const until = (test, ms, what) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listeners.delete(look);
      reject(new Error(`no ${what} in ${ms} ms`));
    }, ms);
    const look = () => {
      if (exited) {
        clearTimeout(timer);
        listeners.delete(look);
        reject(new Error('server exited'));
      } else if (test()) {
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      }
    };
    listeners.add(look);
    look();
  });
const quiet = async (ms) => {
  let last = performance.now();
  const mark = () => {
    last = performance.now();
  };
  listeners.add(mark);
  while (performance.now() - last < ms) await new Promise((r) => setTimeout(r, 10));
  listeners.delete(mark);
};

const uriOf = (file) => pathToFileURL(join(repo, file)).href;
const began = performance.now();
await request('initialize', {
  processId: process.pid,
  rootUri: pathToFileURL(repo).href,
  workspaceFolders: [{ uri: pathToFileURL(repo).href, name: 'repo' }],
  capabilities: {
    window: { workDoneProgress: true },
    workspace: { configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: true } },
    textDocument: {
      publishDiagnostics: {
        relatedInformation: true,
        versionSupport: true,
        codeDescriptionSupport: true,
        dataSupport: true,
      },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
        dataSupport: true,
        resolveSupport: { properties: ['edit'] },
      },
    },
  },
});
notify('initialized', {});
await until(() => indexed && indexing.size === 0, 120_000, 'end of the first index ($/progress)');
await quiet(500);
const indexMs = performance.now() - began - 500;

const positions = (text) => {
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1);
  return (o) => {
    let lo = 0,
      hi = starts.length - 1;
    while (lo < hi) {
      const m = (lo + hi + 1) >> 1;
      if (starts[m] <= o) lo = m;
      else hi = m - 1;
    }
    return { line: lo, character: o - starts[lo] };
  };
};
const covers = (range, a, b) => {
  const before = (p, q) => p.line < q.line || (p.line === q.line && p.character < q.character);
  return before(range.start, b) && before(a, range.end);
};
const flat = () => [...published.values()].flatMap((p) => p.diagnostics.map((d) => ({ uri: p.uri, ...d })));
const signature = (d) => `${d.uri} ${d.code} ${d.message}`;
const tally = (list) => {
  const m = new Map();
  for (const d of list) m.set(signature(d), (m.get(signature(d)) ?? 0) + 1);
  return m;
};
const same = (a, b) => a.size === b.size && [...a].every(([k, n]) => b.get(k) === n);

const rows = new Map(),
  times = [],
  misses = [];
let version = 1;
const row = (kind) =>
  rows.get(kind) ?? rows.set(kind, { tried: 0, seen: 0, mended: 0, stray: 0, leftover: 0 }).get(kind);
for (const link of links) {
  const r = row(link.kind);
  r.tried++;
  const text = readFileSync(join(repo, link.file), 'utf8'),
    uri = uriOf(link.file);
  const language = /dockerfile/i.test(link.file) ? 'dockerfile' : /\.ya?ml$/.test(link.file) ? 'yaml' : 'plaintext';
  try {
    notify('textDocument/didOpen', { textDocument: { uri, languageId: language, version: ++version, text } });
    const opened = version;
    await until(() => (published.get(uri)?.version ?? -1) >= opened, 10_000, 'diagnostics for the opened file');
    await quiet(60);
    const baseline = tally(flat());
    const at = positions(text),
      start = at(link.start),
      end = at(link.end),
      t = performance.now();
    notify('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start, end }, text: link.new }],
    });
    const changed = version;
    await until(() => (published.get(uri)?.version ?? -1) >= changed, 10_000, 'diagnostics for the change');
    times.push(performance.now() - t);
    await quiet(60);
    const left = new Map(baseline);
    const fresh = flat().filter((d) => {
      const n = left.get(signature(d)) ?? 0;
      left.set(signature(d), n - 1);
      return n <= 0 && (d.severity ?? 1) <= 2;
    });
    const spots = [{ uri, a: start, b: { line: start.line, character: start.character + link.new.length } }];
    const partnerText =
      link.partner.file === link.file
        ? text.slice(0, link.start) + link.new + text.slice(link.end)
        : readFileSync(join(repo, link.partner.file), 'utf8');
    const shift =
        link.partner.file === link.file && link.partner.start > link.start ? link.new.length - link.old.length : 0,
      pat = positions(partnerText);
    spots.push({ uri: uriOf(link.partner.file), a: pat(link.partner.start + shift), b: pat(link.partner.end + shift) });
    const touches = (u, range) => spots.some((s) => s.uri === u && covers(range, s.a, s.b));
    const hits = fresh.filter(
      (d) =>
        touches(d.uri, d.range) || (d.relatedInformation ?? []).some((i) => touches(i.location.uri, i.location.range)),
    );
    r.stray += fresh.length - hits.length;
    if (hits.length) r.seen++;
    else misses.push({ ...link, fresh: fresh.map((d) => `${d.code} ${d.message}`) });
    for (const hit of hits) {
      let actions =
        (await request('textDocument/codeAction', {
          textDocument: { uri: hit.uri },
          range: hit.range,
          context: { diagnostics: [hit], only: ['quickfix'] },
        })) ?? [];
      actions = await Promise.all(actions.map(async (a) => (a.edit || !a.data ? a : request('codeAction/resolve', a))));
      const edits = actions.flatMap((a) =>
        [
          ...Object.entries(a.edit?.changes ?? {}),
          ...(a.edit?.documentChanges ?? []).map((c) => [c.textDocument?.uri, c.edits ?? []]),
        ].map(([u, list]) => ({ u, list })),
      );
      if (
        edits.some(({ u, list }) =>
          list.some((e) => touches(u, e.range) && (e.newText.includes(link.old) || e.newText.includes(link.new))),
        )
      ) {
        r.mended++;
        break;
      }
    }
    const back = { start, end: { line: start.line, character: start.character + link.new.length } };
    notify('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: back, text: link.old }],
    });
    const undone = version;
    await until(() => (published.get(uri)?.version ?? -1) >= undone, 10_000, 'diagnostics for the undo');
    await quiet(60);
    if (!same(baseline, tally(flat()))) r.leftover++;
  } catch (error) {
    misses.push({ ...link, error: error.message });
    if (exited) break;
  }
  notify('textDocument/didClose', { textDocument: { uri } });
}
await Promise.race([request('shutdown', null).catch(() => {}), new Promise((r) => setTimeout(r, 2000))]);
notify('exit');
server.kill();
times.sort((a, b) => a - b);
const quantile = (q) =>
  times.length ? times[Math.min(times.length - 1, Math.floor(q * times.length))].toFixed(1) : '-';
if (flag('misses'))
  for (const m of misses)
    console.log(
      'missed',
      m.kind,
      `${m.file}:${positions(readFileSync(join(repo, m.file), 'utf8'))(m.start).line + 1}`,
      `${m.old} -> ${m.new}`,
      m.error ?? '',
      m.fresh?.join(' | ') ?? '',
    );
const total = { tried: 0, seen: 0, mended: 0, stray: 0, leftover: 0 };
for (const [kind, r] of rows) {
  for (const k of Object.keys(total)) total[k] += r[k];
  console.log(
    `${kind.padEnd(24)} tried ${r.tried}  seen ${r.seen}  mended ${r.mended}  stray ${r.stray}  leftover ${r.leftover}`,
  );
}
console.log(
  `all tried ${total.tried}  seen ${total.seen}  mended ${total.mended}  stray ${total.stray}  leftover ${total.leftover}  index ${indexMs.toFixed(0)} ms  keystroke p50 ${quantile(0.5)} p95 ${quantile(0.95)} max ${quantile(1)} ms`,
);
if (flag('json'))
  console.log(
    JSON.stringify({
      rows: Object.fromEntries(rows),
      total,
      indexMs,
      p50: +quantile(0.5),
      p95: +quantile(0.95),
      misses,
    }),
  );
process.exit(exited ? 1 : 0);
