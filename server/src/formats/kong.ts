/**
 * Kong's declarative configuration, YAML or JSON (developer.konghq.com/gateway/db-less-mode): services by `url`, or by
 * `host` and `port` (80 unless written), and upstreams with their targets (8000 unless written). A service whose host is
 * an upstream's name uses the ports of its targets. Kong's own listeners are set elsewhere.
 */
import { basename } from 'node:path/posix';
import type { Format, Insertion, Site, Source } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { numberSites } from '../syntax/linked-sites.ts';
import { portValue } from '../syntax/ports.ts';
import {
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

export const kong: Format = {
  id: 'kong',
  comment: '#',
  matches: (path) => /\.(?:ya?ml|json)(?:\.(?:tmpl|tpl|template))?$/i.test(path),
  parse(source, problem) {
    if (!/^[\s{]*["']?_format_version\b/m.test(source.text)) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const key = entry(document, '_format_version')?.key;
    if (!key) return [];
    const upstreams = items(get(document, 'upstreams'));
    const names = new Set(upstreams.flatMap((each) => textAt(each, 'name') ?? []));
    const found = [
      ...items(get(document, 'services')).flatMap((each) => service(source, each, names)),
      ...[...items(get(document, 'targets')), ...upstreams.flatMap((each) => items(get(each, 'targets')))].flatMap(
        (each) => target(source, each),
      ),
    ];
    if (found.length === 0) return [];
    const sites = numberSites(found.map((site) => ({ site, leads: new Set() })));
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const name = basename(source.file);
    const span = spanOf(source, key);
    const label = `kong ${name}`;
    return [
      {
        kind: 'proxy',
        id: `${source.file}#0`,
        file: source.file,
        format: 'kong',
        label,
        name,
        span,
        sites,
        includes: [],
      },
    ];
  },
};

const SECURE = /^(?:https|grpcs|tls|wss)$/;

function service(source: Source, node: YamlNode, upstreams: ReadonlySet<string>): readonly Site[] {
  const url = scalar(get(node, 'url'));
  if (url) {
    const site = addressSite(scalarText(source, url, 'envsubst'), { role: 'target', field: 'service url' });
    const host = /^\w+:\/\/([^/:?#]+)/.exec(url.text)?.[1];
    return site && !(host && upstreams.has(host)) ? [site] : [];
  }
  const host = scalar(get(node, 'host'));
  if (!host || upstreams.has(host.text)) return [];
  const protocol = textAt(node, 'protocol') ?? 'http';
  const tls = SECURE.test(protocol) ? { tls: true } : protocol === 'http' || protocol === 'grpc' ? { tls: false } : {};
  const to = [{ kind: 'host' as const, host: scalarText(source, host, 'envsubst') }];
  const site = {
    role: 'target',
    field: 'service port',
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    to,
    ...tls,
  } as const;
  const port = scalar(get(node, 'port'));
  if (port) {
    const value = portValue(scalarText(source, port, 'envsubst'));
    return [{ ...site, value: value.kind === 'name' ? { kind: 'unknown' } : value, span: spanOf(source, port) }];
  }
  const value = { kind: 'number', number: 80 } as const;
  return [{ ...site, value, span: spanOf(source, host), implied: portEntry(source, node, host) }];
}

/** Writes the port behind the host, on a line of its own or within braces. */
function portEntry(source: Source, node: YamlNode, host: YamlScalar): Insertion {
  const key = node.kind === 'map' ? node.entries.find(({ value }) => value === host)?.key : undefined;
  const flow = node.kind !== 'map' || node.flow || !key;
  const column = key ? spanOf(source, key).column : 0;
  const quote = host.style === 'quoted' ? 1 : 0;
  const end = Math.min(host.end + quote, source.text.length);
  const at = source.span(end, end);
  if (!flow) return { at, template: `\n${' '.repeat(column)}port: {port}` };
  return { at, template: /^"/.test(source.text.slice((key?.start ?? 1) - 1)) ? ', "port": {port}' : ', port: {port}' };
}

function target(source: Source, node: YamlNode): readonly Site[] {
  const token = scalar(get(node, 'target'));
  const site =
    token &&
    addressSite(scalarText(source, token, 'envsubst'), { role: 'target', field: 'target', implied: () => 8000 });
  return site ? [site] : [];
}
