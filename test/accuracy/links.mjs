// Port links that are right in a repository as it stands, found by a few strict rules. Deliberately narrow: a link is
// listed only where the repository proves it (same folder, one owner, the value already agrees), so that breaking
// either end must be visible to any tool that does the job. Needs the package `yaml` in the folder it is run from.

import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const { parseAllDocuments, isMap, isSeq, isScalar } = createRequire(join(process.cwd(), 'package.json'))('yaml');
const SKIP = new Set(['.git', 'node_modules', 'vendor', 'testdata', 'templates', '.terraform']);
const IMAGE_PORTS = {
  postgres: 5432,
  redis: 6379,
  mysql: 3306,
  mariadb: 3306,
  mongo: 27017,
  memcached: 11211,
  rabbitmq: 5672,
  elasticsearch: 9200,
};

function* walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) continue;
    if (stat.isDirectory()) {
      if (!SKIP.has(name)) yield* walk(path);
    } else if (stat.size < 1_000_000) yield path;
  }
}
const get = (node, ...path) =>
  path.reduce((n, k) => (n == null ? undefined : isMap(n) || isSeq(n) ? n.get(k, true) : undefined), node);
const value = (node) => (isScalar(node) ? node.value : undefined);
const items = (node) => (isSeq(node) ? node.items : []);
const pairs = (node) =>
  isMap(node) ? node.items.filter((p) => isScalar(p.key)).map((p) => [String(p.key.value), p.value]) : [];

export function findLinks(repo) {
  const folders = new Map();
  for (const path of walk(repo)) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  const links = [];
  for (const [folder, paths] of folders) {
    const texts = new Map(paths.filter((p) => /\.ya?ml$|Dockerfile/.test(p)).map((p) => [p, readFileSync(p, 'utf8')]));
    const used = new Set([...texts.values()].join('\n').match(/\b\d{2,5}\b/g) ?? []);
    const fresh = (n) => {
      for (let m = Number(n) + 7; m < 65000; m += 7) if (!used.has(String(m))) return String(m);
    };
    const site = (file, node) => ({
      file: relative(repo, file),
      start: node.range[0],
      end: node.range[1],
      text: texts.get(file).slice(node.range[0], node.range[1]),
    });
    const add = (kind, file, node, partnerFile, partnerNode) => {
      const from = site(file, node),
        to = site(partnerFile, partnerNode);
      const quoted = /^(['"])(.*)\1$/.exec(from.text);
      const bare = quoted ? quoted[2] : from.text;
      const start = from.start + (quoted ? 1 : 0);
      const changed = /^\d+$/.test(bare)
        ? fresh(bare)
        : /^[a-z0-9-]+$/.test(bare)
          ? bare.length < 15
            ? `${bare}z`
            : `${bare.slice(0, 14)}z`
          : undefined;
      if (changed)
        links.push({ kind, file: from.file, start, end: start + bare.length, old: bare, new: changed, partner: to });
    };
    kubernetes(texts, add);
    compose(folder, texts, links, repo, fresh);
  }
  return links;
}

function kubernetes(texts, add) {
  const docs = [];
  for (const [file, text] of texts) {
    if (!/\.ya?ml$/.test(file) || !/^kind:/m.test(text) || text.includes('{{')) continue;
    let parsed;
    try {
      parsed = parseAllDocuments(text);
    } catch {
      continue;
    }
    for (const d of parsed)
      if (
        !d.errors.length &&
        isMap(d.contents) &&
        value(get(d.contents, 'apiVersion')) &&
        value(get(d.contents, 'kind'))
      )
        docs.push({
          file,
          root: d.contents,
          kind: value(get(d.contents, 'kind')),
          name: value(get(d.contents, 'metadata', 'name')),
          namespace: value(get(d.contents, 'metadata', 'namespace')),
        });
  }
  const workloads = docs
    .filter((d) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'].includes(d.kind))
    .map((d) => {
      const template = d.kind === 'Pod' ? d.root : get(d.root, 'spec', 'template');
      const labels = Object.fromEntries(
        pairs(get(template, 'metadata', 'labels')).map(([k, v]) => [k, String(value(v))]),
      );
      const containers = items(get(template, 'spec', 'containers')).map((c) => ({
        node: c,
        ports: items(get(c, 'ports'))
          .map((p) => ({ number: get(p, 'containerPort'), name: get(p, 'name') }))
          .filter((p) => isScalar(p.number)),
      }));
      return { ...d, labels, containers, ports: containers.flatMap((c) => c.ports) };
    });
  const services = docs
    .filter((d) => d.kind === 'Service')
    .map((d) => ({
      ...d,
      selector: pairs(get(d.root, 'spec', 'selector')).map(([k, v]) => [k, String(value(v))]),
      headless: value(get(d.root, 'spec', 'clusterIP')) === 'None',
      ports: items(get(d.root, 'spec', 'ports'))
        .filter(isMap)
        .map((p) => ({ port: get(p, 'port'), target: get(p, 'targetPort'), name: get(p, 'name') })),
    }));
  for (const s of services) {
    if (!s.selector.length) continue;
    const chosen = workloads.filter(
      (w) =>
        s.selector.every(([k, v]) => w.labels[k] === v) &&
        (!s.namespace || !w.namespace || s.namespace === w.namespace),
    );
    if (chosen.length !== 1) continue;
    const [w] = chosen;
    for (const p of s.ports) {
      const target = isScalar(p.target) ? p.target : isScalar(p.port) && !p.target ? p.port : undefined;
      if (!target) continue;
      const matches = w.ports.filter((q) =>
        typeof value(target) === 'number' ? value(q.number) === value(target) : value(q.name) === value(target),
      );
      if (matches.length !== 1) continue;
      const partner = typeof value(target) === 'number' ? matches[0].number : matches[0].name;
      add(isScalar(p.target) ? 'service-target' : 'service-default-target', s.file, target, w.file, partner);
      add('container-port', w.file, partner, s.file, target);
    }
  }
  for (const w of workloads)
    for (const c of w.containers)
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
        for (const how of ['httpGet', 'tcpSocket', 'grpc']) {
          const port = get(c.node, probe, how, 'port');
          if (!isScalar(port)) continue;
          const match = c.ports.filter((q) => value(q.number) === value(port) || value(q.name) === value(port));
          if (match.length === 1)
            add(
              'probe',
              w.file,
              port,
              w.file,
              value(match[0].number) === value(port) ? match[0].number : match[0].name,
            );
        }
  const serviceOf = (name, namespace) => {
    const f = services.filter((s) => s.name === name && (!s.namespace || !namespace || s.namespace === namespace));
    return f.length === 1 ? f[0] : undefined;
  };
  const refer = (kind, d, name, port) => {
    const s = serviceOf(String(name).split('.')[0], d.namespace);
    if (!s || !isScalar(port)) return;
    const m = s.ports.filter(
      (p) => value(p.port) === value(port) || (isScalar(p.name) && value(p.name) === value(port)),
    );
    if (m.length === 1) add(kind, d.file, port, s.file, value(m[0].port) === value(port) ? m[0].port : m[0].name);
  };
  for (const d of docs) {
    if (d.kind === 'Ingress') {
      const backend = (b) =>
        refer(
          'ingress-backend',
          d,
          value(get(b, 'service', 'name')),
          get(b, 'service', 'port', 'number') ?? get(b, 'service', 'port', 'name'),
        );
      backend(get(d.root, 'spec', 'defaultBackend'));
      for (const rule of items(get(d.root, 'spec', 'rules')))
        for (const path of items(get(rule, 'http', 'paths'))) backend(get(path, 'backend'));
    }
    if (/^(HTTP|GRPC|TCP|TLS|UDP)Route$/.test(d.kind))
      for (const rule of items(get(d.root, 'spec', 'rules')))
        for (const ref of items(get(rule, 'backendRefs')))
          refer('gateway-backend', d, value(get(ref, 'name')), get(ref, 'port'));
    if (d.kind === 'VirtualService')
      for (const http of items(get(d.root, 'spec', 'http')))
        for (const route of items(get(http, 'route')))
          refer(
            'mesh-destination',
            d,
            value(get(route, 'destination', 'host')),
            get(route, 'destination', 'port', 'number'),
          );
  }
}

function compose(folder, texts, links, repo, fresh) {
  for (const [file, text] of texts) {
    if (!/(^|\/)(docker-)?compose[^/]*\.ya?ml$/.test(file)) continue;
    let doc;
    try {
      [doc] = parseAllDocuments(text);
    } catch {
      continue;
    }
    if (!doc || doc.errors.length) continue;
    const services = new Map(pairs(get(doc.contents, 'services')));
    const inner = new Map(),
      published = [];
    for (const [name, s] of services) {
      const known = [],
        always = !get(s, 'profiles') && !get(s, 'network_mode');
      for (const p of items(get(s, 'ports'))) {
        const m = isScalar(p) && /^(?:[\d.]+:)?(\d+):(\d+)(?:\/tcp)?$/.exec(String(p.value));
        if (!m) continue;
        const raw = text.slice(p.range[0], p.range[1]),
          at = p.range[0] + raw.lastIndexOf(m[2]);
        known.push({ port: m[2], start: at, end: at + m[2].length });
        if (always)
          published.push({ name, port: m[1], start: p.range[0] + raw.indexOf(`${m[1]}:`), length: m[1].length });
      }
      for (const p of items(get(s, 'expose')))
        if (isScalar(p) && /^\d+$/.test(String(p.value))) {
          const raw = text.slice(p.range[0], p.range[1]);
          const at = p.range[0] + raw.indexOf(String(p.value));
          known.push({ port: String(p.value), start: at, end: at + String(p.value).length });
        }
      const image = String(value(get(s, 'image')) ?? '')
        .split(':')[0]
        .split('/')
        .pop();
      if (!known.length && IMAGE_PORTS[image]) {
        const n = get(s, 'image');
        known.push({ port: String(IMAGE_PORTS[image]), start: n.range[0], end: n.range[1] });
      }
      inner.set(name, known);
    }
    const rel = relative(repo, file);
    for (const [, s] of services) {
      const env = get(s, 'environment');
      const nodes = [...pairs(env).map(([, v]) => v), ...items(env), ...items(get(s, 'command'))].filter(isScalar);
      for (const n of nodes) {
        const raw = text.slice(n.range[0], n.range[1]);
        for (const m of raw.matchAll(/(?<![\w.$-])([a-z][\w-]*):(\d{2,5})(?!\d)/g)) {
          const target = inner.get(m[1])?.find((k) => k.port === m[2]);
          if (!target) continue;
          const start = n.range[0] + m.index + m[1].length + 1;
          links.push({
            kind: 'compose-url',
            file: rel,
            start,
            end: start + m[2].length,
            old: m[2],
            new: fresh(m[2]),
            partner: { file: rel, start: target.start, end: target.end, text: target.port },
          });
        }
      }
    }
    for (let i = 1; i < published.length; i++)
      if (published[i].port !== published[0].port && published[i].name !== published[0].name) {
        links.push({
          kind: 'compose-host-clash',
          file: rel,
          start: published[i].start,
          end: published[i].start + published[i].length,
          old: published[i].port,
          new: published[0].port,
          partner: {
            file: rel,
            start: published[0].start,
            end: published[0].start + published[0].length,
            text: published[0].port,
          },
        });
      }
    for (const [name, s] of services) {
      const build = get(s, 'build');
      const context = isScalar(build) ? build.value : value(get(build, 'context'));
      const dockerfile = value(get(build, 'dockerfile')) ?? 'Dockerfile';
      if (typeof context !== 'string' || get(build, 'target') || get(s, 'command') || get(s, 'entrypoint')) continue;
      const path = join(folder, context, dockerfile);
      let content;
      try {
        if (!statSync(path).isFile()) continue;
        content = readFileSync(path, 'utf8');
      } catch {
        continue;
      }
      const last = content.slice(content.search(/^FROM(?![\s\S]*^FROM)/m));
      const exposes = [...last.matchAll(/^EXPOSE[ \t]+(\d+)[ \t]*$/gm)];
      if (exposes.length !== 1) continue;
      const known = (inner.get(name) ?? []).find((k) => k.port === exposes[0][1]);
      if (!known || text.slice(known.start, known.end) !== known.port) continue;
      const at = content.length - last.length + exposes[0].index + exposes[0][0].indexOf(exposes[0][1], 6);
      links.push({
        kind: 'compose-expose',
        file: rel,
        start: known.start,
        end: known.end,
        old: known.port,
        new: fresh(known.port),
        partner: { file: relative(repo, path), start: at, end: at + exposes[0][1].length, text: exposes[0][1] },
      });
    }
  }
}
