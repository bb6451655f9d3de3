/** What a template looked at while it was rendered: what a change of it can change. */
import type { Span } from '../../model/index.ts';
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

  /** Notes a value with all that is in it. */
  all(value: Value): void {
    if (value.kind !== 'dict' && value.kind !== 'list') return;
    if (value.path !== undefined) this.whole.add(value.path);
    else for (const each of childrenOf(value)) this.all(each);
  }
}

function childrenOf(value: Dict | List): readonly Value[] {
  return value.kind === 'list' ? value.items : [...value.entries.values()].map((entry) => entry.value);
}

/** The paths under which two trees of values differ. `differ` compares what is no map. */
export function differences(
  before: Value | undefined,
  after: Value | undefined,
  differ: (a: Value, b: Value) => boolean,
): readonly Path[] {
  const found: Path[] = [];
  const visit = (a: Value | undefined, b: Value | undefined, path: Path): void => {
    if (a === b) return;
    if (a?.kind !== 'dict' || b?.kind !== 'dict') {
      if (!a || !b || differ(a, b)) found.push(path);
      return;
    }
    if ((a.entries.size === 0) !== (b.entries.size === 0)) found.push(path);
    for (const [key, { value }] of a.entries) visit(value, b.entries.get(key)?.value, pathTo(path, key));
    for (const [key, { value }] of b.entries) if (!a.entries.has(key)) visit(undefined, value, pathTo(path, key));
  };
  visit(before, after, '');
  return found;
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
