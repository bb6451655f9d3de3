/**
 * Caddy's own configuration, in JSON (caddyserver.com/docs/json): servers of the HTTP app with their listeners, upstreams
 * that are dialled, health checks, and the admin interface. Network addresses are `network/host:port`, with ranges of
 * ports. A server leads to the upstreams of its routes. What other apps listen on is not read.
 */
import { basename } from 'node:path/posix';
import type { Format, Protocol, Site, Source } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { joinSites, type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { readPlaceholders } from '../syntax/placeholders.ts';
import { parsePort } from '../syntax/ports.ts';
import { entries, entry, get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';

export const caddyJson: Format = {
  id: 'caddy-json',
  matches: (path) => /\.json$/i.test(path),
  parse(source) {
    if (!/"apps"\s*:/.test(source.text) || !/"(?:servers|listen)"\s*:/.test(source.text)) return [];
    const [document] = parseYaml(source).documents;
    const apps = entry(document, 'apps');
    const http = get(apps?.value, 'http');
    const servers = entries(get(http, 'servers'));
    if (!apps || servers.length === 0) return [];
    const admin = listener(source, get(document, 'admin', 'listen'), 'admin');
    const others = entries(apps.value).some(({ key }) => /^layer4$|proxy/.test(key.text));
    const name = basename(source.file);
    return [
      {
        kind: 'proxy',
        id: `${source.file}#0`,
        file: source.file,
        format: 'caddy-json',
        label: `caddy ${name}`,
        name,
        span: spanOf(source, apps.key),
        sites: numberSites(joinSites([...admin, ...servers.flatMap(({ value }) => readServer(source, value))])),
        includes: [],
        ...(others ? { partial: true } : {}),
      },
    ];
  },
};

function readServer(source: Source, server: YamlNode): readonly LinkedSite[] {
  const secured = items(get(server, 'tls_connection_policies')).length > 0;
  const targets = proxiesWithin(get(server, 'routes')).flatMap((handler) => readProxy(source, handler));
  const reached = targets.filter(({ site }) => site.role === 'target');
  const listens = items(get(server, 'listen')).flatMap((each) => listener(source, each, 'listen'));
  for (const listen of listens) {
    const https = listen.site.value.kind === 'number' && listen.site.value.number === 443;
    if (secured || https) listen.site = { ...listen.site, tls: true };
    for (const target of reached) listen.leads.add(target);
  }
  return [...listens, ...targets];
}

/** The `reverse_proxy` handlers at any depth: subroutes hold routes of their own. */
function proxiesWithin(node: YamlNode | undefined): readonly YamlNode[] {
  if (!node) return [];
  const own = textAt(node, 'handler') === 'reverse_proxy' ? [node] : [];
  return [...own, ...items(node).flatMap(proxiesWithin), ...entries(node).flatMap(({ value }) => proxiesWithin(value))];
}

function readProxy(source: Source, handler: YamlNode): readonly LinkedSite[] {
  const tls = get(handler, 'transport', 'tls') !== undefined;
  const targets = items(get(handler, 'upstreams')).flatMap((upstream): Site[] => {
    const site = address(source, get(upstream, 'dial'), 'target', 'dial');
    return site ? [{ ...site, ...(tls ? { tls } : {}) }] : [];
  });
  const port = scalar(get(handler, 'health_checks', 'active', 'port'));
  const value = port && parsePort(port.text);
  const to = targets.flatMap((site) => site.to ?? []);
  const probe: Site | undefined = port &&
    value && { role: 'probe', field: 'health check port', protocol: 'tcp', value, span: spanOf(source, port), to };
  return [...targets, ...(probe ? [probe] : [])].map((site) => ({ site, leads: new Set() }));
}

function listener(source: Source, node: YamlNode | undefined, field: string): readonly LinkedSite[] {
  const site = address(source, node, 'listen', field);
  return site ? [{ site, leads: new Set() }] : [];
}

const PLACEHOLDER = /\{env\.(?<name>[A-Za-z_]\w*)\}/g;

/** The site of `tcp/localhost:8080`; undefined for sockets, descriptors and placeholders that only a request fills. */
function address(
  source: Source,
  node: YamlNode | undefined,
  role: 'listen' | 'target',
  field: string,
): Site | undefined {
  const token = scalar(node);
  if (!token || token.end - token.start !== token.text.length) return undefined;
  const network = /^([a-z]+\d?)\//.exec(token.text)?.[1];
  if (network && !/^(?:tcp|udp)[46]?$/.test(network)) return undefined;
  const text = readPlaceholders(source, token.start + (network ? network.length + 1 : 0), token.end, PLACEHOLDER);
  if (text.length === 0 || text.some((part) => 'text' in part && /[{}]/.test(part.text))) return undefined;
  const protocol: Protocol = network?.startsWith('udp') ? 'udp' : 'tcp';
  const site = addressSite(text, { role, field, protocol, implied: () => undefined });
  const own = role === 'target' && token.text.startsWith(':') && site;
  return own ? { ...own, to: [{ kind: 'host', host: [{ text: 'localhost', span: own.span }] }] } : site;
}
