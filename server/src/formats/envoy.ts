/**
 * Envoy configurations, YAML or JSON: the bootstrap, and the resources that it reads from files. Semantics after
 * envoyproxy.io/docs, API v3: listeners and the admin interface bind their `socket_address`; a cluster's endpoints are
 * what Envoy dials. A listener leads to the clusters that its filters name.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { portValue } from '../syntax/ports.ts';
import { entries, entry, get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';
import { scalarText } from '../syntax/yaml-text.ts';

export const envoy: Format = {
  id: 'envoy',
  comment: '#',
  matches: (path) => /\.(?:ya?ml|json)(?:\.(?:tmpl|tpl|template))?$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (!/\b(?:static_resources|admin|dynamic_resources|resources)\b/.test(text) || !text.includes('socket_address'))
      return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const key = ['static_resources', 'admin', 'resources'].map((name) => entry(document, name)?.key).find(Boolean);
    const sites = document ? numberSites(readBootstrap(source, document)) : [];
    if (!key || sites.length === 0) return [];
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
        includes: [],
      },
    ];
  },
};

function readBootstrap(source: Source, document: YamlNode): readonly LinkedSite[] {
  const resources = items(get(document, 'resources'));
  const ofType = (type: string): readonly YamlNode[] =>
    resources.filter((each) => textAt(each, '@type')?.endsWith(`.${type}`));
  const listeners = [...items(get(document, 'static_resources', 'listeners')), ...ofType('Listener')];
  const clusters = [...items(get(document, 'static_resources', 'clusters')), ...ofType('Cluster')];
  const byName = new Map(clusters.map((each) => [textAt(each, 'name') ?? '', endpoints(source, each)]));
  const admin = listener(source, get(document, 'admin', 'address', 'socket_address'), 'admin port_value', false);
  const listening = listeners.flatMap((each) => {
    const targets = clustersNamed(each).flatMap((name) => byName.get(name) ?? []);
    const addresses = [each, ...items(get(each, 'additional_addresses'))].map((a) =>
      get(a, 'address', 'socket_address'),
    );
    const chains = items(get(each, 'filter_chains'));
    const tls = chains.length > 0 && chains.every((chain) => get(chain, 'transport_socket') !== undefined);
    return addresses
      .flatMap((address) => listener(source, address, 'listener port_value', tls))
      .map(({ site }) => ({ site, leads: new Set(targets.filter(({ site: { role } }) => role === 'target')) }));
  });
  return [...admin, ...listening, ...[...byName.values()].flat()];
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

function endpoints(source: Source, cluster: YamlNode): readonly LinkedSite[] {
  const tls = get(cluster, 'transport_socket') !== undefined || get(cluster, 'tls_context') !== undefined;
  const listed = items(get(cluster, 'load_assignment', 'endpoints')).flatMap((group) =>
    items(get(group, 'lb_endpoints')).map((each) => get(each, 'endpoint')),
  );
  // API v2 wrote addresses right under the cluster.
  const former = items(get(cluster, 'hosts'));
  return [...listed, ...former].flatMap((endpoint) => {
    const address = get(endpoint, 'address', 'socket_address') ?? get(endpoint, 'socket_address');
    const host = scalar(get(address, 'address'));
    const to = host ? [{ kind: 'host' as const, host: scalarText(source, host, 'envsubst') }] : [];
    const target = siteOf(source, address, { role: 'target', field: 'endpoint port_value' });
    const probe = siteOf(source, get(endpoint, 'health_check_config'), {
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
  const port = scalar(get(address, 'port_value'));
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
function clustersNamed(node: YamlNode): readonly string[] {
  const own = entries(node).flatMap(({ key, value }) => {
    if (key.text === 'cluster') return scalar(value)?.text ?? [];
    if (key.text === 'weighted_clusters')
      return items(get(value, 'clusters')).flatMap((each) => textAt(each, 'name') ?? []);
    return clustersNamed(value);
  });
  return [...new Set([...own, ...items(node).flatMap(clustersNamed)])];
}
