/** The places on disk that a Compose service names: what it is built from, its env files and its mounts. */
import { dirname, join, normalize } from 'node:path/posix';
import type { Build, EnvironmentSource, Mount, Setting, Source, Text } from '../../model/index.ts';
import { isVariable } from '../../model/index.ts';
import { get, items, scalar, textAt, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { scalarText } from '../../syntax/yaml-text.ts';
import { splitOutsideBraces } from './ports.ts';

/** A path as a Compose file writes it, on Windows too: from a folder, or absolute. Without a slash at its end. */
export function pathFrom(folder: string, path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const absolute = /^(?:[A-Za-z]:)?\//.test(slashes);
  return (absolute ? normalize(slashes) : join(folder, slashes)).replace(/(.)\/$/, '$1');
}

export function environmentFiles(source: Source, node: YamlNode | undefined): readonly EnvironmentSource[] {
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

/** @param args what the build sets, read already. */
export function buildOf(source: Source, node: YamlNode | undefined, args: readonly Setting[]): Build | undefined {
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
    arguments: args,
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
export function volumes(source: Source, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): readonly Mount[] => {
    const [from, to] =
      item.kind === 'map'
        ? [textAt(item, 'type') === 'bind' ? textAt(item, 'source') : undefined, textAt(item, 'target')]
        : (SHORT_VOLUME.exec(scalar(item)?.text ?? '')?.slice(1) ?? []);
    if (from?.includes('$')) return variableMount(source, item);
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
export function namedVolumes(node: YamlNode | undefined): readonly string[] {
  return items(node).flatMap((item) => {
    if (item.kind === 'map') return textAt(item, 'type') === 'volume' ? (textAt(item, 'target') ?? []) : [];
    return /^\w[\w.-]+:(\/[^:]*)/.exec(scalar(item)?.text ?? '')?.[1] ?? [];
  });
}

/** @param files top-level `configs` by name: the file each one is. */
export function configMounts(files: ReadonlyMap<string, string>, node: YamlNode | undefined): readonly Mount[] {
  return items(node).flatMap((item): Mount[] => {
    const name = item.kind === 'map' ? textAt(item, 'source') : scalar(item)?.text;
    const path = name && files.get(name);
    const target = textAt(item, 'target') ?? `/${name}`;
    if (path) return [{ kind: 'path', source: path, target }];
    return name ? [{ kind: 'settings', name, target }] : [];
  });
}
