/**
 * Values for Traefik's own Helm chart: its entry points (github.com/traefik/traefik-helm-chart, values `ports`). `port` is
 * what Traefik listens on in its container, `exposedPort` what the chart's Service has.
 */
import { basename } from 'node:path/posix';
import type { Format, Site } from '../model/index.ts';
import { type LinkedSite, numberSites } from '../syntax/linked-sites.ts';
import { parsePort } from '../syntax/ports.ts';
import { entries, entry, get, parseYaml, scalar, spanOf } from '../syntax/yaml.ts';

export const traefikValues: Format = {
  id: 'traefik-values',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source) {
    const { text, file } = source;
    if (!/\bexposedPort\b/.test(text) || /^(?:apiVersion|kind)\s*:/m.test(text)) return [];
    const [document] = parseYaml(source).documents;
    // As it is, or as the values of a dependency.
    const ports = entry(get(document, 'traefik'), 'ports') ?? entry(document, 'ports');
    const sites = entries(ports?.value).flatMap(({ key, value }): LinkedSite[] => {
      const [inside, outside] = ['port', 'exposedPort'].map((field) => {
        const token = scalar(get(value, field));
        const number = token && parsePort(token.text);
        return token && number && { span: spanOf(source, token), value: number };
      });
      if (!inside) return [];
      const name = { text: key.text, span: spanOf(source, key) };
      const protocol = scalar(get(value, 'protocol'))?.text.toLowerCase() === 'udp' ? 'udp' : 'tcp';
      const common = { protocol, name } as const;
      const listen: Site = { ...common, ...inside, role: 'listen', field: 'entryPoint port' };
      const linked: LinkedSite = { site: listen, leads: new Set() };
      if (!outside) return [linked];
      const route: Site = { ...common, ...outside, role: 'route', field: 'exposedPort' };
      return [linked, { site: route, leads: new Set([linked]) }];
    });
    if (!ports || sites.length === 0) return [];
    const name = basename(file);
    const span = spanOf(source, ports.key);
    const label = `traefik ${name}`;
    return [
      {
        kind: 'proxy',
        id: `${file}#0`,
        file,
        format: 'traefik-values',
        label,
        name,
        span,
        sites: numberSites(sites),
        includes: [],
      },
    ];
  },
};
