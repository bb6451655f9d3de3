/**
 * nginx configurations, whole (`nginx.conf`) or in pieces (`conf.d/*.conf`, a snippet in a ConfigMap). Semantics after
 * nginx.org/en/docs: listen (default *:80), upstream server (default 80), proxy_pass and grpc_pass (default by scheme);
 * uwsgi_pass, fastcgi_pass, scgi_pass, memcached_pass and everything in `stream` must write a port.
 *
 * One component a file. A `listen` leads to the targets of its server block; a pass that names an upstream of this file
 * leads to the upstream's servers; otherwise to an upstream of another file of the configuration, or to a host. `$NAME` and `${NAME}` in capitals that the file
 * does not define are envsubst's, as is any `${name}` that nginx does not define itself in a `.template`.
 */
import type { Component, Format, Source } from '../model/index.ts';
import { type Block, type Directive, parseDirectives, type Word } from '../syntax/directives.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { numberSites } from '../syntax/linked-sites.ts';
import { collectDefinitions, type Definitions, expandWord } from '../syntax/nginx-variables.ts';
import { flatten, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';
import {
  addSite,
  type Draft,
  type Drafts,
  impliedPort,
  readGroup,
  readTarget,
  settle,
  switchScheme,
} from './nginx-sites.ts';

/** The port a pass uses where it writes none; absent where it must write one. */
const PASSES: Readonly<Record<string, { readonly schemes: readonly string[]; readonly bare?: number }>> = {
  proxy_pass: { schemes: ['http', 'https'] },
  grpc_pass: { schemes: ['grpc', 'grpcs'], bare: 80 },
  uwsgi_pass: { schemes: [] },
  fastcgi_pass: { schemes: [] },
  scgi_pass: { schemes: [] },
  memcached_pass: { schemes: [] },
};
const TLS_SCHEMES = new Set(['https', 'grpcs', 'suwsgi']);
const PLAIN_SCHEMES = new Set(['http', 'grpc']);
const SIGNS = new Set(['listen', 'server_name', 'proxy_set_header', ...Object.keys(PASSES)]);
const STARTERS = new Set([...SIGNS, 'server', 'location', 'upstream', 'include', 'set', 'http', 'stream', 'root']);

/** Apache and fluentd write sections as tags. */
const OTHERS = /^[ \t]*<(VirtualHost|IfModule|Directory|Files|Location|Proxy|source|match|filter|label|system)\b/m;

export const nginx: Format = {
  id: 'nginx',
  comment: '#',
  matches(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/^(haproxy|dockerfile)/i.test(name)) return false;
    return (
      /\.(conf|nginx)(\.(template|tmpl|tpl))?$/i.test(name) ||
      /(^|\/)nginx\/(.*\/)?[^/]+\.(template|nginx)$/i.test(path) ||
      /\/sites-(available|enabled)\/[^/.]+$/.test(path)
    );
  },
  parse: (source) => parseNginx(source),
};

/** The proxy that a text describes; nothing where the text is the configuration of another program. */
export function parseNginx(source: Source): readonly Component[] {
  const tree = parseDirectives(source.text, STARTERS);
  if (!isNginx(source, tree)) return [];
  const reader = newReader(source, tree);
  readServerBody(reader, tree, false);
  const first = (tree.find(({ block, name }) => block && /^(?!events)\w+$/.test(name.text)) ?? tree[0]!).name;
  const name = source.file.slice(source.file.lastIndexOf('/') + 1);
  const sites = numberSites([...reader.sites.values()].map(settle));
  const groups = [...reader.upstreams].map(([group, servers]) => ({
    name: group,
    sites: servers.flatMap((draft) =>
      sites.flatMap(({ span, role }, index) => (span === draft.site.span && role === 'target' ? [index] : [])),
    ),
  }));
  const proxy: Component = {
    kind: 'proxy',
    id: `${source.file}#0`,
    file: source.file,
    format: 'nginx',
    label: `nginx ${name}`,
    name,
    span: source.span(first.start, first.start + /^[^\r\n]*/.exec(first.text)![0].length),
    sites,
    ...(groups.length > 0 ? { groups } : {}),
    includes: readIncludes(source.file, reader.includes),
  };
  return [proxy];
}

/** Many programs read `*.conf`. nginx's own blocks with a `;` inside, or its own directives, tell. */
function isNginx(source: Source, tree: readonly Directive[]): boolean {
  if (tree.length === 0 || OTHERS.test(source.text)) return false;
  if (/(^|\/)nginx[^/]*\.conf|\.nginx(\.|$)/i.test(source.file)) return true;
  return tree.some(({ name, words, closed, block }) => {
    if (!block) return closed && SIGNS.has(name.text);
    const known =
      words.length === 0
        ? /^(http|stream|server|events|mail)$/.test(name.text)
        : name.text === 'location' || (name.text === 'upstream' && words.length === 1);
    return known && (holdsStatement(block.directives) || /\/nginx\/|\/sites-/.test(source.file));
  });
}

function holdsStatement(directives: readonly Directive[]): boolean {
  return directives.some(({ closed, block }) => closed || (block ? holdsStatement(block.directives) : false));
}

interface Reader {
  readonly source: Source;
  readonly definitions: Definitions;
  readonly upstreams: ReadonlyMap<string, readonly Draft[]>;
  readonly sites: Drafts;
  readonly includes: string[];
}

interface Server {
  readonly listens: Draft[];
  readonly targets: { readonly draft: Draft; readonly tls: boolean | undefined }[];
}

interface Scope {
  readonly stream: boolean;
  /** The blocks around, from the outermost. */
  readonly chain: readonly (readonly Directive[])[];
  readonly server: Server;
}

function newServer(): Server {
  return { listens: [], targets: [] };
}

function newReader(source: Source, tree: readonly Directive[]): Reader {
  const upstreams = new Map<string, readonly Draft[]>();
  const definitions = collectDefinitions(tree, /\.(template|tmpl|tpl)$/.test(source.file));
  const reader: Reader = { source, definitions, upstreams, sites: new Map(), includes: [] };
  const collect = (directives: readonly Directive[], stream: boolean): void => {
    for (const { name, words, block } of directives) {
      if (name.text === 'include' && words[0]) reader.includes.push(words[0].text);
      if (!block) continue;
      if (name.text === 'upstream' && words[0])
        upstreams.set(words[0].text, readUpstream(reader, block.directives, stream));
      else collect(block.directives, stream || name.text === 'stream');
    }
  };
  collect(tree, false);
  return reader;
}

function readUpstream(reader: Reader, directives: readonly Directive[], stream: boolean): readonly Draft[] {
  return directives.flatMap(({ name, words: [address, ...options] }) => {
    if (name.text !== 'server' || !address || options.some(({ text }) => text === 'down')) return [];
    const implied = stream || options.some(({ text }) => text.startsWith('service=')) ? undefined : 80;
    return expandWord(reader.source, address, [], reader.definitions).flatMap((text) => {
      const draft = readTarget(reader.sites, text, 'server', () => implied);
      return draft ? [draft] : [];
    });
  });
}

function readBlock(reader: Reader, directives: readonly Directive[], scope: Scope): void {
  for (const directive of directives) {
    const { name, words, block } = directive;
    if (name.text === 'listen' && !block) readListen(reader, words, scope.server);
    else if (Object.hasOwn(PASSES, name.text) && words[0]) readPass(reader, directive, words[0], scope);
    else if (!block || name.text === 'upstream') continue;
    else if (name.text === 'server' && words.length === 0) readServer(reader, name, block, scope.stream);
    else if (name.text === 'otel_exporter') readExporter(reader, block.directives);
    else
      readBlock(reader, block.directives, {
        ...scope,
        stream: scope.stream || name.text === 'stream',
        chain: [...scope.chain, block.directives],
      });
  }
}

function readServer(reader: Reader, name: Word, { start, directives }: Block, inStream: boolean): void {
  const has = (wanted: string): boolean => directives.some((each) => each.name.text === wanted);
  // `proxy_pass` straight in a server block exists only in stream; a snippet may lack the block around.
  const stream = inStream || has('proxy_pass');
  const server = newServer();
  if (!has('listen') && !has('include') && !stream) {
    const span = reader.source.span(name.start, name.end);
    const implied = { at: reader.source.span(start, start), template: ' listen {port};' };
    const listen = { role: 'listen', field: 'listen', protocol: 'tcp', value: { kind: 'number', number: 80 } } as const;
    server.listens.push(addSite(reader.sites, { ...listen, span, implied }));
  }
  readServerBody(reader, directives, stream, server);
}

/** Reads what a server block holds, or a text that is to be included in one, and leads its listeners to its targets. */
function readServerBody(reader: Reader, directives: readonly Directive[], stream: boolean, server = newServer()): void {
  readBlock(reader, directives, { stream, chain: [directives], server });
  const isOn = (name: string): boolean =>
    directives.some((each) => each.name.text === name && each.words[0]?.text === 'on');
  for (const listen of server.listens) {
    if (isOn('ssl')) listen.tls.add(true);
    // In stream what passes through may be TLS; an included file may hold `ssl on`.
    else if (!stream && !listen.site.tls && !directives.some((each) => each.name.text === 'include'))
      listen.tls.add(false);
    for (const { draft } of server.targets) {
      listen.leads.add(draft);
      if (stream) draft.transports.add(listen.site.protocol === 'udp' ? 'udp' : 'tcp');
    }
  }
  for (const { draft, tls } of server.targets) draft.tls.add(stream ? isOn('proxy_ssl') || undefined : tls);
}

function readListen(reader: Reader, [address, ...options]: readonly Word[], server: Server): void {
  if (!address) return;
  const has = (...names: string[]): boolean => options.some(({ text }) => names.includes(text));
  for (const text of expandWord(reader.source, address, [], reader.definitions)) {
    const found = parseTextAddress(text);
    if (!found) continue;
    const lone = !found.port && found.host && /^(\$|\{\{)/.test(flatten(found.host));
    const port = lone ? found.host : found.port;
    const host = lone ? undefined : found.host;
    const draft = addSite(reader.sites, {
      role: 'listen',
      field: 'listen',
      protocol: has('udp', 'quic') ? 'udp' : 'tcp',
      ...(port
        ? { span: textSpan(port), value: portValue(port) }
        : {
            span: textSpan(host!),
            value: { kind: 'number', number: 80 },
            implied: impliedPort(found.hostEnd),
          }),
      ...(host ? { address: { text: flatten(host), span: textSpan(host) } } : {}),
      ...(has('ssl', 'quic') ? { tls: true } : {}),
    });
    server.listens.push(draft);
  }
}

function readPass(reader: Reader, { name }: Directive, word: Word, { chain, server, stream }: Scope): void {
  const { schemes, bare } = PASSES[name.text]!;
  for (const text of expandWord(reader.source, word, chain, reader.definitions)) {
    const address = parseTextAddress(text);
    if (!address?.host) continue;
    const scheme = address.scheme ?? '';
    const tls = TLS_SCHEMES.has(scheme) || (PLAIN_SCHEMES.has(scheme) ? false : undefined);
    const upstream = address.port ? undefined : reader.upstreams.get(flatten(address.host));
    const target = upstream
      ? undefined
      : (readTarget(reader.sites, text, name.text, (scheme) => {
          if (stream) return undefined;
          return scheme === undefined ? bare : schemes.includes(scheme) ? defaultPort(scheme) : undefined;
        }) ?? readGroup(reader.sites, text, name.text));
    const edit = switchScheme(text, scheme);
    if (target && edit) target.site = { ...target.site, switchTls: edit };
    for (const draft of upstream ?? (target ? [target] : [])) server.targets.push({ draft, tls });
  }
}

/** The OpenTelemetry module's collector: `otel_exporter { endpoint host:4317; }`. */
function readExporter(reader: Reader, directives: readonly Directive[]): void {
  for (const { name, words } of directives) {
    if (name.text !== 'endpoint' || !words[0]) continue;
    for (const text of expandWord(reader.source, words[0], [], reader.definitions))
      readTarget(reader.sites, text, 'endpoint', () => undefined, 'connect');
  }
}

/**
 * nginx takes relative paths from its own prefix; in a workspace the file's folder is the likelier place: both. That of a
 * path below nginx's usual prefix is where the main file lies.
 */
function readIncludes(file: string, written: readonly string[]): readonly string[] {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return written.flatMap((path) => {
    if (!path.startsWith('/')) return [folder + path.replace(/^\.\//, ''), path];
    const inside = /^\/(?:etc|usr\/local(?:\/openresty)?)\/nginx\/(?:conf\/)?(.+)$/.exec(path)?.[1];
    return inside && /nginx[^/]*$/.test(file) ? [path, folder + inside] : [path];
  });
}
