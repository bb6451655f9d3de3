/**
 * The OpenTelemetry Collector's configuration (opentelemetry.io/docs/collector/configuration): receivers and extensions
 * listen, exporters connect. Many receivers are clients that fetch from elsewhere, and one exporter is a server that
 * waits to be scraped. Ports that are not written are those of each component's README.
 */
import { basename } from 'node:path/posix';
import type { Format, Insertion, Site, Source, Text } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { readPlaceholders } from '../syntax/placeholders.ts';
import { portValue } from '../syntax/ports.ts';
import {
  columnOf,
  entries,
  entry,
  get,
  items,
  parseYaml,
  scalar,
  spanOf,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { scrapeSites } from './prometheus.ts';

/** Receivers that others send to, with the port of each protocol; `''` where there is but one. */
const SERVERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  otlp: { grpc: 4317, http: 4318 },
  jaeger: { grpc: 14250, thrift_http: 14268, thrift_compact: 6831, thrift_binary: 6832 },
  zipkin: { '': 9411 },
  opencensus: { '': 55678 },
  statsd: { '': 8125 },
  carbon: { '': 2003 },
  collectd: { '': 8081 },
  fluentforward: { '': 8006 },
  influxdb: { '': 8086 },
  loki: { http: 3500, grpc: 3600 },
  prometheusremotewrite: { '': 9090 },
  sapm: { '': 7276 },
  signalfx: { '': 9943 },
  skywalking: { grpc: 11800, http: 12800 },
  splunk_hec: { '': 8088 },
  syslog: {},
  tcplog: {},
  udplog: {},
  wavefront: { '': 2003 },
  awsxray: { '': 2000 },
  datadog: { '': 8126 },
  webhookevent: { '': 8088 },
};
const DATAGRAMS = /^(?:statsd|udplog|awsxray|thrift_compact|thrift_binary|udp)$/;
const EXTENSIONS: Readonly<Record<string, number>> = {
  health_check: 13133,
  healthcheckv2: 13133,
  zpages: 55679,
  pprof: 1777,
  jaeger_query: 16686,
};
/** Exporters that wait for a client of their own. */
const SCRAPED = /^prometheus$/;
/** `${env:NAME}`, `${env:NAME:-default}`, `${NAME}`. */
const PLACEHOLDER = /\$\{(?:env:)?(?<name>[A-Za-z_]\w*)(?::-(?<fallback>[^{}]*))?\}/g;
const ADDRESS = /^(?:endpoint|listen_address|(?:traces|metrics|logs|profiles)_endpoint)$/;
const ADDRESSES = /^(?:endpoints|brokers|addresses)$/;

export const otelCollector: Format = {
  id: 'otel-collector',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (!/^\ufeff?(?:receivers|exporters)\s*:/m.test(text) || /^kind\s*:/m.test(text)) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const key = entry(document, 'receivers')?.key ?? entry(document, 'exporters')?.key;
    if (!key || !isCollector(document)) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const name = basename(file);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'otel-collector',
        label: `collector ${name}`,
        name,
        span: source.span(key.start, key.end),
        sites: [
          ...entries(get(document, 'receivers')).flatMap((each) => receiver(source, each)),
          ...entries(get(document, 'exporters')).flatMap((each) => exporter(source, each)),
          ...entries(get(document, 'extensions')).flatMap((each) => extension(source, each)),
          ...telemetry(source, get(document, 'service', 'telemetry', 'metrics')),
        ],
        includes: [],
        partial: true,
      },
    ];
  },
};

/** Other programs have receivers too (Alertmanager's is a list). */
function isCollector(document: YamlNode | undefined): boolean {
  if (get(document, 'service', 'pipelines')?.kind === 'map') return true;
  return ['receivers', 'exporters'].some((list) =>
    entries(get(document, list)).some(({ key }) => /^otlp(?:_?http|_grpc)?(?:\/|$)/.test(key.text)),
  );
}

/** `otlp` of `otlp/backend`. */
function typeOf({ key }: YamlEntry): string {
  return key.text.split('/', 1)[0]!;
}

function receiver(source: Source, each: YamlEntry): readonly Site[] {
  const type = typeOf(each);
  if (type === 'prometheus') return scrapeSites(source, get(each.value, 'config'), PLACEHOLDER);
  const ports = SERVERS[type];
  if (!ports) return addresses(source, each.value, 'connect', `${type} receiver`);
  const protocols = entries(get(each.value, 'protocols'));
  if (protocols.length === 0) return server(source, each, type, ports['']);
  return protocols.flatMap((protocol) =>
    server(source, protocol, `${type} ${protocol.key.text}`, ports[protocol.key.text]),
  );
}

function extension(source: Source, each: YamlEntry): readonly Site[] {
  const port = EXTENSIONS[typeOf(each)];
  return port === undefined ? [] : server(source, each, typeOf(each), port);
}

function exporter(source: Source, each: YamlEntry): readonly Site[] {
  const type = typeOf(each);
  return addresses(source, each.value, SCRAPED.test(type) ? 'listen' : 'connect', `${type} exporter`);
}

/** Where the collector gives its own metrics, as it was written before and as it is now. */
function telemetry(source: Source, metrics: YamlNode | undefined): readonly Site[] {
  const field = 'telemetry metrics';
  const address = scalar(get(metrics, 'address'));
  const former = address && addressSite(placeholders(source, address), { role: 'listen', field });
  const readers = items(get(metrics, 'readers')).flatMap((reader): Site[] => {
    const exporter = get(reader, 'pull', 'exporter', 'prometheus');
    const port = scalar(get(exporter, 'port'));
    const value = port && portValue(placeholders(source, port));
    const host = scalar(get(exporter, 'host'));
    const bound = host ? { address: { text: host.text, span: spanOf(source, host) } } : {};
    return port && value && value.kind !== 'name'
      ? [{ role: 'listen', field, protocol: 'tcp', value, span: spanOf(source, port), ...bound }]
      : [];
  });
  return [...(former ? [former] : []), ...readers];
}

/** A scalar with the variables that the collector takes from its environment. */
function placeholders(source: Source, token: YamlScalar): Text {
  const exact = token.end - token.start === token.text.length;
  if (exact && token.text !== '') return readPlaceholders(source, token.start, token.end, PLACEHOLDER);
  return [{ text: token.text, span: spanOf(source, token) }];
}

/** What is written, or the port that is taken where nothing is. */
function server(source: Source, { key, value }: YamlEntry, field: string, port: number | undefined): readonly Site[] {
  const protocol = DATAGRAMS.test(field.split(' ').at(-1)!) ? 'udp' : 'tcp';
  const written = addresses(source, value, 'listen', field, protocol);
  if (written.length > 0 || port === undefined || hasAddress(value)) return written;
  const implied = endpointInsertion(source, key, value);
  return [
    { role: 'listen', field, protocol, value: { kind: 'number', number: port }, span: spanOf(source, key), implied },
  ];
}

/** Writes the endpoint that a component is left to choose. */
function endpointInsertion(source: Source, key: YamlEntry['key'], value: YamlNode): Insertion {
  const endpoint = 'endpoint: 0.0.0.0:{port}';
  const at = (offset: number): Insertion['at'] => {
    const end = Math.min(offset, source.text.length);
    return source.span(end, end);
  };
  if (value.kind !== 'map') {
    return { at: at(key.end + 1), template: `\n${' '.repeat(columnOf(source, key.start) + 2)}${endpoint}` };
  }
  const [first] = value.entries;
  if (value.flow) return { at: at(value.start + 1), template: first ? `${endpoint}, ` : endpoint };
  const start = first?.key.start ?? value.start;
  return { at: at(start), template: `${endpoint}\n${' '.repeat(columnOf(source, start))}` };
}

function hasAddress(node: YamlNode): boolean {
  return entries(node).some(({ key, value }) => ADDRESS.test(key.text) || hasAddress(value));
}

/** The addresses at any depth of a component. */
function addresses(
  source: Source,
  node: YamlNode,
  role: 'listen' | 'connect',
  field: string,
  protocol: 'tcp' | 'udp' = 'tcp',
): readonly Site[] {
  const within = items(node).flatMap((item) => addresses(source, item, role, field, protocol));
  const own = entries(node).flatMap(({ key, value }): readonly Site[] => {
    if (!ADDRESS.test(key.text) && !ADDRESSES.test(key.text)) return addresses(source, value, role, field, protocol);
    return [value, ...items(value)].flatMap((item): Site[] => {
      const token = scalar(item);
      if (!token) return [];
      const site = addressSite(placeholders(source, token), { role, field, protocol });
      return site ? [site] : [];
    });
  });
  return [...own, ...within];
}
