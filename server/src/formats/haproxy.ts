/**
 * HAProxy configurations. Semantics after its configuration manual: `bind` takes addresses and port ranges; a server
 * without a port is reached on the port that the client came in by; `port` moves only the health check, and only where
 * `check` is on; `default-server` holds for the servers below it, and that of `defaults` for the sections below.
 *
 * One component a file. A `bind` leads to the servers of its own section and of every backend that the section names.
 * Loggers, peers and name servers are not what clients are sent to, and are left out. Backends chosen at run time (`use_backend %[...]`) are unknown. Sockets (`unix@`, `abns@`, `/path`) are no ports.
 */
import type { Component, Destination, Format, Site, Source, Text } from '../model/index.ts';
import { parseSections, type Section, type Word } from '../syntax/haproxy-lines.ts';
import { joinSites, type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { cutText, flatten, parseTextAddress, portValue, type TextAddress, textSpan } from '../syntax/text-address.ts';
import { readOptions, type ServerOptions } from './haproxy-options.ts';

export const haproxy: Format = {
  id: 'haproxy',
  comment: '#',
  matches(path) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return (
      /^haproxy[^/]*\.(cfg|conf)(\.(template|tmpl|tpl))?$/i.test(name) ||
      /\.haproxy\.cfg$/i.test(name) ||
      /(^|\/)haproxy\/(.*\/)?[^/]+\.cfg$/i.test(path)
    );
  },
  parse: (source) => parseHaproxy(source),
};

/** The proxy that a text describes; nothing where it has no section of HAProxy's. */
export function parseHaproxy(source: Source): readonly Component[] {
  const { sections, undecided } = parseSections(source);
  const first = sections[0]?.keyword;
  if (!first) return [];
  const proxies = readProxies(sections);
  link(proxies);
  const sites = proxies.flatMap(({ binds, servers, probes }) => [
    ...binds,
    ...servers.flatMap(({ target }) => target ?? []),
    ...probes,
  ]);
  const name = source.file.slice(source.file.lastIndexOf('/') + 1);
  const component: Component = {
    kind: 'proxy',
    id: `${source.file}#0`,
    file: source.file,
    format: 'haproxy',
    label: `haproxy ${name}`,
    name,
    span: source.span(first.start, first.end),
    sites: numberSites(joinSites(sites)),
    includes: [],
    ...(undecided ? { partial: true } : {}),
  };
  return [component];
}

/** A section that listens, has servers, or both. */
interface ProxySection {
  readonly name: string;
  /** Others may send to it by its name. */
  readonly backend: boolean;
  readonly binds: LinkedSite[];
  readonly servers: Server[];
  readonly probes: LinkedSite[];
  /** What `http-check connect` and `tcp-check connect` say, for every server that is checked. */
  readonly connects: { readonly field: string; readonly port: Text; readonly addr?: Text }[];
  /** In `mode http` text is plain where it is no TLS; in `mode tcp` TLS may pass through. */
  readonly http: boolean;
  /** The backends it names. */
  readonly backends: string[];
}

interface Server {
  readonly address: TextAddress;
  readonly tls: boolean | undefined;
  /** The host that is checked; absent where none is. */
  readonly checked?: Text;
  /** Absent where the port is the client's, until `link` has found which that is. */
  target?: LinkedSite;
}

interface Defaults {
  readonly server: ServerOptions;
  readonly backends: readonly string[];
  readonly http: boolean;
}

const NO_DEFAULTS: Defaults = { server: { check: false, ssl: false, agent: false }, backends: [], http: false };
/** Their servers are peers and loggers, not what clients are sent to. */
const LISTENERS_ONLY = new Set(['global', 'peers', 'log-forward']);

function readProxies(sections: readonly Section[]): readonly ProxySection[] {
  const named = new Map<string, Defaults>();
  let latest = NO_DEFAULTS;
  const proxies: ProxySection[] = [];
  for (const { keyword, header, lines } of sections) {
    const kind = keyword.text;
    const from = header.findIndex((word) => word.text === 'from');
    const inherited = from >= 0 ? named.get(header[from + 1]?.text ?? '') : undefined;
    const isDefaults = kind === 'defaults';
    if (!isDefaults && !/^(frontend|backend|listen)$/.test(kind) && !LISTENERS_ONLY.has(kind)) continue;
    const defaults = inherited ?? (isDefaults ? NO_DEFAULTS : latest);
    const mode = lines.findLast((line) => line[0]?.text === 'mode')?.[1]?.text;
    const proxy: ProxySection = {
      name: header[0]?.text ?? '',
      backend: kind === 'backend' || kind === 'listen',
      binds: [],
      servers: [],
      probes: [],
      connects: [],
      http: mode ? mode === 'http' : defaults.http,
      backends: kind === 'frontend' || kind === 'listen' ? [...defaults.backends] : [],
    };
    // As versions before 1.7 took it: `listen stats :1936`.
    const [, bound] = header;
    if (/^(?:frontend|listen)$/.test(kind) && bound && from < 0)
      proxy.binds.push(...readBind(bound, [], kind, proxy.http));
    let server = defaults.server;
    for (const line of lines) {
      if (LISTENERS_ONLY.has(kind) && /^(default-)?server/.test(line[0]!.text)) continue;
      server = readLine(line, proxy, server);
    }
    for (const { field, port, addr } of proxy.connects)
      for (const { checked } of proxy.servers) if (checked) addProbe(proxy, field, port, addr ?? checked);
    if (!isDefaults) proxies.push(proxy);
    else {
      latest = { server, backends: proxy.backends, http: proxy.http };
      if (proxy.name && from !== 0) named.set(proxy.name, latest);
    }
  }
  return proxies;
}

/** Reads one line into its section; returns the server options that hold from there on. */
function readLine(line: readonly Word[], proxy: ProxySection, defaults: ServerOptions): ServerOptions {
  const [keyword, first, second, third, ...rest] = line;
  switch (keyword!.text) {
    case 'bind':
    case 'dgram-bind':
      if (first) proxy.binds.push(...readBind(first, line.slice(2), keyword!.text, proxy.http));
      break;
    case 'http-check':
    case 'tcp-check':
      if (first?.text === 'connect') readConnect(keyword!.text, line.slice(2), proxy);
      break;
    case 'stats':
      if (first?.text === 'socket' && second)
        proxy.binds.push(...readBind(second, line.slice(3), 'stats socket', false));
      break;
    case 'default_backend':
    case 'use_backend':
      if (first) proxy.backends.push(first.text);
      break;
    case 'default-server':
      return readOptions(line.slice(1), defaults);
    case 'server':
      if (second) readServer(second, readOptions(line.slice(3), defaults), proxy);
      break;
    case 'server-template':
      if (third) readServer(third, readOptions(rest, defaults), proxy);
      break;
  }
  return defaults;
}

const TRANSPORT = /^(?:ipv[46]|(?:tcp|mptcp|udp|quic)[46]?)@/;

function readBind(addresses: Word, options: readonly Word[], field: string, http: boolean): readonly LinkedSite[] {
  const tls = options.some((word) => word.text === 'ssl') || (http ? false : undefined);
  let offset = 0;
  return addresses.text.split(',').flatMap((written): readonly LinkedSite[] => {
    const start = offset;
    offset += written.length + 1;
    const address = readAddress(cutText(addresses.parts, start, start + written.length));
    const lone = address?.host && !address.port && /^\$/.test(written);
    if (!address?.port && !lone) return [];
    const { host } = address;
    const port = address.port ?? host!;
    const site: Site = {
      role: 'listen',
      field,
      span: textSpan(port),
      // A variable alone holds the address too.
      value: portValue(port),
      protocol: /^(udp|quic)/.test(written) || field === 'dgram-bind' ? 'udp' : 'tcp',
      ...(host && !lone ? { address: { text: flatten(host), span: textSpan(host) } } : {}),
      ...(tls === undefined ? {} : { tls }),
    };
    return [{ site, leads: new Set() }];
  });
}

/** An address without its transport; undefined for sockets. */
function readAddress(text: Text): TextAddress | undefined {
  const written = flatten(text);
  const start = TRANSPORT.exec(written)?.[0].length ?? 0;
  if (/^[/@]|@/.test(written.slice(start)) || start === written.length) return undefined;
  return parseTextAddress(cutText(text, start, written.length));
}

/** `http-check connect port 9090 addr 10.0.0.1 ssl`. */
function readConnect(check: string, options: readonly Word[], proxy: ProxySection): void {
  const after = (name: string): Text | undefined => {
    const at = options.findIndex(({ text }) => text === name);
    const parts = at < 0 ? undefined : options[at + 1]?.parts;
    return parts && parts.length > 0 ? parts : undefined;
  };
  const port = after('port');
  // An expression finds the port when the check runs.
  if (!port || !/^(?:\d+|\$\{\w+\})$/.test(flatten(port))) return;
  const addr = after('addr');
  proxy.connects.push({ field: `${check} connect port`, port, ...(addr ? { addr } : {}) });
}

function readServer(word: Word, options: ServerOptions, proxy: ProxySection): void {
  const address = readAddress(word.parts);
  if (!address?.host) return;
  const { host, port } = address;
  const checked = options.addr ?? host;
  const server: Server = {
    address,
    tls: options.ssl || (proxy.http ? false : undefined),
    ...(options.check ? { checked } : {}),
  };
  proxy.servers.push(server);
  if (port) server.target = newTarget(server, { span: textSpan(port), value: portValue(port) });
  if (options.check && options.port) addProbe(proxy, 'check port', options.port, checked);
  if (options.agent && options.agentPort) addProbe(proxy, 'agent-port', options.agentPort, checked);
}

function newTarget({ address, tls }: Server, port: Pick<Site, 'span' | 'value' | 'implied'>): LinkedSite {
  const to = destinations(address.host!);
  const site: Site = {
    role: 'target',
    field: 'server',
    protocol: 'tcp',
    ...port,
    to,
    ...(tls === undefined ? {} : { tls }),
  };
  return { site, leads: new Set() };
}

/** A server of `0.0.0.0` or `*` is where the client wanted to go. */
function destinations(host: Text): readonly Destination[] {
  return /^(\*|0\.0\.0\.0|::)$/.test(flatten(host)) ? [] : [{ kind: 'host', host }];
}

function addProbe(proxy: ProxySection, field: string, port: Text, host: Text): void {
  const site: Site = {
    role: 'probe',
    field,
    span: textSpan(port),
    value: portValue(port),
    protocol: 'tcp',
    to: destinations(host),
  };
  proxy.probes.push({ site, leads: new Set() });
}

/** Leads every bind to the servers behind it, and gives a server without a port the one that all its binds share. */
function link(proxies: readonly ProxySection[]): void {
  const byName = new Map(proxies.filter(({ backend }) => backend).map((each) => [each.name, each]));
  const binds = new Map<Server, LinkedSite[]>();
  for (const proxy of proxies) {
    const behind = new Set([proxy, ...proxy.backends.flatMap((name) => byName.get(name) ?? [])]);
    for (const server of [...behind].flatMap((each) => each.servers))
      binds.set(server, [...(binds.get(server) ?? []), ...proxy.binds]);
  }
  for (const [server, fronts] of binds) {
    const values = fronts.map(({ site }) => (site.value.kind === 'number' ? site.value.number : undefined));
    const [shared] = values;
    // An SRV record says its own port.
    const srv = flatten(server.address.host!).startsWith('_');
    if (!server.target && !srv && shared !== undefined && values.every((value) => value === shared)) {
      const { host, hostEnd } = server.address;
      const implied = { at: hostEnd, template: ':{port}' };
      server.target = newTarget(server, { span: textSpan(host!), value: { kind: 'number', number: shared }, implied });
    }
    if (server.target) for (const front of fronts) front.leads.add(server.target);
  }
}
