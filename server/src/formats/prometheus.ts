/**
 * Prometheus's configuration, and those that are written after it (vmagent, Promtail): what is scraped and where samples
 * and alerts go. Semantics after prometheus.io/docs/prometheus/latest/configuration: a target without a port has the
 * one of its job's scheme, `http` unless written; where relabelling sets `__address__`, that is what is asked.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { defaultPort } from '../syntax/endpoint.ts';
import { readPlaceholders } from '../syntax/placeholders.ts';
import { parsePort } from '../syntax/ports.ts';
import { entry, get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';
import { scalarText } from '../syntax/yaml-text.ts';

export const prometheus: Format = {
  id: 'prometheus',
  comment: '#',
  matches: (path) => /\.ya?ml(?:\.(?:tmpl|tpl|template))?$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (!/^\ufeff?(?:scrape_configs|remote_write|alerting)\s*:/m.test(text) || /^kind\s*:/m.test(text)) return [];
    const { documents, problems } = parseYaml(source);
    const [document] = documents;
    const key = ['scrape_configs', 'remote_write', 'alerting'].map((name) => entry(document, name)?.key).find(Boolean);
    if (!document || !key) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const name = basename(file);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'prometheus',
        label: `prometheus ${name}`,
        name,
        span: spanOf(source, key),
        sites: configSites(source, document),
        includes: [],
      },
    ];
  },
};

function configSites(source: Source, document: YamlNode): readonly Site[] {
  const urls = ['remote_write', 'remote_read', 'clients'].flatMap((list) =>
    items(get(document, list)).flatMap((item) => url(source, get(item, 'url'), list)),
  );
  const alertmanagers = items(get(document, 'alerting', 'alertmanagers')).flatMap((item) =>
    targets(source, item, 'connect', 'alertmanager'),
  );
  return [...listeners(source, document), ...scrapeSites(source, document), ...alertmanagers, ...urls];
}

/**
 * The targets of `scrape_configs`; the OpenTelemetry Collector's receiver has them too, with variables as it writes them:
 * `placeholder`, a pattern as `readPlaceholders` takes it.
 */
export function scrapeSites(source: Source, node: YamlNode | undefined, placeholder?: RegExp): readonly Site[] {
  return items(get(node, 'scrape_configs')).flatMap((job) => {
    const moved = [...items(get(job, 'relabel_configs')), ...items(get(job, 'metric_relabel_configs'))].filter(
      (rule) => textAt(rule, 'target_label') === '__address__',
    );
    if (moved.length === 0) return targets(source, job, 'scrape', 'target', placeholder);
    return moved.flatMap((rule) => {
      const replacement = scalar(get(rule, 'replacement'));
      const fixed = replacement && !replacement.text.includes('$') ? replacement : undefined;
      return fixed
        ? (addressSite(scalarText(source, fixed, 'envsubst'), { role: 'scrape', field: 'target' }) ?? [])
        : [];
    });
  });
}

function targets(
  source: Source,
  job: YamlNode,
  role: 'scrape' | 'connect',
  field: string,
  placeholder?: RegExp,
): readonly Site[] {
  const scheme = textAt(job, 'scheme') ?? 'http';
  const found = items(get(job, 'static_configs')).flatMap((group) =>
    items(get(group, 'targets')).flatMap((target): Site[] => {
      const token = scalar(target);
      // A URL is no address; only a relabelling could make one of it.
      if (!token || token.text.includes('://')) return [];
      const implied = (): number | undefined => defaultPort(scheme);
      const isExact = token.end - token.start === token.text.length;
      const text =
        placeholder && isExact
          ? readPlaceholders(source, token.start, token.end, placeholder)
          : scalarText(source, token, 'envsubst');
      const site = addressSite(text, { role, field, implied });
      return site ? [scheme === 'https' ? { ...site, tls: true } : site] : [];
    }),
  );
  const lookedUp = items(get(job, 'dns_sd_configs')).flatMap((each) => dnsTargets(source, each, role));
  return [...found, ...lookedUp];
}

/** `dns_sd_configs` for addresses; SRV records, which are looked up unless another type is written, say their own port. */
function dnsTargets(source: Source, config: YamlNode, role: 'scrape' | 'connect'): readonly Site[] {
  const port = scalar(get(config, 'port'));
  const value = port && parsePort(port.text);
  if (!port || !value || !/^A+$/.test(textAt(config, 'type') ?? '')) return [];
  // A service's containers, as Docker Swarm names them.
  const to = items(get(config, 'names')).flatMap((name) => {
    const token = scalar(name);
    const start = token && /^tasks\./.test(token.text) ? 6 : 0;
    return token ? [{ kind: 'host' as const, host: scalarText(source, token, 'envsubst', start) }] : [];
  });
  return [{ role, field: 'dns_sd_configs port', protocol: 'tcp', value, span: spanOf(source, port), to }];
}

function url(source: Source, node: YamlNode | undefined, field: string): readonly Site[] {
  const token = scalar(node);
  const site = token && addressSite(scalarText(source, token, 'envsubst'), { role: 'connect', field: `${field} url` });
  return site ? [site] : [];
}

/** Promtail's own server. */
function listeners(source: Source, document: YamlNode): readonly Site[] {
  return ['http_listen_port', 'grpc_listen_port'].flatMap((field): Site[] => {
    const token = scalar(get(document, 'server', field));
    const value = token && parsePort(token.text);
    return value?.kind === 'number' && value.number > 0
      ? [{ role: 'listen', field, protocol: 'tcp', value, span: spanOf(source, token!) }]
      : [];
  });
}
