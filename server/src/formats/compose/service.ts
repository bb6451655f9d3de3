/** One Compose service: a container with its ports, environment, command, build, mounts and networks. */
import { dirname, join, normalize } from 'node:path/posix';
import type {
  Build,
  CommandLine,
  Container,
  EnvironmentSource,
  Include,
  Insertion,
  Mount,
  Network,
  Setting,
  Source,
  Span,
  Text,
} from '../../model/index.ts';
import { isVariable } from '../../model/index.ts';
import { healthSites } from '../../syntax/health.ts';
import { interpolate } from '../../syntax/interpolation.ts';
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
  type YamlScalar,
} from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { proxiedSites } from './labels.ts';
import { layersOf, replacedFields } from './layers.ts';
import { exposeSites, portSites, splitOutsideBraces } from './ports.ts';

/** What services of one file share. */
export interface Shared {
  readonly source: Source;
  readonly name: string;
  /** Top-level `configs` by name: the file each one is. */
  readonly configs: ReadonlyMap<string, string>;
  readonly includes: readonly Include[];
}

export function serviceOf(shared: Shared, { key, value }: YamlEntry, id: string): Container | undefined {
  if (value.kind !== 'map') return undefined;
  const { source } = shared;
  const image = scalar(get(value, 'image'));
  const build = buildOf(source, get(value, 'build'));
  const entrypoint = commandLine(source, get(value, 'entrypoint'));
  const args = commandLine(source, get(value, 'command'));
  const declare = exposeInsertion(source, value);
  const folder = textAt(value, 'working_dir');
  const layers = layersOf(source, key.text, value);
  const replaces = replacedFields(source, value);
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
    ...(folder ? { folder } : {}),
    mounts: [...volumes(source, get(value, 'volumes')), ...configMounts(shared, get(value, 'configs'))],
    covers: namedVolumes(get(value, 'volumes')),
    network: networkOf(shared, key.text, value),
    ...(layers.length > 0 ? { layers } : {}),
    ...(replaces.length > 0 ? { replaces } : {}),
    ...(get(value, 'healthcheck') ? { checked: true } : {}),
    ...(declare ? { declare } : {}),
  };
}

/** `environment`, `labels`, `build.args`: a map or a list of `NAME=value`. */
function settingsOf(source: Source, node: YamlNode | undefined): readonly Setting[] {
  const fromMap = entries(node).map(({ key, value }): Setting => {
    const text = scalar(value);
    const setting = { name: key.text, span: spanOf(source, key) };
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
    const node = scalar(item) ?? scalar(get(item, 'path'));
    if (!node?.text) return [];
    const written = withVariables(source, node);
    return [
      {
        kind: 'file',
        path: pathFrom(dirname(source.file), node.text),
        ...(written ? { written } : {}),
        ...(textAt(item, 'format') === 'raw' ? { raw: true } : {}),
      },
    ];
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
  if (test?.form !== 'exec') return test && shellLine(test.words);
  const [how] = test.words;
  const [first] = how ?? [];
  const kind = first && 'text' in first ? first.text : '';
  if (kind === 'CMD-SHELL') return shellLine(test.words.slice(1));
  return kind === 'CMD' ? { form: 'exec', words: test.words.slice(1) } : undefined;
}

/** A check that a shell runs, in the container: `$$PORT` is a variable of it. */
function shellLine(words: readonly Text[]): CommandLine {
  return { form: 'shell', words: words.map((word) => interpolate(word, 'shell')) };
}

function buildOf(source: Source, node: YamlNode | undefined): Build | undefined {
  if (!node || get(node, 'dockerfile_inline')) return undefined;
  const place = scalar(node) ?? scalar(get(node, 'context'));
  if (!place && node.kind !== 'map') return undefined;
  const path = place?.text ?? '.';
  if (/:\/\/|^git@/.test(path)) return undefined;
  const file = scalar(get(node, 'dockerfile'));
  const stage = scalar(get(node, 'target'));
  const written = {
    ...variablesAs('context', source, place),
    ...variablesAs('dockerfile', source, file),
    ...variablesAs('target', source, stage),
  };
  // Of `./services/${NAME}` the folder that is plain.
  const context = pathFrom(dirname(source.file), 'context' in written ? path.replace(/[^/\\]*\$.*$/, '') || '.' : path);
  return {
    context,
    dockerfile: pathFrom(context, file?.text ?? 'Dockerfile'),
    ...(place ? {} : { inherits: true }),
    ...(stage ? { target: stage.text } : {}),
    ...(Object.keys(written).length > 0 ? { written } : {}),
    arguments: settingsOf(source, get(node, 'args')),
  };
}

/** A scalar with its variables read; undefined where it holds none. */
function withVariables(source: Source, node: YamlScalar | undefined): Text | undefined {
  const text = node?.text.includes('$') ? scalarText(source, node, 'compose') : [];
  return text.some(isVariable) ? text : undefined;
}

function variablesAs<K extends string>(key: K, source: Source, node: YamlScalar | undefined): { [P in K]?: Text } {
  const text = withVariables(source, node);
  return text ? ({ [key]: text } as { [P in K]?: Text }) : {};
}

/** `SOURCE:TARGET[:MODE]`; a source that begins with one letter and a colon lies on a drive of Windows. */
const SHORT_VOLUME = /^((?:[A-Za-z]:(?=[\\/]))?[^:]*):([^:]+)/;

/** Bind mounts of files and folders of the workspace. */
function volumes(source: Source, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): readonly Mount[] => {
    const [from, to] =
      item.kind === 'map'
        ? [textAt(item, 'type') === 'bind' ? textAt(item, 'source') : undefined, textAt(item, 'target')]
        : (SHORT_VOLUME.exec(scalar(item)?.text ?? '')?.slice(1) ?? []);
    if (/\$/.test(scalar(item)?.text ?? textAt(item, 'source') ?? '')) return variableMount(source, item);
    if (!from || !to || !/^(?:\.{0,2}|[A-Za-z]:)[\\/]|^\.$/.test(from)) return [];
    return [{ kind: 'path', source: pathFrom(dirname(source.file), from), target: to }];
  });
}

/** `${CONFIG:-./nginx.conf}:/etc/nginx/nginx.conf`: what it is, a path or a volume's name, is for the graph to say. */
function variableMount(source: Source, item: YamlNode): readonly Mount[] {
  const node = scalar(item) ?? scalar(get(item, 'source'));
  const [from, to] = item.kind === 'map' ? [] : splitOutsideBraces(node?.text ?? '');
  const written = node && scalarText(source, node, 'compose', from?.start, from?.end);
  const target = item.kind === 'map' ? textAt(item, 'target') : to && node?.text.slice(to.start, to.end);
  if (!node || !written?.some(isVariable) || !target || target.includes('$')) return [];
  return [{ kind: 'path', source: pathFrom(dirname(source.file), node.text), target, written }];
}

/** Where named volumes lie. */
function namedVolumes(node: YamlNode | undefined): readonly string[] {
  return items(node).flatMap((item) => {
    if (item.kind === 'map') return textAt(item, 'type') === 'volume' ? (textAt(item, 'target') ?? []) : [];
    return /^\w[\w.-]+:(\/[^:]*)/.exec(scalar(item)?.text ?? '')?.[1] ?? [];
  });
}

function configMounts(shared: Shared, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): Mount[] => {
    const name = item.kind === 'map' ? textAt(item, 'source') : scalar(item)?.text;
    const path = name && shared.configs.get(name);
    const target = textAt(item, 'target') ?? `/${name}`;
    if (path) return [{ kind: 'path', source: path, target }];
    return name ? [{ kind: 'settings', name, target }] : [];
  });
}

function networkOf({ name, includes: all }: Shared, key: string, service: YamlMap): Network {
  const networks = get(service, 'networks');
  const joined =
    networks?.kind === 'map'
      ? networks.entries.map((e) => ({ network: e.key.text, aliases: texts(get(e.value, 'aliases')) }))
      : texts(networks).map((network) => ({ network, aliases: [] }));
  const mode = textAt(service, 'network_mode');
  const shared = mode?.match(/^service:(.+)$/)?.[1];
  const includes = all.flatMap(({ files }) => files);
  const replicas = integer(get(service, 'deploy', 'replicas')) ?? integer(get(service, 'scale')) ?? 1;
  return {
    project: name,
    names: [key, textAt(service, 'container_name'), textAt(service, 'hostname')].flatMap((name) => name ?? []),
    joined: joined.length > 0 ? joined : [{ network: 'default', aliases: [] }],
    links: [...texts(get(service, 'links')), ...texts(get(service, 'external_links'))].map((link) => {
      const [target = link, alias = target] = link.split(':');
      return { service: target, alias };
    }),
    ...(shared ? { mode: { kind: 'service', service: shared } } : {}),
    ...(mode === 'host' || mode === 'none' ? { mode: { kind: mode } } : {}),
    profiles: texts(get(service, 'profiles')),
    ...(includes.length > 0 ? { includes } : {}),
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
