/**
 * Envoy configurations, YAML or JSON: the bootstrap, and the resources that it reads from files. Semantics after
 * envoyproxy.io/docs, API v3: listeners and the admin interface bind their `socket_address`; a cluster's endpoints are
 * what Envoy dials. A listener leads to the clusters that its filters name, whose file may be another. Fields are written
 * as in protobuf or as in its JSON: `socket_address`, `socketAddress`.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { portValue } from '../syntax/ports.ts';
import {
  entries,
  entry,
  get,
  items,
  parseYaml,
  scalar,
  spanOf,
  textAt,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { scalarText } from '../syntax/yaml-text.ts';

export const envoy: Format = {
  id: 'envoy',
  comment: '#',
  matches: (path) => /\.(?:ya?ml|json)(?:\.(?:tmpl|tpl|template))?$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (!/\b(?:static_?resources|admin|dynamic_?resources|resources)\b/i.test(text) || !/socket_?address/i.test(text))
      return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const key = ['static_resources', 'staticResources', 'admin', 'resources']
      .map((name) => entry(document, name)?.key)
      .find(Boolean);
    const { found, clusters } = document ? readBootstrap(source, document) : { found: [], clusters: new Map() };
    if (!key || found.length === 0) return [];
    const sites = numberSites(found);
    const groups = [...clusters].map(([group, targets]: readonly [string, readonly LinkedSite[]]) => ({
      name: group,
      sites: targets
        .flatMap(({ site }) => (site.role === 'target' ? [sites.indexOf(site)] : []))
        .filter((index) => index >= 0),
    }));
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const name = basename(file);
    const label = `envoy ${name}`;
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'envoy',
        label,
        name,
        span: spanOf(source, key),
        sites,
        ...(groups.length > 0 ? { groups } : {}),
        includes: [],
      },
    ];
  },
};

/** The node under a path of fields. */
function at(node: YamlNode | undefined, ...fields: readonly string[]): YamlNode | undefined {
  return fields.reduce<YamlNode | undefined>((found, field) => get(found, field) ?? get(found, camel(field)), node);
}

function camel(field: string): string {
  return field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

interface Bootstrap {
  readonly found: readonly LinkedSite[];
  /** The endpoints of each cluster by its name. */
  readonly clusters: ReadonlyMap<string, readonly LinkedSite[]>;
}

function readBootstrap(source: Source, document: YamlNode): Bootstrap {
  const resources = items(get(document, 'resources'));
  const ofType = (type: string): readonly YamlNode[] =>
    resources.filter((each) => textAt(each, '@type')?.endsWith(`.${type}`));
  const listeners = [...items(at(document, 'static_resources', 'listeners')), ...ofType('Listener')];
  const written = [...items(at(document, 'static_resources', 'clusters')), ...ofType('Cluster')];
  const clusters = new Map<string, readonly LinkedSite[]>();
  const gather = (name: string | undefined, targets: readonly LinkedSite[]): void => {
    clusters.set(name ?? '', [...(clusters.get(name ?? '') ?? []), ...targets]);
  };
  for (const each of written)
    gather(
      textAt(each, 'name'),
      endpoints(source, at(each, 'load_assignment'), items(get(each, 'hosts')), speaksTls(each)),
    );
  for (const each of ofType('ClusterLoadAssignment'))
    gather(scalar(at(each, 'cluster_name'))?.text, endpoints(source, each, [], undefined));
  const admin = listener(source, at(document, 'admin', 'address', 'socket_address'), 'admin port_value', false);
  const listening = listeners.flatMap((each) => {
    const named = clustersNamed(each);
    const targets = named.flatMap(({ text }) => clusters.get(text) ?? []);
    const elsewhere = named.filter(({ text }) => !clusters.get(text)?.length);
    const to = elsewhere.map((name) => {
      const host = [{ text: name.text, span: spanOf(source, name) }];
      return { kind: 'host', host, group: 'only' } as const;
    });
    const addresses = [each, ...items(at(each, 'additional_addresses'))].map((a) => at(a, 'address', 'socket_address'));
    const chains = items(at(each, 'filter_chains'));
    const tls = chains.length > 0 && chains.every(speaksTls);
    return addresses
      .flatMap((address) => listener(source, address, 'listener port_value', tls))
      .map(({ site }) => ({
        site: to.length > 0 ? { ...site, to } : site,
        leads: new Set(targets.filter(({ site: { role } }) => role === 'target')),
      }));
  });
  return { found: [...admin, ...listening, ...[...clusters.values()].flat()], clusters };
}

/** TLS or QUIC, also within a socket that wraps another; what is not known by its name may be either. */
function speaksTls(node: YamlNode): boolean {
  if (at(node, 'tls_context') !== undefined) return true;
  const socket = at(node, 'transport_socket');
  if (!socket) return false;
  const types = textsWithin(socket).filter((text) => /transport_?sockets?\b|TlsContext|Transport$/i.test(text));
  return types.length === 0 || types.some((text) => /\.(?:tls|quic)\b|TlsContext|QuicDownstreamTransport/.test(text));
}

function textsWithin(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return [node.text];
  return [...items(node).flatMap(textsWithin), ...entries(node).flatMap(({ value }) => textsWithin(value))];
}

function listener(source: Source, address: YamlNode | undefined, field: string, tls: boolean): readonly LinkedSite[] {
  const site = siteOf(source, address, { role: 'listen', field });
  if (!site) return [];
  const bound = scalar(get(address, 'address'));
  return [
    {
      site: {
        ...site,
        ...(bound ? { address: { text: bound.text, span: spanOf(source, bound) } } : {}),
        ...(tls ? { tls } : {}),
      },
      leads: new Set(),
    },
  ];
}

function endpoints(
  source: Source,
  assignment: YamlNode | undefined,
  former: readonly YamlNode[],
  tls: boolean | undefined,
): readonly LinkedSite[] {
  const listed = items(get(assignment, 'endpoints')).flatMap((group) =>
    items(at(group, 'lb_endpoints')).map((each) => get(each, 'endpoint')),
  );
  // API v2 wrote addresses right under the cluster.
  return [...listed, ...former].flatMap((endpoint) => {
    const address = at(endpoint, 'address', 'socket_address') ?? at(endpoint, 'socket_address');
    const host = scalar(get(address, 'address'));
    const to = host ? [{ kind: 'host' as const, host: scalarText(source, host, 'envsubst') }] : [];
    const target = siteOf(source, address, { role: 'target', field: 'endpoint port_value' });
    const probe = siteOf(source, at(endpoint, 'health_check_config'), {
      role: 'probe',
      field: 'health check port_value',
    });
    return [target && { ...target, ...(tls ? { tls } : {}) }, probe].flatMap((site): LinkedSite[] =>
      site ? [{ site: { ...site, to }, leads: new Set() }] : [],
    );
  });
}

function siteOf(
  source: Source,
  address: YamlNode | undefined,
  { role, field }: Pick<Site, 'role' | 'field'>,
): Site | undefined {
  const port = scalar(at(address, 'port_value'));
  // 0 leaves the choice to the kernel, or to another field.
  if (!port || port.text === '0') return undefined;
  const protocol = textAt(address, 'protocol')?.toUpperCase() === 'UDP' ? 'udp' : 'tcp';
  const value = portValue(scalarText(source, port, 'envsubst'));
  return {
    role,
    field,
    protocol,
    span: spanOf(source, port),
    value: value.kind === 'name' ? { kind: 'unknown' } : value,
  };
}

/** The clusters that anything within a listener names: `cluster: web`, `weighted_clusters.clusters[].name`. */
function clustersNamed(node: YamlNode): readonly YamlScalar[] {
  const own = entries(node).flatMap(({ key, value }): readonly YamlScalar[] => {
    const name = scalar(value);
    if (key.text === 'cluster') return name ? [name] : [];
    if (/^weighted_?clusters$/i.test(key.text))
      return items(get(value, 'clusters')).flatMap((each) => scalar(get(each, 'name')) ?? []);
    return clustersNamed(value);
  });
  const all = [...own, ...items(node).flatMap(clustersNamed)];
  return all.filter(({ text }, index) => all.findIndex((each) => each.text === text) === index);
}
