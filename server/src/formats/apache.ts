/**
 * Configurations of the Apache HTTP Server. Semantics after httpd.apache.org/docs/2.4: only `Listen` opens a port; a
 * `<VirtualHost>` answers on ports that are open; `ProxyPass`, `BalancerMember`, `RewriteRule [P]` and a handler `proxy:`
 * forward. `${NAME}` is a variable of the environment or of a `Define`. Members of a balancer that this file defines are
 * led to by whoever names it.
 *
 * One component a file. A listener leads to the virtual hosts of its port, a virtual host to the targets within it.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { linesInForce } from '../syntax/apache-conditions.ts';
import { type ApacheLine, parseApacheLines } from '../syntax/apache-lines.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { joinSites, type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { cutText, flatten, parseTextAddress, portValue, textSpan } from '../syntax/text-address.ts';

/** Signs of these configs, and of others that look alike: nginx ends its lines, CUPS has an administrator's socket. */
const SIGNS =
  /^[ \t\ufeff]*(?:<VirtualHost\s|Listen[ \t]+\S*\d[ \t]*(?:https?)?[ \t]*\r?$|ProxyPass(?:Match|Reverse)?\s|BalancerMember\s)/im;
const OTHERS = /;[ \t]*\r?$|\/cups\b|<(?:source|match)\b/m;

export const apache: Format = {
  id: 'apache',
  comment: '#',
  matches: (path) =>
    /\.(?:conf|vhost)(?:\.(?:template|tmpl|tpl))?$/i.test(path) || /\/sites-(?:available|enabled)\/[^/.]+$/.test(path),
  parse(source) {
    const { text, file } = source;
    if (!SIGNS.test(text) || OTHERS.test(text.replace(/^[ \t]*#.*$/gm, ''))) return [];
    const { lines, undecided } = linesInForce(parseApacheLines(source));
    const sites = readFile(lines);
    if (sites.length === 0) return [];
    const name = basename(file);
    const span = source.span(0, 0);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'apache',
        label: `apache ${name}`,
        name,
        span,
        sites: numberSites(sites),
        includes: [],
        ...(undecided ? { partial: true } : {}),
      },
    ];
  },
};

/** What is being read, and what has been found so far. */
interface Reader {
  readonly listens: LinkedSite[];
  readonly hosts: LinkedSite[];
  readonly targets: LinkedSite[];
  /** Members by the name of their balancer, and who sends to it. */
  readonly members: Map<string, LinkedSite[]>;
  readonly senders: { readonly balancer: string; readonly hosts: readonly LinkedSite[] }[];
}

/** The virtual host and the balancer that a line stands in. */
interface Scope {
  readonly hosts: readonly LinkedSite[];
  readonly balancer?: string;
}

function readFile(lines: readonly ApacheLine[]): readonly LinkedSite[] {
  const reader: Reader = { listens: [], hosts: [], targets: [], members: new Map(), senders: [] };
  readLines(reader, lines, { hosts: [] });
  const { listens, hosts, targets, members, senders } = reader;
  for (const { balancer, hosts: from } of senders)
    for (const host of from) for (const member of members.get(balancer) ?? []) host.leads.add(member);
  for (const listen of listens) {
    const own = hosts.filter((host) => JSON.stringify(plain(host)) === JSON.stringify(plain(listen)));
    for (const host of own) listen.leads.add(host);
    if (own.length > 0 && own.every(({ site }) => site.tls)) listen.site = { ...listen.site, tls: true };
  }
  return joinSites([...listens, ...hosts, ...targets]);
}

/** A value without its places. */
function plain({ site: { value } }: LinkedSite): unknown {
  return value.kind === 'text' ? flatten(value.text) : value;
}

function readLines(reader: Reader, lines: readonly ApacheLine[], scope: Scope): void {
  for (const line of lines) {
    const { name, words, section } = line;
    const [first, second] = words;
    if (section) readSection(reader, line, section, scope);
    else if (name === 'listen' && first) {
      const site = listen(first);
      const tls = second && flatten(second).toLowerCase() === 'https';
      if (site) reader.listens.push({ site: tls ? { ...site, tls: true } : site, leads: new Set() });
    } else if (name === 'sslengine' && first && /^on$/i.test(flatten(first))) {
      for (const host of scope.hosts) host.site = { ...host.site, tls: true };
    } else readTarget(reader, line, scope);
  }
}

function readSection(reader: Reader, { name, words }: ApacheLine, section: readonly ApacheLine[], scope: Scope): void {
  if (name === 'virtualhost') {
    const hosts = words.flatMap(virtualHost);
    reader.hosts.push(...hosts);
    readLines(reader, section, { hosts });
  } else {
    const balancer = name === 'proxy' && words[0] ? balancerOf(words[0]) : undefined;
    readLines(reader, section, balancer === undefined ? scope : { ...scope, balancer });
  }
}

/** `pool` of `balancer://pool/path`; undefined for other URLs. */
function balancerOf(text: Text): string | undefined {
  return /^balancer:\/\/([^/]+)/.exec(flatten(text))?.[1];
}

function listen(text: Text): Site | undefined {
  const use = { role: 'listen', field: 'Listen' } as const;
  // A variable alone is a port, as a number alone is.
  if (!/^\$\{\w+\}$/.test(flatten(text))) return text.length > 0 ? addressSite(text, use) : undefined;
  return { ...use, protocol: 'tcp', value: portValue(text), span: textSpan(text) };
}

function virtualHost(text: Text): readonly LinkedSite[] {
  const port = text.length > 0 ? parseTextAddress(text)?.port : undefined;
  if (!port) return [];
  const site: Site = {
    role: 'route',
    field: 'VirtualHost',
    protocol: 'tcp',
    value: portValue(port),
    span: textSpan(port),
  };
  return [{ site, leads: new Set() }];
}

/** The ports of schemes that only Apache's modules know (mod_proxy_ajp, _fcgi, _scgi, _uwsgi, _http2). */
const PORTS: Readonly<Record<string, number>> = { ajp: 8009, fcgi: 8000, scgi: 4000, uwsgi: 3031, h2: 443 };
const FORWARDS = new Set(['proxypass', 'proxypassmatch', 'balancermember', 'proxyremote', 'proxyremotematch']);

function readTarget(reader: Reader, { name, written, words }: ApacheLine, { hosts, balancer }: Scope): void {
  const texts = words.map(flatten);
  // What ProxyRemote is for comes first, and may be a URL as well.
  const at = texts.findLastIndex((text) => /^(?:proxy:)?\w+:\/\//.test(text));
  const url = words[at];
  const forwards =
    FORWARDS.has(name) ||
    (name === 'sethandler' && texts[at]?.startsWith('proxy:')) ||
    (name === 'rewriterule' && /^\[(?:.*,)?(?:P|proxy)(?:,.*)?\]$/.test(texts.at(-1) ?? ''));
  // A worker that is disabled or stopped gets nothing.
  if (!forwards || !url || texts.some((text) => /^status=\+?\w*[DS]/.test(text))) return;
  const sent = balancerOf(url);
  if (sent !== undefined) {
    reader.senders.push({ balancer: sent, hosts });
    return;
  }
  const site = targetOf(url, written, name.startsWith('proxyremote') ? 'connect' : 'target');
  if (!site) return;
  const linked: LinkedSite = { site, leads: new Set() };
  reader.targets.push(linked);
  const own = name === 'balancermember' ? (balancer ?? balancerOf(words[0]!)) : undefined;
  if (own !== undefined) reader.members.set(own, [...(reader.members.get(own) ?? []), linked]);
  else if (site.role === 'target') for (const host of hosts) host.leads.add(linked);
}

function targetOf(url: Text, field: string, role: 'target' | 'connect'): Site | undefined {
  const implied = (scheme = ''): number | undefined => PORTS[scheme] ?? defaultPort(scheme);
  const written = flatten(url);
  // A pattern may fill in the path right behind the port, but not the host.
  const path = /:\d+(?=\$\d)/.exec(written);
  const text = path ? cutText(url, 0, path.index + path[0].length) : url;
  return /^[^/]*\/\/[^/]*\$\d/.test(flatten(text)) ? undefined : addressSite(text, { role, field, implied });
}
