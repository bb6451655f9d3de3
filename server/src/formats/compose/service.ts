/** One Compose service: a container with its ports, environment, command, build, mounts and networks. */
import { dirname, join, normalize } from 'node:path/posix';
import type {
  Build,
  CommandLine,
  Container,
  EnvironmentSource,
  Insertion,
  Mount,
  Network,
  Setting,
  Source,
  Span,
  Text,
} from '../../model/index.ts';
import { healthSites } from '../../syntax/health.ts';
import {
  columnOf,
  endOf,
  entries,
  get,
  integer,
  items,
  scalar,
  spanOf,
  textAt,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { proxiedSites } from './labels.ts';
import { isReset, layersOf, replacedFields } from './layers.ts';
import { exposeSites, portSites } from './ports.ts';

/** What services of one file share. */
export interface Project {
  readonly source: Source;
  readonly name: string;
  /** Top-level `configs` by name: the file each one is. */
  readonly configs: ReadonlyMap<string, string>;
  /** Files that `include` names. */
  readonly includes: readonly string[];
}

export function serviceOf(project: Project, entry: YamlEntry, id: string): Container | undefined {
  const { source } = project;
  const { key } = entry;
  const written = fieldsOf(source, entry);
  if (!written) return undefined;
  const value = { ...written, entries: written.entries.filter((field) => field.merged || !isReset(source, field)) };
  const image = scalar(get(value, 'image'));
  const build = buildOf(source, get(value, 'build'));
  const entrypoint = commandLine(source, get(value, 'entrypoint'));
  const args = commandLine(source, get(value, 'command'));
  const declare = exposeInsertion(source, value);
  const layers = layersOf(source, key.text, value);
  const replaces = replacedFields(source, entry, written);
  const environment = settingsOf(source, get(value, 'environment'));
  const labels = [get(value, 'labels'), get(value, 'deploy', 'labels')].flatMap((node) => settingsOf(source, node));
  return {
    kind: 'container',
    id,
    file: source.file,
    format: 'compose',
    label: `service ${key.text}`,
    name: key.text,
    span: spanOf(source, key),
    sites: [
      ...portSites(source, get(value, 'ports')),
      ...exposeSites(source, value),
      ...healthSites(healthcheck(source, value)),
      ...proxiedSites(labels, environment),
    ],
    ...(image ? { image: { text: scalarText(source, image, 'compose'), span: spanOf(source, image) } } : {}),
    ...(build ? { build } : {}),
    environment,
    environmentFrom: environmentFiles(source, get(value, 'env_file')),
    ...(entrypoint ? { entrypoint } : {}),
    ...(args ? { arguments: args } : {}),
    mounts: [...volumes(source, get(value, 'volumes')), ...configMounts(project, get(value, 'configs'))],
    covers: namedVolumes(get(value, 'volumes')),
    network: networkOf(project, key.text, value),
    ...(layers.length > 0 ? { layers } : {}),
    ...(replaces.length > 0 ? { replaces } : {}),
    ...(get(value, 'healthcheck') ? { checked: true } : {}),
    ...(declare ? { declare } : {}),
  };
}

/** A service's fields; none where it takes away the one below it: `web: !reset null`. */
function fieldsOf(source: Source, entry: YamlEntry): YamlMap | undefined {
  const { start, end } = entry.value;
  if (isReset(source, entry)) return { kind: 'map', start, end, flow: true, entries: [] };
  return entry.value.kind === 'map' ? entry.value : undefined;
}

/** `environment`, `labels`, `build.args`: a map or a list of `NAME=value`. */
function settingsOf(source: Source, node: YamlNode | undefined): readonly Setting[] {
  const fromMap = entries(node).map((entry): Setting => {
    const { key, value } = entry;
    const text = scalar(value);
    const setting = { name: key.text, span: spanOf(source, key) };
    // Whatever the layer below says, it is not set here.
    if (isReset(source, entry)) return setting;
    return text ? { ...setting, value: scalarText(source, text, 'compose') } : passedOn(setting);
  });
  const fromList = items(node).flatMap((item): Setting[] => {
    const text = scalar(item);
    if (!text) return [];
    const equals = text.text.indexOf('=');
    const name = equals < 0 ? text.text : text.text.slice(0, equals);
    const [first] = scalarText(source, text, 'compose', 0, name.length);
    const span = first?.span ?? spanOf(source, text);
    return [
      equals < 0 ? passedOn({ name, span }) : { name, span, value: scalarText(source, text, 'compose', equals + 1) },
    ];
  });
  return [...fromMap, ...fromList];
}

/** A name without a value is passed on from the shell or the `.env` file (compose-spec, environment). */
function passedOn(setting: { readonly name: string; readonly span: Span }): Setting {
  const { name, span } = setting;
  return { name, span, value: [{ variable: name, span, scope: { kind: 'interpolation' } }] };
}

/** A path as a Compose file writes it, on Windows too: from a folder, or absolute. Without a slash at its end. */
export function pathFrom(folder: string, path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const absolute = /^(?:[A-Za-z]:)?\//.test(slashes);
  return (absolute ? normalize(slashes) : join(folder, slashes)).replace(/(.)\/$/, '$1');
}

function environmentFiles(source: Source, node: YamlNode | undefined): readonly EnvironmentSource[] {
  const paths = node?.kind === 'list' ? node.items : node ? [node] : [];
  return paths.flatMap((item): EnvironmentSource[] => {
    const path = item.kind === 'map' ? textAt(item, 'path') : scalar(item)?.text;
    return path ? [{ kind: 'file', path: pathFrom(dirname(source.file), path) }] : [];
  });
}

function commandLine(source: Source, node: YamlNode | undefined): CommandLine | undefined {
  if (node?.kind === 'list') {
    return { form: 'exec', words: node.items.flatMap((item) => words(source, item)) };
  }
  const [text] = words(source, node);
  return text ? { form: 'shell', words: [text] } : undefined;
}

function words(source: Source, node: YamlNode | undefined): readonly Text[] {
  const word = scalar(node);
  return word ? [scalarText(source, word, 'compose')] : [];
}

function healthcheck(source: Source, service: YamlMap): CommandLine | undefined {
  const test = commandLine(source, get(service, 'healthcheck', 'test'));
  if (test?.form !== 'exec') return test;
  const [how] = test.words;
  const [first] = how ?? [];
  const kind = first && 'text' in first ? first.text : '';
  if (kind === 'CMD-SHELL') return { form: 'shell', words: test.words.slice(1) };
  return kind === 'CMD' ? { form: 'exec', words: test.words.slice(1) } : undefined;
}

function buildOf(source: Source, node: YamlNode | undefined): Build | undefined {
  if (!node || get(node, 'dockerfile_inline')) return undefined;
  const written = scalar(node)?.text ?? textAt(node, 'context');
  const path = written ?? (node.kind === 'map' ? '.' : undefined);
  if (path === undefined || /\$|:\/\/|^git@/.test(path)) return undefined;
  const context = pathFrom(dirname(source.file), path);
  const target = textAt(node, 'target');
  return {
    context,
    dockerfile: pathFrom(context, textAt(node, 'dockerfile') ?? 'Dockerfile'),
    ...(written === undefined ? { inherits: true } : {}),
    ...(target ? { target } : {}),
    arguments: settingsOf(source, get(node, 'args')),
  };
}

/** `SOURCE:TARGET[:MODE]`; a source that begins with one letter and a colon lies on a drive of Windows. */
const SHORT_VOLUME = /^((?:[A-Za-z]:(?=[\\/]))?[^:]*):([^:]+)/;

/** Bind mounts of files and folders of the workspace. */
function volumes(source: Source, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): Mount[] => {
    const [from, to] =
      item.kind === 'map'
        ? [textAt(item, 'type') === 'bind' ? textAt(item, 'source') : undefined, textAt(item, 'target')]
        : (SHORT_VOLUME.exec(scalar(item)?.text ?? '')?.slice(1) ?? []);
    if (!from || !to || !/^(?:\.{0,2}|[A-Za-z]:)[\\/]|^\.$/.test(from)) return [];
    return [{ kind: 'path', source: pathFrom(dirname(source.file), from), target: to }];
  });
}

/** Where named volumes lie. */
function namedVolumes(node: YamlNode | undefined): readonly string[] {
  return items(node).flatMap((item) => {
    if (item.kind === 'map') return textAt(item, 'type') === 'volume' ? (textAt(item, 'target') ?? []) : [];
    return /^\w[\w.-]+:(\/[^:]*)/.exec(scalar(item)?.text ?? '')?.[1] ?? [];
  });
}

function configMounts(project: Project, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): Mount[] => {
    const name = item.kind === 'map' ? textAt(item, 'source') : scalar(item)?.text;
    const path = name && project.configs.get(name);
    const target = textAt(item, 'target') ?? `/${name}`;
    if (path) return [{ kind: 'path', source: path, target }];
    return name ? [{ kind: 'settings', name, target }] : [];
  });
}

function networkOf(project: Project, key: string, service: YamlMap): Network {
  const networks = get(service, 'networks');
  const joined =
    networks?.kind === 'map'
      ? networks.entries.map((e) => ({ network: e.key.text, aliases: texts(get(e.value, 'aliases')) }))
      : texts(networks).map((network) => ({ network, aliases: [] }));
  const mode = textAt(service, 'network_mode');
  const shared = mode?.match(/^service:(.+)$/)?.[1];
  const replicas = integer(get(service, 'deploy', 'replicas')) ?? integer(get(service, 'scale')) ?? 1;
  return {
    project: project.name,
    names: [key, textAt(service, 'container_name'), textAt(service, 'hostname')].flatMap((name) => name ?? []),
    joined: joined.length > 0 ? joined : [{ network: 'default', aliases: [] }],
    links: [...texts(get(service, 'links')), ...texts(get(service, 'external_links'))].map((link) => {
      const [target = link, alias = target] = link.split(':');
      return { service: target, alias };
    }),
    ...(shared ? { mode: { kind: 'service', service: shared } } : {}),
    ...(mode === 'host' || mode === 'none' ? { mode: { kind: mode } } : {}),
    profiles: texts(get(service, 'profiles')),
    ...(project.includes.length > 0 ? { includes: project.includes } : {}),
    replicas,
  };
}

function texts(node: YamlNode | undefined): readonly string[] {
  return items(node).flatMap((item) => scalar(item)?.text ?? []);
}

/** `expose` is how a Compose service declares a port without publishing it. */
function exposeInsertion(source: Source, service: YamlMap): Insertion | undefined {
  const list = get(service, 'expose');
  if (list?.kind === 'list' && list.items.length > 0) {
    const at = endOf(source, list);
    const span = source.span(at, at);
    if (list.flow) return { at: span, template: ', "{port}"' };
    return { at: span, template: `\n${' '.repeat(columnOf(source, list.start))}- "{port}"` };
  }
  const first = service.entries.find((e) => !e.merged && e.value.kind === 'scalar' && e.value.indent < 0);
  if (!first || list) return undefined;
  if (service.flow) {
    const at = endOf(source, service);
    return { at: source.span(at, at), template: ', expose: ["{port}"]' };
  }
  let at = first.value.end;
  while (at < source.text.length && !/[\r\n]/.test(source.text[at]!)) at++;
  const indent = ' '.repeat(columnOf(source, service.entries[0]!.key.start));
  return { at: source.span(at, at), template: `\n${indent}expose:\n${indent}  - "{port}"` };
}
