/** Workloads: the containers of a pod template, their ports, probes, environment and mounted configs. */
import type {
  CommandLine,
  Component,
  Container,
  EnvironmentSource,
  Mount,
  Named,
  Pod,
  Setting,
  Site,
  Source,
  Text,
} from '../../model/index.ts';
import { isVariable, partOf } from '../../model/index.ts';
import {
  get,
  isTrue,
  items,
  scalar,
  spanOf,
  textAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { knativeContainers } from './knative.ts';
import { scrapeSite } from './monitors.ts';
import {
  entryInsertion,
  fieldInsertion,
  groupOf,
  hiddenPort,
  isHidden,
  labelsOf,
  type ManifestObject,
  named,
  portName,
  portValue,
  protocolOf,
  transportOf,
} from './object.ts';
import { probeSites } from './probes.ts';
import { unprivilegedOf } from './security.ts';

/** Where each kind keeps its pod template (Kubernetes API reference, Argo Rollouts, OpenShift, Knative). */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Rollout: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  'serving.knative.dev/Service': ['spec', 'template'],
  'serving.knative.dev/Configuration': ['spec', 'template'],
};

/** The containers of a workload; none for other kinds. */
export function containersOf(object: ManifestObject, id: () => string): readonly Component[] {
  const path = TEMPLATES[object.kind] ?? TEMPLATES[`${groupOf(object)}/${object.kind}`];
  const template = path && get(object.root, ...path);
  const spec = get(template, 'spec');
  if (!template || spec?.kind !== 'map') return [];
  const { source } = object;
  const labels = labelsOf(get(template, 'metadata', 'labels'));
  const unlink = get(spec, 'enableServiceLinks')
    ? undefined
    : fieldInsertion(source, spec, 'enableServiceLinks: false');
  const pod: Pod = {
    id: `${source.file}@${object.root.start}`,
    label: `${object.kind} ${object.name}`.trim(),
    ...(object.name ? { name: object.name } : {}),
    span: object.span,
    namespace: object.namespace,
    labels: labels ?? {},
    hostNetwork: isTrue(get(spec, 'hostNetwork')),
    ...(unlink && textAt(spec, 'enableServiceLinks') !== 'false' ? { unlink } : {}),
  };
  const volumes = configVolumes(get(spec, 'volumes'));
  const sidecar = (node: YamlNode): boolean => textAt(node, 'restartPolicy') === 'Always';
  const running = [...items(get(spec, 'containers')), ...items(get(spec, 'initContainers')).filter(sidecar)];
  const made = running.flatMap((node) =>
    node.kind === 'map' ? [container(object, spec, node, pod, volumes, id())] : [],
  );
  const ordinary = items(get(spec, 'initContainers')).filter((node) => !sidecar(node));
  if (ordinary.length > 0) {
    // What an ordinary init container says of ports is over when the pod serves; what it connects to still counts.
    const { name: _, ...unnamed } = pod;
    const before = { ...unnamed, id: `${pod.id}/init`, labels: {} };
    for (const node of ordinary) {
      if (node.kind === 'map') made.push(container(object, spec, node, before, volumes, id()));
    }
  }
  const scrape = scrapeSite(source, get(template, 'metadata', 'annotations'), { kind: 'own' });
  if (groupOf(object) === 'serving.knative.dev') return knativeContainers(made);
  const [first, ...rest] = made;
  return first && scrape ? [{ ...first, sites: [...first.sites, scrape] }, ...rest] : made;
}

function container(
  object: ManifestObject,
  spec: YamlMap,
  node: YamlMap,
  pod: Pod,
  volumes: ReadonlyMap<string, Volume>,
  id: string,
): Container {
  const { source } = object;
  const name = scalar(get(node, 'name'));
  const image = scalar(get(node, 'image'));
  const entrypoint = commandLine(source, get(node, 'command'));
  const args = commandLine(source, get(node, 'args'));
  const declare = entryInsertion(source, node, 'ports', 'containerPort');
  const reads = [entrypoint, args].flatMap((line) => (line?.words ?? []).flatMap(portsRead));
  const unprivileged = unprivilegedOf(source, spec, node);
  const workingFolder = textAt(node, 'workingDir');
  return {
    kind: 'container',
    id,
    file: source.file,
    format: 'kubernetes',
    label: pod.label,
    name: name?.text ?? '',
    span: name ? spanOf(source, name) : object.span,
    sites: [...portSites(source, get(node, 'ports')), ...injectedPorts(source, image), ...probeSites(source, node)],
    ...(image ? { image: { text: wordText(source, image), span: spanOf(source, image) } } : {}),
    environment: items(get(node, 'env')).flatMap((entry) => setting(source, entry)),
    environmentFrom: items(get(node, 'envFrom')).flatMap(settingsSource),
    ...(entrypoint ? { entrypoint } : {}),
    ...(args ? { arguments: args } : {}),
    ...(workingFolder ? { workingFolder } : {}),
    mounts: items(get(node, 'volumeMounts')).flatMap((mount) => mountOf(mount, volumes)),
    pod,
    ...(reads.length > 0 ? { reads } : {}),
    ...(unprivileged ? { unprivileged } : {}),
    ...(declare ? { declare } : {}),
  };
}

/** The proxy that Istio puts in the place of this image listens where Gateways say (istio.io, Injecting gateways). */
function injectedPorts(source: Source, image: YamlScalar | undefined): readonly Site[] {
  return image?.text === 'auto' ? [hiddenPort(source, image, 'declare', 'containerPort')] : [];
}

function portSites(source: Source, ports: YamlNode | undefined): readonly Site[] {
  const sites: Site[] = [];
  for (const node of items(ports)) {
    if (isHidden(node)) sites.push(hiddenPort(source, node, 'declare', 'containerPort'));
    const port = scalar(get(node, 'containerPort'));
    if (!port) continue;
    const protocol = protocolOf(node);
    const index = sites.length;
    const transport = transportOf(source, node);
    sites.push({
      role: 'declare',
      span: spanOf(source, port),
      value: portValue(port, false),
      protocol,
      field: 'containerPort',
      ...(transport ? { transport } : {}),
      ...portName(source, node),
      to: [{ kind: 'own' }],
    });
    const host = scalar(get(node, 'hostPort'));
    if (!host) continue;
    const address = named(source, get(node, 'hostIP'));
    sites.push({
      role: 'publish',
      span: spanOf(source, host),
      value: portValue(host, false),
      protocol,
      field: 'hostPort',
      ...(address ? { address } : {}),
      to: [{ kind: 'site', index }],
    });
  }
  return sites;
}

/** Variables of a command line that are named after a port: `$FOO_PORT`, `${FOO_PORT:-80}`; not where a part is cut off. */
function portsRead(word: Text): readonly Named[] {
  return word.flatMap((part): Named[] => {
    if (isVariable(part))
      return /^[A-Z][A-Z0-9_]*_PORT$/.test(part.variable) ? [{ text: part.variable, span: part.span }] : [];
    const exact = part.span.length === part.text.length;
    const read = [...part.text.matchAll(/(?<=\$\{?)[A-Z][A-Z0-9_]*_PORT(?![A-Z0-9_#%/])/g)];
    // What the command sets itself is its own.
    const own = read.filter(([name]) => !new RegExp(`(?:^|[\\s;&|({])${name}=`).test(part.text));
    return own.map(({ 0: text, index }) => {
      const { span } = part;
      return { text, span: exact ? partOf(span, index, index + text.length) : span };
    });
  });
}

function commandLine(source: Source, node: YamlNode | undefined): CommandLine | undefined {
  if (node?.kind !== 'list') return undefined;
  const words = node.items.flatMap((item): Text[] => {
    const word = scalar(item);
    return word ? [wordText(source, word)] : [];
  });
  return { form: 'exec', words };
}

function wordText(source: Source, node: YamlScalar): Text {
  return scalarText(source, node, 'kubernetes');
}

function setting(source: Source, node: YamlNode): readonly Setting[] {
  const name = scalar(get(node, 'name'));
  if (!name) return [];
  const span = spanOf(source, name);
  const value = scalar(get(node, 'value'));
  if (value) return [{ name: name.text, span, value: wordText(source, value) }];
  for (const reference of ['configMapKeyRef', 'secretKeyRef']) {
    const from = get(node, 'valueFrom', reference);
    const settings = textAt(from, 'name');
    const key = scalar(get(from, 'key'));
    if (!settings || !key) continue;
    const optional = isTrue(get(from, 'optional')) ? { optional: true as const } : {};
    const scope = { kind: 'key', settings, key: key.text, ...optional } as const;
    return [{ name: name.text, span, value: [{ variable: key.text, span: spanOf(source, key), scope }] }];
  }
  return [{ name: name.text, span }];
}

function settingsSource(node: YamlNode): readonly EnvironmentSource[] {
  const name = textAt(node, 'configMapRef', 'name') ?? textAt(node, 'secretRef', 'name');
  return name ? [{ kind: 'settings', name, prefix: textAt(node, 'prefix') ?? '' }] : [];
}

interface Volume {
  readonly settings: string;
  /** File name to key, where `items` picks them. */
  readonly keys: ReadonlyMap<string, string>;
}

function configVolumes(node: YamlNode | undefined): ReadonlyMap<string, Volume> {
  const volumes = new Map<string, Volume>();
  for (const volume of items(node)) {
    const name = textAt(volume, 'name');
    const parts = [volume, ...items(get(volume, 'projected', 'sources'))];
    for (const part of parts) {
      const settings = textAt(part, 'configMap', 'name') ?? textAt(part, 'secret', 'secretName');
      if (!name || !settings) continue;
      const picked = items(get(part, 'configMap', 'items') ?? get(part, 'secret', 'items'));
      const keys = picked.map((item): [string, string] => [textAt(item, 'path') ?? '', textAt(item, 'key') ?? '']);
      volumes.set(name, { settings, keys: new Map(keys) });
    }
  }
  return volumes;
}

function mountOf(node: YamlNode, volumes: ReadonlyMap<string, Volume>): readonly Mount[] {
  const volume = volumes.get(textAt(node, 'name') ?? '');
  const target = textAt(node, 'mountPath');
  if (!volume || !target) return [];
  const path = textAt(node, 'subPath');
  const key = path && (volume.keys.get(path) ?? path);
  return [{ kind: 'settings', name: volume.settings, target, ...(key ? { key } : {}) }];
}
