/**
 * Values of cloud files once they are evaluated: trees whose leaves know where they are written and what they came
 * through. Whatever cannot be known is unknown, and so never wrong.
 */
import type { Source, Span, Text } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { Rendered } from '../../syntax/rendered.ts';
import { entries, items, parseYaml, type YamlNode } from '../../syntax/yaml.ts';

export type Tree = (Scalar | List | Mapping | Reference | Nothing | Unknown) & {
  /** The resource whose attribute it was read from. */
  readonly of?: string;
};

export interface Scalar {
  readonly kind: 'scalar';
  readonly type: 'text' | 'number' | 'bool';
  /** In order; none for an empty text. */
  readonly runs: readonly Run[];
  readonly at: Origin;
  /** What `jsonencode` was given. */
  readonly decoded?: Tree;
}

/** Characters and the place that they are written at. What is not known has no characters, but may be known to be. */
export interface Run extends Origin {
  readonly text: string | undefined;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly at: Origin;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Origin;
  /** Holds more than is known. */
  readonly partial?: boolean;
}

export interface Entry {
  /** The key's place. */
  readonly at: Origin;
  readonly value: Tree;
}

/** A resource, or one of its attributes that only the cloud knows: `aws_lb.web.arn`. */
export interface Reference {
  readonly kind: 'reference';
  readonly address: string;
  readonly path: readonly string[];
  readonly at: Origin;
}

export interface Nothing {
  readonly kind: 'nothing';
  readonly at: Origin;
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly at: Origin;
  /** Known not to be there, so that whoever tries goes on to the next. */
  readonly missing?: boolean;
}

/** Stands in rendered texts for what is not known; no port and no name holds it. */
export const OPAQUE = '\uFFFC';

export function spanAt({ source, start, end, via }: Origin): Span {
  const span = source.span(start, end);
  return via && via.length > 0 ? { ...span, via: [...via, ...(span.via ?? [])] } : span;
}

/** The characters of a scalar; undefined for everything else, and where some of them are not known. */
export function textOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== 'scalar') return undefined;
  let text = '';
  for (const run of tree.runs) {
    if (run.text === undefined) return undefined;
    text += run.text;
  }
  return text;
}

export function numberOf(tree: Tree | undefined): number | undefined {
  const text = textOf(tree)?.trim();
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** `true` and `false`, quoted or not; undefined for everything else. */
export function boolOf(tree: Tree | undefined): boolean | undefined {
  const text = textOf(tree);
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The place of a scalar's characters where they stand in one place, else that of the expression. */
export function placeOf(tree: Tree): Span {
  if (tree.kind === 'scalar' && tree.runs.length === 1) return spanAt(tree.runs[0]!);
  return spanAt(tree.at);
}

/** As the text of a component: what is not known is a variable that nothing answers. */
export function modelText(tree: Scalar): Text {
  return tree.runs.map((run) =>
    run.text === undefined
      ? { variable: '', span: spanAt(run), scope: { kind: 'unknown' } }
      : { text: run.text, span: spanAt(run) },
  );
}

/** The same, having come through another expression. */
export function through(tree: Tree, span: Span): Tree {
  const at = along(tree.at, span);
  switch (tree.kind) {
    case 'scalar':
      return {
        ...tree,
        at,
        runs: tree.runs.map((run) => ({ ...along(run, span), text: run.text })),
        ...(tree.decoded ? { decoded: through(tree.decoded, span) } : {}),
      };
    case 'list':
      return { ...tree, at, items: tree.items.map((item) => through(item, span)) };
    case 'mapping':
      return {
        ...tree,
        at,
        entries: new Map(
          [...tree.entries].map(([key, entry]) => [
            key,
            { at: along(entry.at, span), value: through(entry.value, span) },
          ]),
        ),
      };
    default:
      return { ...tree, at };
  }
}

function along(at: Origin, span: Span): Origin {
  const { source, start, end, via = [] } = at;
  return { source, start, end, via: [span, ...via] };
}

const names = new Map<string, string>();

/** `from_port`, `FromPort` and `fromPort` are one name. */
function plainName(name: string): string {
  let plain = names.get(name);
  if (plain === undefined) {
    plain = name.replace(/[_-]/g, '').toLowerCase();
    names.set(name, plain);
  }
  return plain;
}

/** The entry of a mapping by its name in either spelling; of a list with one mapping in it, as of a block, that one's. */
export function entryAt(tree: Tree | undefined, name: string): (Entry & { readonly key: string }) | undefined {
  const mapping = tree?.kind === 'list' && tree.items.length === 1 ? tree.items[0] : tree;
  if (mapping?.kind !== 'mapping') return undefined;
  const own = mapping.entries.get(name);
  if (own) return { ...own, key: name };
  const wanted = plainName(name);
  for (const [key, entry] of mapping.entries) if (plainName(key) === wanted) return { ...entry, key };
  return undefined;
}

/** The value under a path of names; undefined where it is not written, or null. */
export function valueAt(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  let current = tree;
  for (const name of path) current = entryAt(current, name)?.value;
  return current?.kind === 'nothing' ? undefined : current;
}

/** The items of a list; of anything else but nothing, that alone: a block that stands once. */
export function listOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || tree.kind === 'nothing') return [];
  return tree.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'list' ? listOf(item) : [item])) : [tree];
}

/** True where something in a list, or the list itself, is not known. */
export function isPartial(tree: Tree | undefined): boolean {
  return listOf(tree).some((item) => item.kind === 'unknown' || (item.kind === 'mapping' && item.partial === true));
}

/** What a text of JSON or YAML holds, or what was encoded to it; any other tree as it is. */
export function decode(tree: Tree | undefined): Tree | undefined {
  if (tree?.kind !== 'scalar') return tree;
  if (tree.decoded) return tree.decoded;
  const { documents } = parseYaml(renderedSource(tree));
  const [first] = documents;
  return first ? fromYaml(renderedSource(tree), first) : { kind: 'unknown', at: tree.at };
}

/** A text put together from its runs as a source, with a mark for each that is not known. */
export function renderedSource(tree: Scalar): Source {
  const rendered = new Rendered();
  for (const run of tree.runs) rendered.add(run.text ?? OPAQUE, run);
  return rendered.source(tree.at.source.file);
}

/** A tree of YAML or JSON that holds no expressions of its own. */
export function fromYaml(source: Source, node: YamlNode): Tree {
  const at: Origin = { source, start: node.start, end: node.end };
  if (node.kind === 'list') return { kind: 'list', items: items(node).map((item) => fromYaml(source, item)), at };
  if (node.kind === 'map') {
    const found = entries(node).map(({ key, value }): [string, Entry] => [
      key.text,
      { at: { source, start: key.start, end: key.end }, value: fromYaml(source, value) },
    ]);
    return { kind: 'mapping', entries: new Map(found), at };
  }
  if (node.style === 'plain' && /^(?:|~|null|Null|NULL)$/.test(node.text)) return { kind: 'nothing', at };
  const plain = node.style === 'plain';
  const type = plain && /^-?\d+(?:\.\d+)?$/.test(node.text) ? 'number' : plain && isBool(node.text) ? 'bool' : 'text';
  if (node.text === OPAQUE) return { kind: 'unknown', at };
  const runs = node.text
    .split(/(\uFFFC)/)
    .filter((text) => text !== '')
    .map((text): Run => ({ ...at, text: text === OPAQUE ? undefined : text }));
  return { kind: 'scalar', type, runs: runs.length === 1 ? [{ ...at, text: node.text }] : runs, at };
}

function isBool(text: string): boolean {
  return /^(?:true|false)$/i.test(text);
}

/** A scalar that is written in one place. */
export function scalarOf(text: string, type: Scalar['type'], at: Origin): Scalar {
  return { kind: 'scalar', type, runs: text === '' ? [] : [{ ...at, text }], at };
}

/** The resource that a value is, or was read from. */
export function addressOf(tree: Tree): string | undefined {
  return tree.kind === 'reference' ? tree.address : tree.of;
}
