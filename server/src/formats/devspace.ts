/**
 * devspace.yaml: the port forwards of its dev containers (devspace.sh/docs, Port Forwarding), `local:remote`, whose second
 * number is a port of the **pod**; one alone is both. Pods that are picked by labels are known, those by an image are not;
 * nor is what listens in a container that is changed into one to work in.
 */
import { basename } from 'node:path/posix';
import type { Component, Format, Labels, Site, Source } from '../model/index.ts';
import { embeddedSource, entries, get, items, parseYaml, scalar, textAt, type YamlNode } from '../syntax/yaml.ts';

export const devspace: Format = {
  id: 'devspace',
  comment: '#',
  matches: (path) => /^devspace(?:[.-][\w.-]+)?\.ya?ml$/i.test(basename(path)),
  parse(source, problem) {
    if (!/^\ufeff?version:\s*["']?v\d/m.test(source.text)) return [];
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    return documents.flatMap((document, index) => configOf(source, document, index));
  },
};

function configOf(source: Source, document: YamlNode, index: number): readonly Component[] {
  const sites = entries(get(document, 'dev')).flatMap(({ value }) => forwards(source, value));
  if (sites.length === 0) return [];
  const { file } = source;
  const name = textAt(document, 'name') ?? basename(file);
  const span = source.span(document.start, document.start);
  const label = `devspace ${name}`;
  const id = `${file}#${index}`;
  return [{ kind: 'router', id, file, format: 'devspace', label, name, span, sites, namespace: undefined }];
}

/** Fields that put another process in the place of the container's. */
const CHANGED = ['devImage', 'command', 'args', 'terminal', 'patches', 'containers', 'imageSelector'];

function forwards(source: Source, dev: YamlNode): readonly Site[] {
  const selector = labelsOf(get(dev, 'labelSelector'));
  const namespace = textAt(dev, 'namespace');
  if (!selector || CHANGED.some((field) => get(dev, field)) || namespace?.includes('$')) return [];
  return items(get(dev, 'ports')).flatMap((each): Site[] => {
    const node = scalar(get(each, 'port'));
    const remote = node && /^(?:\d+:)?(\d+)$/.exec(node.text)?.[1];
    if (!node || !remote) return [];
    const { length } = node.text;
    return [
      {
        role: 'target',
        field: 'forwarded port',
        protocol: 'tcp',
        span: embeddedSource(source, node).span(length - remote.length, length),
        value: { kind: 'number', number: Number(remote) },
        to: [{ kind: 'pods', selector, namespace }],
      },
    ];
  });
}

/** Labels without variables, if there are any. */
function labelsOf(node: YamlNode | undefined): Labels | undefined {
  const labels = entries(node).map(({ key, value }) => [key.text, scalar(value)?.text ?? '$'] as const);
  return labels.length > 0 && labels.every(([, value]) => !value.includes('$'))
    ? Object.fromEntries(labels)
    : undefined;
}
