/** One Compose service: a container with its ports, environment, command and networks. */
import type {
  CommandLine,
  Container,
  Include,
  Insertion,
  Network,
  Setting,
  Source,
  Span,
  Text,
} from '../../model/index.ts';
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
import { isReset, layersOf, replacedFields } from './layers.ts';
import { buildOf, configMounts, environmentFiles, namedVolumes, volumes } from './places.ts';
import { exposeSites, portSites } from './ports.ts';

/** What services of one file share. */
export interface Shared {
  readonly source: Source;
  readonly name: string;
  /** Top-level `configs` by name: the file each one is. */
  readonly configs: ReadonlyMap<string, string>;
  readonly includes: readonly Include[];
}

export function serviceOf(shared: Shared, entry: YamlEntry, id: string): Container | undefined {
  const { source } = shared;
  const { key } = entry;
  const written = fieldsOf(source, entry);
  if (!written) return undefined;
  const value = { ...written, entries: written.entries.filter((field) => field.merged || !isReset(source, field)) };
  const image = scalar(get(value, 'image'));
  const build = buildOf(source, get(value, 'build'), settingsOf(source, get(value, 'build', 'args')));
  const entrypoint = commandLine(source, get(value, 'entrypoint'));
  const args = commandLine(source, get(value, 'command'));
  const declare = exposeInsertion(source, value);
  const workingFolder = textAt(value, 'working_dir');
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
    ...(workingFolder ? { workingFolder } : {}),
    mounts: [...volumes(source, get(value, 'volumes')), ...configMounts(shared.configs, get(value, 'configs'))],
    covers: namedVolumes(get(value, 'volumes')),
    network: networkOf(shared, key.text, value),
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
    if (isReset(source, entry)) return { ...setting, removed: true };
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

function networkOf({ source, name, includes: all }: Shared, key: string, service: YamlMap): Network {
  const networks = get(service, 'networks');
  const joined =
    networks?.kind === 'map'
      ? networks.entries.map((e) => ({ network: e.key.text, aliases: texts(get(e.value, 'aliases')) }))
      : texts(networks).map((network) => ({ network, aliases: [] }));
  const mode = modeOf(source, scalar(get(service, 'network_mode')));
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
    ...(mode ? { mode } : {}),
    profiles: texts(get(service, 'profiles')),
    ...(includes.length > 0 ? { includes } : {}),
    replicas,
  };
}

/** `bridge` and the name of a network change nothing of how ports are mapped. */
function modeOf(source: Source, node: YamlScalar | undefined): Network['mode'] {
  if (!node) return undefined;
  const span = spanOf(source, node);
  if (node.text === 'host' || node.text === 'none') return { kind: node.text, span };
  const [, kind, name] = /^(service|container):(.+)$/.exec(node.text) ?? [];
  return name ? { kind: kind === 'service' ? 'service' : 'container', name, span } : undefined;
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
