/**
 * Grafana's provisioned data sources (grafana.com/docs, Provisioning: data sources). Grafana's server asks them, so that
 * a host is a name where Grafana runs; with `access: direct` the browser asks, and nothing is known.
 */
import { basename } from 'node:path/posix';
import type { Format, Site, Source } from '../model/index.ts';
import { addressSite } from '../syntax/address-site.ts';
import { entry, get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';
import { scalarText } from '../syntax/yaml-text.ts';

export const grafana: Format = {
  id: 'grafana',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    const { text, file } = source;
    if (!/^datasources\s*:/m.test(text) || /^kind\s*:/m.test(text)) return [];
    const { documents, problems } = parseYaml(source);
    const list = entry(documents[0], 'datasources');
    const sources = items(list?.value).filter((item) => textAt(item, 'type') !== undefined);
    if (!list || sources.length === 0) return [];
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const name = basename(file);
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'grafana',
        label: `grafana ${name}`,
        name,
        span: spanOf(source, list.key),
        sites: sources.flatMap((item) => datasource(source, item)),
        includes: [],
      },
    ];
  },
};

function datasource(source: Source, item: YamlNode): readonly Site[] {
  const url = scalar(get(item, 'url'));
  if (!url || /^(?:direct|browser)$/.test(textAt(item, 'access') ?? '')) return [];
  const site = addressSite(scalarText(source, url, 'envsubst'), { role: 'connect', field: 'url' });
  return site ? [site] : [];
}
