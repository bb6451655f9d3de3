/**
 * Traefik's own configuration, static and dynamic, YAML or TOML (doc.traefik.io/traefik, v2 and v3; of v1 the back ends).
 * An entry point listens on its `address`; a service's servers are a `url`, or an `address` for TCP and UDP; the health
 * check may ask another port of them. Names of fields are the same in any case of letters.
 *
 * Entry points stand in one file and routers in another. So a file gathers its servers under the names of the entry points
 * that its routers name, `*` for those of routers that name none, and an entry point leads to the groups of its name.
 */
import { basename, dirname, join } from 'node:path/posix';
import type { Format, Site, Source, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { readPlaceholders } from '../syntax/placeholders.ts';
import { parsePort } from '../syntax/ports.ts';
import { parseToml } from '../syntax/toml-tree.ts';
import { entries, items, parseYaml, scalar, spanOf, type YamlNode } from '../syntax/yaml.ts';

export const traefik: Format = {
  id: 'traefik',
  comment: '#',
  matches: (path) => /\.(?:ya?ml|toml)(?:\.(?:tmpl|tpl|template))?$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (
      !/\bentry-?points\b|\b(?:routers|services|loadbalancer|backends)\b/i.test(text) ||
      /^(?:kind|apiVersion)\s*:/m.test(text)
    )
      return [];
    const toml = /\.toml/i.test(basename(file));
    const { documents, problems } = toml ? { documents: [parseToml(text)], problems: [] } : parseYaml(source);
    const [document] = documents;
    if (!document) return [];
    const listens = entryPoints(source, document);
    const services = readServices(source, document);
    const sites = [...listens, ...[...services.values()].flatMap(({ sites: own }) => own)];
    const [first] = sites;
    if (!first) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const numbered = numberSites(sites);
    const name = basename(file);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'traefik',
        label: `traefik ${name}`,
        name,
        span: first.site.span,
        sites: numbered,
        groups: groupsOf(document, services, (site) =>
          numbered.findIndex(({ span, role }) => span === site.span && role === site.role),
        ),
        includes: includesOf(file, document),
        ...(hasOwnEntryPoint(document) ? { partial: true } : {}),
      },
    ];
  },
};

/** The node under a path of fields, in any case of letters. */
function at(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>(
    (found, name) => entries(found).findLast(({ key }) => key.text.toLowerCase() === name.toLowerCase())?.value,
    node,
  );
}

function textAt(node: YamlNode | undefined, ...path: readonly string[]): string | undefined {
  return scalar(at(node, ...path))?.text;
}

/** `{{ env "API_HOST" }}` in a dynamic file, which is a template. */
const PLACEHOLDER = /\{\{-?\s*env\s+["'`](?<name>[A-Za-z_]\w*)["'`]\s*-?\}\}/g;

function textOf(source: Source, node: YamlNode | undefined): Text {
  const token = scalar(node);
  if (!token || token.text === '' || token.end - token.start !== token.text.length) return [];
  return readPlaceholders(source, token.start, token.end, PLACEHOLDER);
}

function entryPoints(source: Source, document: YamlNode): readonly LinkedSite[] {
  return entries(at(document, 'entryPoints')).flatMap(({ key, value }): LinkedSite[] => {
    const written = scalar(at(value, 'address'));
    if (!written || written.end - written.start !== written.text.length) return [];
    const [suffix, protocol = 'tcp'] = /\/(tcp|udp)$/i.exec(written.text) ?? [];
    const text = readPlaceholders(source, written.start, written.end - (suffix?.length ?? 0), PLACEHOLDER);
    const site = addressSite(text, {
      role: 'listen',
      field: 'entryPoint address',
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    });
    if (!site) return [];
    const name = { text: key.text, span: spanOf(source, key) };
    const to = [key.text, '*'].map((group) => ({
      kind: 'host' as const,
      host: [{ text: group, span: name.span }],
      group: 'only' as const,
    }));
    const tls = at(value, 'http', 'tls') ? { tls: true } : {};
    const listen: LinkedSite = { site: { ...site, ...tls, name, to }, leads: new Set() };
    const quic: LinkedSite = {
      site: { ...site, tls: true, name, to, field: 'HTTP/3', protocol: 'udp' },
      leads: new Set(),
    };
    return at(value, 'http3') ? [listen, quic] : [listen];
  });
}

/** The dashboard, `ping` and metrics have an entry point of their own on 8080, where none is given for them. */
function hasOwnEntryPoint(document: YamlNode): boolean {
  const named = entries(at(document, 'entryPoints')).some(({ key }) => key.text.toLowerCase() === 'traefik');
  const own = [at(document, 'ping'), at(document, 'metrics', 'prometheus')].some((node) => node !== undefined);
  return !named && (own || textAt(document, 'api', 'insecure') === 'true');
}

interface Service {
  readonly sites: readonly LinkedSite[];
  /** Other services that it sends to: weighted, mirrored, as a way out. */
  readonly others: readonly string[];
}

const KINDS = ['http', 'tcp', 'udp'] as const;

/** The services of a file by kind and name: `http api`. */
function readServices(source: Source, document: YamlNode): ReadonlyMap<string, Service> {
  const found = new Map<string, Service>();
  for (const kind of KINDS) {
    for (const { key, value } of entries(at(document, kind, 'services'))) {
      const balancer = at(value, 'loadBalancer');
      const others = ['weighted', 'mirroring', 'failover'].flatMap((way) => namesWithin(at(value, way)));
      found.set(`${kind} ${key.text}`, { sites: readBalancer(source, balancer, kind), others });
    }
  }
  for (const { key, value } of entries(at(document, 'backends'))) {
    const servers = entries(at(value, 'servers')).map((each) => each.value);
    found.set(`http ${key.text}`, { sites: serversOf(source, servers, at(value, 'healthCheck'), 'http'), others: [] });
  }
  return found;
}

function readBalancer(
  source: Source,
  balancer: YamlNode | undefined,
  kind: (typeof KINDS)[number],
): readonly LinkedSite[] {
  return serversOf(source, items(at(balancer, 'servers')), at(balancer, 'healthCheck'), kind);
}

function serversOf(
  source: Source,
  servers: readonly YamlNode[],
  healthCheck: YamlNode | undefined,
  kind: (typeof KINDS)[number],
): readonly LinkedSite[] {
  const field = kind === 'http' ? 'server url' : 'server address';
  const targets = servers.flatMap((server): Site[] => {
    const text = textOf(source, at(server, kind === 'http' ? 'url' : 'address'));
    const site = addressSite(text, { role: 'target', field, protocol: kind === 'udp' ? 'udp' : 'tcp' });
    const plain = site && kind === 'http' && !site.tls ? { tls: false } : {};
    return site ? [{ ...site, ...plain, ...(textAt(server, 'tls') === 'true' ? { tls: true } : {}) }] : [];
  });
  const port = scalar(at(healthCheck, 'port'));
  const value = port && parsePort(port.text);
  const path = textAt(healthCheck, 'path');
  const to = targets.flatMap((site) => site.to ?? []);
  const probes: Site[] =
    port && value
      ? [
          {
            role: 'probe',
            field: 'healthCheck.port',
            protocol: 'tcp',
            value,
            span: spanOf(source, port),
            to,
            ...(path ? { path } : {}),
          },
        ]
      : [];
  return [...targets, ...probes].map((site) => ({ site, leads: new Set() }));
}

/** The services that a weighted, mirroring or failover service names. */
function namesWithin(node: YamlNode | undefined): readonly string[] {
  const own = ['service', 'fallback'].flatMap((field) => textAt(node, field) ?? []);
  const lists = ['services', 'mirrors'].flatMap((field) =>
    items(at(node, field)).flatMap((each) => textAt(each, 'name') ?? []),
  );
  return [...own, ...lists];
}

/** The servers that a file's routers lead to, by the entry points that they name. */
function groupsOf(
  document: YamlNode,
  services: ReadonlyMap<string, Service>,
  indexOf: (site: Site) => number,
): readonly { readonly name: string; readonly sites: readonly number[] }[] {
  const groups = new Map<string, Set<number>>();
  for (const kind of KINDS) {
    for (const { value } of entries(at(document, kind, 'routers'))) {
      const service = textAt(value, 'service')?.replace(/@file$/, '');
      const reached = service === undefined ? [] : serversBehind(services, kind, service, new Set());
      const named = items(at(value, 'entryPoints')).flatMap((each) => scalar(each)?.text ?? []);
      for (const name of named.length > 0 ? named : ['*']) {
        const group = groups.get(name) ?? new Set();
        groups.set(name, group);
        for (const { site } of reached) if (site.role === 'target') group.add(indexOf(site));
      }
    }
  }
  return [...groups].map(([name, sites]) => ({ name, sites: [...sites].sort((a, b) => a - b) }));
}

function serversBehind(
  services: ReadonlyMap<string, Service>,
  kind: string,
  name: string,
  seen: Set<string>,
): readonly LinkedSite[] {
  const service = services.get(`${kind} ${name}`);
  if (!service || seen.has(name)) return [];
  seen.add(name);
  return [
    ...service.sites,
    ...service.others.flatMap((other) => serversBehind(services, kind, other.replace(/@file$/, ''), seen)),
  ];
}

/** What the file provider reads: a file, or those of a folder. */
function includesOf(file: string, document: YamlNode): readonly string[] {
  const provider = at(document, 'providers', 'file');
  const absolute = (path: string): string => (path.startsWith('/') ? path : join(dirname(file), path));
  const filename = textAt(provider, 'filename');
  const directory = textAt(provider, 'directory');
  return [
    ...(filename ? [absolute(filename)] : []),
    ...(directory ? [`${absolute(directory).replace(/\/$/, '')}/*`] : []),
  ];
}
