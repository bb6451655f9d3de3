/** What a template looked at while it was rendered: what a change of it can change. */
import type { Span } from '../../model/index.ts';
import { MAX_PARTS, Stop } from './limits.ts';
import type { NamedTemplate } from './script.ts';
import { type Dict, type List, type Path, pathTo, type Value } from './value.ts';

/** An expression under `.Values` that gave nothing where something is written out. */
export interface Absent {
  readonly span: Span;
  /** Keys from the root of the values. */
  readonly path: readonly string[];
  /** The key that stands before it on its line: `targetPort`. */
  readonly field?: string;
}

export class Reads {
  /** Values that were looked up; of a map only whether it is one, and whether anything is in it. */
  readonly values = new Set<Path>();
  /** Values that were looked at with all that is in them. */
  readonly whole = new Set<Path>();
  /** Named templates; undefined where there is none of that name. */
  readonly templates = new Map<string, NamedTemplate | undefined>();
  /** Files of the chart; `*` where it matters which there are. */
  readonly files = new Set<string>();
  readonly absent: Absent[] = [];
  readonly problems: { readonly message: string; readonly span: Span }[] = [];
  /** Depends on which template it is rendered for. */
  contextual = false;

  add(other: Reads): void {
    this.addLooks(other);
    this.absent.push(...other.absent);
    this.problems.push(...other.problems);
  }

  /** What it looked at, without what it has to tell. */
  addLooks(other: Reads): void {
    for (const path of other.values) this.values.add(path);
    for (const path of other.whole) this.whole.add(path);
    for (const [name, template] of other.templates) this.templates.set(name, template);
    for (const file of other.files) this.files.add(file);
    this.contextual ||= other.contextual;
  }

  /** Notes a value with all that is in it. @throws Stop where that is without end */
  all(value: Value): void {
    this.#all(value, { left: MAX_PARTS });
  }

  #all(value: Value, parts: { left: number }): void {
    if (value.kind !== 'dict' && value.kind !== 'list') return;
    if (value.path !== undefined) {
      this.whole.add(value.path);
      return;
    }
    for (const each of childrenOf(value)) {
      if (parts.left-- <= 0) throw new Stop('makes a value without end');
      this.#all(each, parts);
    }
  }
}

function childrenOf(value: Dict | List): readonly Value[] {
  return value.kind === 'list' ? value.items : [...value.entries.values()].map((entry) => entry.value);
}

/** Compares trees of values of which many share parts, as those of a chart's environments do. */
export class Comparison {
  readonly #differ: (a: Value, b: Value) => boolean;
  /** What was found within pairs of maps. */
  readonly #known = new Map<Dict, { readonly after: Dict; readonly paths: readonly Path[] }>();

  /** @param differ compares what is no map. */
  constructor(differ: (a: Value, b: Value) => boolean) {
    this.#differ = differ;
  }

  /** The paths under which two trees differ. */
  differences(before: Dict, after: Dict): readonly Path[] {
    return before === after ? [] : this.#within(before, after);
  }

  #within(before: Dict, after: Dict): readonly Path[] {
    const known = this.#known.get(before);
    if (known?.after === after && before.path === after.path) return known.paths;
    const path = after.path ?? '';
    const found: Path[] = [];
    if ((before.entries.size === 0) !== (after.entries.size === 0)) found.push(path);
    for (const [key, { value }] of before.entries) {
      const other = after.entries.get(key)?.value;
      if (value === other) continue;
      if (value.kind === 'dict' && other?.kind === 'dict') found.push(...this.#within(value, other));
      else if (!other || this.#differ(value, other)) found.push(pathTo(path, key));
    }
    for (const key of after.entries.keys()) if (!before.entries.has(key)) found.push(pathTo(path, key));
    this.#known.set(before, { after, paths: found });
    return found;
  }
}

/** True where a difference lies in something that was read. */
export function touches({ values, whole }: Reads, changes: readonly Path[]): boolean {
  return changes.some((path) => {
    if (values.has(path) || whole.has(path)) return true;
    if (whole.size === 0) return false;
    for (let at = path.lastIndexOf('\0'); at >= 0; at = path.lastIndexOf('\0', at - 1)) {
      if (whole.has(path.slice(0, at))) return true;
      if (at === 0) break;
    }
    return whole.has('');
  });
}
