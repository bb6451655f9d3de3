/** Field paths of replacements: `spec.template.spec.containers.[name=web].ports.0.containerPort`, `*` for all items. */

import type { Origin } from '../../syntax/rendered.ts';
import { madeScalar } from './scalars.ts';
import { entryOf, isNull, type ListTree, type MapTree, madeMap, type Tree, withItems, withValue } from './tree.ts';

/** The steps of a path. A dot within brackets or behind a backslash is a part of its step. */
export function stepsOf(path: string): readonly string[] {
  const steps = path.match(/(?:\[[^\]]*\]|\\.|[^.\\])+/g) ?? [];
  return steps.map((step) =>
    /^\[.*=.*\]$/.test(step) ? step : step.replace(/^\[(.*)\]$/, '$1').replace(/\\(.)/g, '$1'),
  );
}

/** The fields that a path leads to. */
export function fieldsAt(tree: Tree | undefined, steps: readonly string[]): readonly Tree[] {
  const [step, ...rest] = steps;
  if (!tree || isNull(tree)) return [];
  if (step === undefined) return [tree];
  if (tree.kind === 'map') {
    if (step === '*') return tree.entries.flatMap(({ value }) => fieldsAt(value, rest));
    return fieldsAt(entryOf(tree, step)?.value, rest);
  }
  if (tree.kind === 'scalar') return [];
  return tree.items.filter(matcher(tree, step)).flatMap((item) => fieldsAt(item, rest));
}

/** Which items of a list a step means. */
function matcher({ items }: ListTree, step: string): (item: Tree, index: number) => boolean {
  if (step === '*') return () => true;
  if (step === '-') return (_, index) => index === items.length - 1;
  if (/^\d+$/.test(step)) return (_, index) => index === Number(step);
  const condition = /^\[([^=]*)=(.*)\]$/.exec(step);
  if (!condition) return () => false;
  const [, key, value] = condition as unknown as [string, string, string];
  if (key === '') return (item) => item.kind === 'scalar' && item.text === value;
  return (item) => {
    const found = entryOf(item, key)?.value;
    return found?.kind === 'scalar' && found.text === value;
  };
}

/**
 * With the fields that a path leads to replaced.
 * @param created What a field that is not there stems from; absent where none is made.
 */
export function withFieldsAt(
  tree: MapTree,
  steps: readonly string[],
  created: Origin | undefined,
  change: (field: Tree | undefined) => Tree,
): MapTree {
  return (within(tree, steps, created, change) ?? tree) as MapTree;
}

function within(
  tree: Tree | undefined,
  steps: readonly string[],
  created: Origin | undefined,
  change: (field: Tree | undefined) => Tree,
): Tree | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return tree || created ? change(tree) : undefined;
  const node = tree && !isNull(tree) ? tree : created && !/^\[|^\d+$|^-$/.test(step) ? madeMap([]) : undefined;
  if (node?.kind === 'list') {
    const isMeant = matcher(node, step);
    return withItems(
      node,
      node.items.map((item, index) => (isMeant(item, index) ? (within(item, rest, created, change) ?? item) : item)),
    );
  }
  if (node?.kind !== 'map') return tree;
  const keys = step === '*' ? node.entries.map(({ key }) => key.text) : [step];
  return keys.reduce<MapTree>((map, key) => {
    const entry = entryOf(map, key);
    const value = within(entry?.value, rest, created, change);
    if (!value || value === entry?.value) return map;
    return withValue(map, entry?.key ?? madeScalar(key, created!), value);
  }, node);
}
