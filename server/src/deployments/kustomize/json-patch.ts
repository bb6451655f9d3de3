/** JSON patches (RFC 6902) on trees. A step that cannot be done is told and left out; the others go on. */
import { cutRuns, joined } from './scalars.ts';
import {
  get,
  itemsOf,
  type ListTree,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
  withItems,
  withValue,
} from './tree.ts';

/** One step of a JSON pointer, with the characters that it is written in. */
interface Step {
  readonly text: string;
  readonly key: ScalarTree;
}

/** @param fault Takes each operation that fails, with the reason: a sentence's end. */
export function jsonPatch(tree: MapTree, operations: Tree, fault: (operation: Tree, reason: string) => void): MapTree {
  let patched: Tree = tree;
  for (const operation of itemsOf(operations)) {
    const result = apply(patched, operation);
    if (typeof result === 'string') fault(operation, result);
    else patched = result;
  }
  return patched.kind === 'map' ? patched : tree;
}

/** True for what is a list of operations, as far as it is written. */
export function isJsonPatch(tree: Tree | undefined): boolean {
  return tree?.kind === 'list';
}

function apply(tree: Tree, operation: Tree): Tree | string {
  const written = scalarAt(operation, 'path');
  const name = textAt(operation, 'op');
  if (!written || !name) return 'has no op or no path';
  const path = stepsOf(written);
  const pointer = written.text;
  const value = get(operation, 'value');
  switch (name) {
    case 'add':
      return value ? changed(tree, path, (parent, step) => added(parent, step, value)) : 'has no value';
    case 'replace':
      if (!value) return 'has no value';
      return changed(tree, path, (parent, step) =>
        child(parent, step.text) ? set(parent, step, value) : missing(pointer),
      );
    case 'remove':
      return changed(tree, path, (parent, step) => removed(parent, step) ?? missing(pointer));
    case 'test':
      return value && isEqual(at(tree, path), value) ? tree : `finds another value at ${pointer}`;
    case 'move':
    case 'copy': {
      const from = scalarAt(operation, 'from');
      const steps = from ? stepsOf(from) : [];
      const moved = at(tree, steps);
      if (!from || !moved) return missing(from?.text ?? 'from');
      const left =
        name === 'copy' ? tree : changed(tree, steps, (parent, step) => removed(parent, step) ?? missing(from.text));
      return typeof left === 'string' ? left : changed(left, path, (parent, step) => added(parent, step, moved));
    }
    default:
      return `has an op that there is not: ${name}`;
  }
}

function missing(pointer: string): string {
  return `finds nothing at ${pointer}`;
}

function stepsOf(path: ScalarTree): readonly Step[] {
  const steps: Step[] = [];
  let start = path.text.indexOf('/') + 1;
  while (start > 0 && start <= path.text.length) {
    const slash = path.text.indexOf('/', start);
    const end = slash < 0 ? path.text.length : slash;
    const raw = path.text.slice(start, end);
    const text = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const runs = cutRuns(path, start, end);
    const key = joined(text === raw ? runs : [{ text, origin: runs[0]!.origin }]);
    steps.push({ text, key });
    if (slash < 0) break;
    start = end + 1;
  }
  return steps;
}

function at(tree: Tree, path: readonly Step[]): Tree | undefined {
  return path.reduce<Tree | undefined>((node, { text }) => child(node, text), tree);
}

function child(node: Tree | undefined, step: string): Tree | undefined {
  return node?.kind === 'list' ? node.items[indexOf(node, step)] : get(node, step);
}

/** Counted from the end where it is negative, as kustomize's reader of patches allows. */
function indexOf({ items }: ListTree, step: string): number {
  if (!/^-?\d+$/.test(step)) return -1;
  const index = Number(step);
  return index < 0 ? items.length + index : index;
}

/** With the node at a path replaced by what `change` makes of its parent; a text says what failed. */
function changed(
  tree: Tree,
  path: readonly Step[],
  change: (parent: MapTree | ListTree, step: Step) => Tree | string,
): Tree | string {
  const [step, ...rest] = path;
  if (!step) return 'would replace all of the object';
  if (tree.kind === 'scalar') return missing(`/${step.text}`);
  if (rest.length === 0) return change(tree, step);
  const inner = child(tree, step.text);
  if (!inner) return missing(`/${step.text}`);
  const result = changed(inner, rest, change);
  return typeof result === 'string' ? result : set(tree, step, result);
}

function set(parent: MapTree | ListTree, { text, key }: Step, value: Tree): Tree {
  if (parent.kind === 'map') return withValue(parent, key, value);
  return withItems(parent, parent.items.with(indexOf(parent, text), value));
}

function added(parent: MapTree | ListTree, step: Step, value: Tree): Tree | string {
  if (parent.kind === 'map') return set(parent, step, value);
  if (step.text === '-') return withItems(parent, [...parent.items, value]);
  const index = indexOf(parent, step.text);
  if (index < 0 || index > parent.items.length) return missing(`/${step.text}`);
  return withItems(parent, parent.items.toSpliced(index, 0, value));
}

function removed(parent: MapTree | ListTree, { text, key }: Step): Tree | undefined {
  if (!child(parent, text)) return undefined;
  if (parent.kind === 'map') return withValue(parent, key, undefined);
  return withItems(parent, parent.items.toSpliced(indexOf(parent, text), 1));
}

function isEqual(a: Tree | undefined, b: Tree): boolean {
  if (a?.kind === 'map' && b.kind === 'map') {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(({ key, value }) => {
        const other = get(b, key.text);
        return other !== undefined && isEqual(value, other);
      })
    );
  }
  if (a?.kind === 'list' && b.kind === 'list') {
    return a.items.length === b.items.length && a.items.every((item, index) => isEqual(item, b.items[index]!));
  }
  return a?.kind === 'scalar' && b.kind === 'scalar' && a.text === b.text && a.isString === b.isString;
}
