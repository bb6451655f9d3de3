/**
 * Container Apps of Azure as YAML, as `az containerapp create --yaml` takes them
 * (learn.microsoft.com/azure/container-apps, YAML specification): `targetPort` is what the ingress sends requests to. Where
 * an app has several containers, they share their ports, and any of them may be the one.
 */
import { basename } from 'node:path/posix';
import type { CommandLine, Component, Format, Setting, Site, Source, Text } from '../model/index.ts';
import { parsePort } from '../syntax/ports.ts';
import { get, items, parseYaml, scalar, spanOf, textAt, type YamlNode, type YamlScalar } from '../syntax/yaml.ts';

export const containerApp: Format = {
  id: 'container-app',
  comment: '#',
  matches: (path) => /\.ya?ml$/i.test(path),
  parse(source, problem) {
    const { text } = source;
    if (
      !/^properties[ \t]*:/m.test(text) ||
      !/^[ \t]+targetPort[ \t]*:/m.test(text) ||
      !/^[ \t]+containers[ \t]*:/m.test(text)
    )
      return [];
    const { documents, problems } = parseYaml(source);
    for (const { message, offset } of problems) problem(message, source.span(offset, offset));
    const [document] = documents;
    return document ? appOf(source, document) : [];
  },
};

function appOf(source: Source, document: YamlNode): readonly Component[] {
  const properties = get(document, 'properties');
  const ingress = get(properties, 'configuration', 'ingress');
  const [container, ...more] = items(get(properties, 'template', 'containers'));
  const ports = [ingress, ...items(get(ingress, 'additionalPortMappings'))];
  const sites = ports.flatMap((port) => portSite(source, port));
  if (!container || more.length > 0 || sites.length === 0) return [];
  const { file } = source;
  const named = scalar(get(document, 'name'));
  const name = named?.text ?? textAt(container, 'name') ?? basename(file);
  const span = named ? spanOf(source, named) : source.span(document.start, document.start);
  const label = `container app ${name}`;
  const id = `${file}#0`;
  const image = scalar(get(container, 'image'));
  const entrypoint = exec(source, get(container, 'command'));
  const words = exec(source, get(container, 'args'));
  return [
    {
      kind: 'container',
      id,
      file,
      format: 'container-app',
      label,
      name,
      span,
      sites: [...sites, ...probeSites(source, container)],
      ...(image ? { image: { text: textOf(source, image), span: spanOf(source, image) } } : {}),
      environment: items(get(container, 'env')).flatMap((entry) => settingOf(source, entry)),
      environmentFrom: [],
      ...(entrypoint ? { entrypoint } : {}),
      ...(words ? { arguments: words } : {}),
      mounts: [],
      covers: items(get(container, 'volumeMounts')).flatMap((mount) => textAt(mount, 'mountPath') ?? []),
      network: { project: id, names: [], joined: [], links: [], profiles: [], replicas: 1 },
      pod: { id, label, span, namespace: undefined, labels: {}, hostNetwork: false },
    },
  ];
}

function portSite(source: Source, ingress: YamlNode | undefined): readonly Site[] {
  const port = scalar(get(ingress, 'targetPort'));
  const value = port && parsePort(port.text);
  // 0 has the port found out.
  if (value?.kind !== 'number' || value.number === 0) return [];
  const span = spanOf(source, port!);
  return [{ role: 'target', field: 'targetPort', protocol: 'tcp', span, value, to: [{ kind: 'own' }] }];
}

/** Probes ask the container itself, at a number (learn.microsoft.com/azure/container-apps/health-probes). */
function probeSites(source: Source, container: YamlNode): readonly Site[] {
  return items(get(container, 'probes')).flatMap((probe) =>
    ['httpGet', 'tcpSocket'].flatMap((way): readonly Site[] => {
      const port = scalar(get(probe, way, 'port'));
      const value = port && parsePort(port.text);
      if (value?.kind !== 'number') return [];
      const field = `${(textAt(probe, 'type') ?? '').toLowerCase()} probe`.trim();
      return [{ role: 'probe', field, protocol: 'tcp', span: spanOf(source, port!), value, to: [{ kind: 'own' }] }];
    }),
  );
}

/** What a pipeline fills in before it deploys is not known. */
function textOf(source: Source, node: YamlScalar): Text {
  const span = spanOf(source, node);
  const open = /\$|\{\{|#\{|<[\w-]+>/.test(node.text);
  return [open ? { variable: '', span, scope: { kind: 'unknown' } } : { text: node.text, span }];
}

function settingOf(source: Source, entry: YamlNode): readonly Setting[] {
  const name = scalar(get(entry, 'name'));
  const value = scalar(get(entry, 'value'));
  if (!name) return [];
  const span = spanOf(source, name);
  const unknown = [{ variable: '', span, scope: { kind: 'unknown' } }] as const;
  return [{ name: name.text, span, value: value ? textOf(source, value) : unknown }];
}

function exec(source: Source, node: YamlNode | undefined): CommandLine | undefined {
  const words = items(node).flatMap((item) => scalar(item) ?? []);
  return words.length > 0 ? { form: 'exec', words: words.map((word) => textOf(source, word)) } : undefined;
}
