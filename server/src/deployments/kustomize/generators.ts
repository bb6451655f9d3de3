/** `configMapGenerator` and `secretGenerator`. The hash behind a name is left out, everywhere alike. */
import { basename, join } from 'node:path/posix';
import type { Source } from '../../model/index.ts';
import { fileSource } from '../../syntax/source.ts';
import { scalarsOf } from './reading.ts';
import { allIds, effectiveNamespace, idOf, labelOf, type Resource, resourceOf, withTree } from './resource.ts';
import { cutRuns, joined, madeScalar, originOf, spanAt } from './scalars.ts';
import { type Scope, tell } from './scope.ts';
import {
  type Entry,
  entriesOf,
  entryOf,
  get,
  itemsOf,
  type MapTree,
  madeMap,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
  withValue,
} from './tree.ts';

/**
 * With what the items under one of the two keys make, or change of what there is.
 * @param shared `generatorOptions`.
 */
export function generated(
  scope: Scope,
  resources: readonly Resource[],
  kind: 'ConfigMap' | 'Secret',
  generators: Tree | undefined,
  shared: Tree | undefined,
): readonly Resource[] {
  const all = [...resources];
  for (const generator of itemsOf(generators)) {
    const made = objectOf(scope, kind, generator, shared);
    if (!made) continue;
    const behavior = textAt(generator, 'behavior');
    const id = idOf(made);
    const at = all.findIndex((resource) => allIds(resource).some((each) => isMeant(each, id)));
    if (behavior === 'merge' || behavior === 'replace') {
      if (at >= 0) all[at] = withTree(all[at]!, overlaid(all[at]!.tree, made, behavior === 'replace'));
      else if (!scope.isComponent)
        tell(scope, `there is no ${labelOf(id)} to ${behavior}`, scalarAt(generator, 'name'));
    } else if (at < 0) {
      all.push(resourceOf(made, scope.file, scope.root));
    } else {
      tell(scope, `${labelOf(id)} is there already`, scalarAt(generator, 'name'));
    }
  }
  return all;
}

function isMeant(each: ReturnType<typeof idOf>, id: ReturnType<typeof idOf>): boolean {
  return each.kind === id.kind && each.name === id.name && effectiveNamespace(each) === effectiveNamespace(id);
}

function objectOf(
  scope: Scope,
  kind: 'ConfigMap' | 'Secret',
  generator: Tree,
  shared: Tree | undefined,
): MapTree | undefined {
  const name = scalarAt(generator, 'name');
  if (!name || generator.kind !== 'map') return undefined;
  const { source, start } = originOf(name);
  const word = (text: string): ScalarTree => madeScalar(text, { source, start, end: start });
  const namespace = entryOf(generator, 'namespace');
  const notes = ['labels', 'annotations'].flatMap((key): readonly Entry[] => {
    const own = entryOf(get(generator, 'options'), key);
    const common = entryOf(shared, key);
    const from = own ?? common;
    if (!from) return [];
    const added = entriesOf(own?.value).reduce(
      (map, entry) => withValue(map, entry.key, entry.value),
      madeMap(entriesOf(common?.value)),
    );
    return [{ key: from.key, value: added }];
  });
  const metadata = [
    { key: word('name'), value: name },
    ...(namespace ? [{ key: namespace.key, value: namespace.value }] : []),
    ...notes,
  ];
  const type = entryOf(generator, 'type');
  return madeMap([
    { key: word('apiVersion'), value: word('v1') },
    { key: word('kind'), value: word(kind) },
    { key: word('metadata'), value: madeMap(metadata) },
    ...(kind === 'Secret' ? [type ?? { key: word('type'), value: word('Opaque') }] : []),
    // A Secret's values are kept as they are written, not encoded.
    { key: word(kind === 'Secret' ? 'stringData' : 'data'), value: madeMap(dataOf(scope, generator)) },
  ]);
}

/** With another's data in place of, or over, its own, and what is noted of it. */
function overlaid(tree: MapTree, made: MapTree, replaces: boolean): MapTree {
  const notes = ['labels', 'annotations'].reduce<MapTree>((all, key) => {
    const metadata = entryOf(all, 'metadata');
    const entry = entryOf(get(made, 'metadata'), key);
    if (!entry || metadata?.value.kind !== 'map') return all;
    const value = overlaidMap(get(metadata.value, key), entry.value);
    return withValue(all, metadata.key, withValue(metadata.value, entry.key, value));
  }, tree);
  return ['data', 'stringData'].reduce<MapTree>((all, section) => {
    const entry = entryOf(made, section);
    if (!entry) return all;
    const before = replaces ? undefined : get(all, section);
    return withValue(all, entryOf(all, section)?.key ?? entry.key, overlaidMap(before, entry.value));
  }, notes);
}

function overlaidMap(before: Tree | undefined, over: Tree): MapTree {
  return entriesOf(over).reduce(
    (map, entry) => withValue(map, entry.key, entry.value),
    before?.kind === 'map' ? before : madeMap([]),
  );
}

function dataOf(scope: Scope, generator: Tree): readonly Entry[] {
  const envs = [...scalarsOf(get(generator, 'envs')), ...scalarsOf(get(generator, 'env'))];
  return [
    ...envs.flatMap((path) => fromEnvFile(scope, path)),
    ...scalarsOf(get(generator, 'literals')).flatMap((literal) => fromLiteral(literal)),
    ...scalarsOf(get(generator, 'files')).flatMap((path) => fromFile(scope, path)),
  ];
}

function fromLiteral(literal: ScalarTree): readonly Entry[] {
  const equals = literal.text.indexOf('=');
  if (equals <= 0) return [];
  const quoted = /^(["']).*\1$/s.test(literal.text.slice(equals + 1)) && literal.text.length > equals + 2 ? 1 : 0;
  const value = joined(cutRuns(literal, equals + 1 + quoted, literal.text.length - quoted));
  return [{ key: joined(cutRuns(literal, 0, equals)), value }];
}

/** `KEY=path`, or a path whose last part is the key. */
function fromFile(scope: Scope, item: ScalarTree): readonly Entry[] {
  const equals = item.text.indexOf('=');
  const path = item.text.slice(equals + 1);
  const name = equals < 0 ? basename(path) : item.text.slice(0, equals);
  const source = readText(scope, item, path);
  if (!source || source.text.includes('\0')) return [unknownEntry(item)];
  const from = item.text.lastIndexOf(name, equals < 0 ? item.text.length : 0);
  const origin = { source, start: 0, end: source.text.length, via: [spanAt(item)] };
  return [{ key: joined(cutRuns(item, from, from + name.length)), value: joined([{ text: source.text, origin }]) }];
}

/** One `KEY=value` a line; what is quoted keeps its quotes, and a key alone is taken from whoever builds. */
function fromEnvFile(scope: Scope, item: ScalarTree): readonly Entry[] {
  const source = readText(scope, item, item.text);
  if (!source) return [unknownEntry(item)];
  const via = [spanAt(item)];
  const entries: Entry[] = [];
  for (const match of source.text.matchAll(/^[ \t\ufeff]*([^\s#=][^=\r\n]*)=([^\r\n]*)/gm)) {
    const end = match.index + match[0].length;
    const value = end - match[2]!.length;
    const key = value - 1 - match[1]!.length;
    entries.push({
      key: joined([{ text: match[1]!, origin: { source, start: key, end: value - 1, via } }]),
      value: joined([{ text: match[2]!, origin: { source, start: value, end, via } }]),
    });
  }
  const isWhole = source.text.split(/\r?\n/).every((line) => /^[ \t\ufeff]*(?:$|#)|=/.test(line));
  return isWhole ? entries : [...entries, unknownEntry(item)];
}

/** Stands for keys that cannot be told: those of a file that is not here, or of whoever builds. */
function unknownEntry(item: ScalarTree): Entry {
  const origin = originOf(item);
  const unknown = madeScalar(UNKNOWN, { ...origin, end: origin.start });
  return { key: unknown, value: unknown };
}

/** What no name, port or host holds. */
const UNKNOWN = '\uFFFC';

/** Files of other names may lie there without being read: scripts, certificates, texts. */
const ALWAYS_READ = /\.(?:ya?ml|env)$/i;

function readText(scope: Scope, item: ScalarTree, path: string): Source | undefined {
  const file = join(scope.root, path);
  const text = scope.files.text(file);
  if (text === undefined) {
    if (ALWAYS_READ.test(path)) tell(scope, `there is no file ${path}`, item);
    return undefined;
  }
  const before = sources.get(file);
  if (before?.text === text) return before;
  const source = fileSource(file, text);
  if (sources.size > 1024) sources.clear();
  sources.set(file, source);
  return source;
}

/** One source for one text, so that what is made of it can be seen to be the same. */
const sources = new Map<string, Source>();
