/** The nodes of a YAML tree, and the merging of maps. How they come to be is the readers' business. */

/** Levels of collections that are read. Nothing that somebody wrote nests deeper, and walks of a tree may recurse. */
export const DEEPEST = 100;

export type YamlNode = YamlMap | YamlList | YamlScalar;

interface Base {
  /** Offsets into the source's text. For collections from the first character to the end of the last child. */
  readonly start: number;
  readonly end: number;
  /** `!reset`, `!Ref`; absent where none is written. */
  readonly tag?: string;
}

export interface YamlMap extends Base {
  readonly kind: 'map';
  readonly flow: boolean;
  /** Own entries first, then merged ones that no own key overrides. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Comes from `<<`. */
  readonly merged: boolean;
}

export interface YamlList extends Base {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

/** `start` and `end` are those of the characters inside any quotes; for a block scalar, of its indented lines. */
export interface YamlScalar extends Base {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
  /** Columns that a block scalar's lines are indented by; -1 elsewhere. */
  readonly indent: number;
}

export interface YamlDocuments {
  readonly documents: readonly YamlNode[];
  /** Those of the documents of which only a part could be read. */
  readonly partial: ReadonlySet<YamlNode>;
  readonly problems: readonly { readonly message: string; readonly offset: number }[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
/** A map that is still being filled. */
export interface OpenMap extends Omit<Open<YamlMap>, 'entries'> {
  entries: YamlEntry[];
}
export type OpenScalar = Open<YamlScalar>;
export interface OpenList extends Omit<Open<YamlList>, 'items'> {
  items: YamlNode[];
}

/** Appends what `<<` brings in, later maps behind earlier ones, own keys first (yaml.org/type/merge.html). */
export function merge(map: OpenMap): void {
  if (!map.entries.some((e) => e.key.text === '<<' && e.key.style === 'plain')) return;
  const seen = new Set(map.entries.map((e) => e.key.text));
  for (const { key, value } of [...map.entries]) {
    if (key.text !== '<<' || key.style !== 'plain') continue;
    for (const from of value.kind === 'list' ? value.items : [value]) {
      if (from.kind !== 'map' || from === map) continue;
      for (const e of from.entries) {
        if (seen.has(e.key.text)) continue;
        seen.add(e.key.text);
        map.entries.push({ ...e, merged: true });
      }
    }
  }
  map.entries = map.entries.filter((e) => e.key.text !== '<<' || e.key.style !== 'plain');
}
