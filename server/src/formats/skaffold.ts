/**
 * skaffold.yaml: the port forwards that it opens (skaffold.dev/docs/port-forwarding). Of a Service `port` is the
 * Service's own port, of any other resource the pod's. What it builds and deploys is not read.
 */
import type { Component, Destination, Format, Site, Source } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt, type YamlNode } from '../syntax/yaml.ts';

/** Resources that run pods, as kubectl knows them. */
const WORKLOADS = /^(?:pod|deployment|replicaset|replicationcontroller|statefulset|daemonset|job|cronjob)$/;

export const skaffold: Format = {
  id: 'skaffold',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    if (!/^\ufeff?apiVersion:\s*["']?skaffold\//m.test(source.text)) return [];
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    return documents.flatMap((document, index) => configOf(source, document, index));
  },
};

function configOf(source: Source, document: YamlNode, index: number): readonly Component[] {
  const forwards = [document, ...items(get(document, 'profiles'))].flatMap((each) => items(get(each, 'portForward')));
  const sites = forwards.flatMap((each) => forwardSite(source, each) ?? []);
  if (sites.length === 0) return [];
  const { file } = source;
  const name = textAt(document, 'metadata', 'name') ?? file.slice(file.lastIndexOf('/') + 1);
  const span = source.span(document.start, document.start);
  const label = `skaffold ${name}`;
  return [
    {
      kind: 'router',
      id: `${file}#${index}`,
      file,
      format: 'skaffold',
      label,
      name,
      span,
      sites,
      namespace: undefined,
    },
  ];
}

function forwardSite(source: Source, node: YamlNode): Site | undefined {
  const port = scalar(get(node, 'port'));
  const name = textAt(node, 'resourceName');
  const type = textAt(node, 'resourceType')?.toLowerCase();
  const namespace = textAt(node, 'namespace');
  // Names and ports may be templates of Go's.
  if (!port || !name || !type || [name, namespace, port.text].some((text) => text?.includes('{{'))) return undefined;
  const to: readonly Destination[] =
    type === 'service'
      ? [{ kind: 'service', name, namespace }]
      : WORKLOADS.test(type)
        ? [{ kind: 'workload', name, type, namespace }]
        : [];
  const value = parsePort(port.text) ?? ({ kind: 'name', name: port.text } as const);
  return { role: 'target', field: 'portForward port', protocol: 'tcp', span: spanOf(source, port), value, to };
}
