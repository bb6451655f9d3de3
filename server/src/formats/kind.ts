/**
 * Cluster configs of kind (kind.sigs.k8s.io, Extra port mappings): ports of the host that lead to ports of a node. Those
 * are node ports of Services, or ports that pods take of their host.
 */
import type { Component, Format, Named, Site, Source } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';

export const kind: Format = {
  id: 'kind',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    if (!/^\ufeff?apiVersion:\s*["']?kind\.(?:x-k8s\.io|sigs\.k8s\.io)\//m.test(source.text)) return [];
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    return documents.flatMap((document, index) => clusterOf(source, document, index));
  },
};

function clusterOf(source: Source, document: YamlNode, index: number): readonly Component[] {
  const sites: Site[] = [];
  for (const node of items(get(document, 'nodes'))) {
    for (const mapping of items(get(node, 'extraPortMappings'))) sites.push(...mapped(source, mapping, sites.length));
  }
  if (sites.length === 0) return [];
  const { file } = source;
  const name = textAt(document, 'name') ?? 'kind';
  const span = source.span(document.start, document.start);
  return [
    {
      kind: 'router',
      id: `${file}#${index}`,
      file,
      format: 'kind',
      label: `kind cluster ${name}`,
      name,
      span,
      sites,
      namespace: undefined,
    },
  ];
}

function mapped(source: Source, mapping: YamlNode, index: number): readonly Site[] {
  const protocol = (textAt(mapping, 'protocol') ?? 'tcp').toLowerCase();
  const site = (role: 'publish' | 'target', field: string): Site | undefined => {
    const token = scalar(get(mapping, field));
    const value = token && parsePort(token.text);
    if (value?.kind !== 'number') return undefined;
    const known = protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp' ? protocol : 'unknown';
    return { role, field, protocol: known, span: spanOf(source, token!), value };
  };
  const inside = site('target', 'containerPort');
  if (!inside) return [];
  const target: Site = { ...inside, to: [{ kind: 'node-port' }] };
  const outside = site('publish', 'hostPort');
  // 0 and -1 have one picked.
  if (!outside || (outside.value.kind === 'number' && outside.value.number === 0)) return [target];
  const listens = scalar(get(mapping, 'listenAddress'));
  const address: Named | undefined = listens && { text: listens.text, span: spanOf(source, listens) };
  return [{ ...outside, ...(address ? { address } : {}), to: [{ kind: 'site', index: index + 1 }] }, target];
}
