/** Values that templates write out though they are nowhere set, and what may have been meant. */
import { basename } from 'node:path/posix';
import type { Chart, Environment, MissingValue } from '../../model/index.ts';
import { placeKey, pointBefore } from '../../model/index.ts';
import type { Unit } from '../deployment.ts';
import type { Staged } from './stage.ts';
import type { Dict, Value } from './value.ts';
import type { Instance } from './values.ts';

/** The unit of an environment that tells of them; none where everything is set. */
export function missingUnit(
  environment: Environment,
  staged: Staged,
  root: string,
  before: Unit | undefined,
): Unit | undefined {
  const missing = missingOf(staged);
  const [first] = missing;
  if (!first) return undefined;
  const chart: Chart = {
    kind: 'chart',
    id: 'values',
    file: first.span.file,
    format: 'helm',
    label: `chart ${basename(root)}`,
    name: basename(root),
    span: pointBefore(first.span),
    sites: [],
    missing,
  };
  const [known] = before?.environment === environment ? (before.components ?? []) : [];
  if (before && JSON.stringify(known) === JSON.stringify(chart)) return before;
  return { key: MISSING, environment, components: [chart] };
}

/** The key of that unit; no template is called so. */
export const MISSING = 'values';

/** One for each expression. */
function missingOf({ renders, instances, tree }: Staged): readonly MissingValue[] {
  const found = new Map<string, MissingValue>();
  for (const [key, { reads }] of renders) {
    if (reads.absent.length === 0) continue;
    const instance = instances.findLast(({ prefix }) => key.startsWith(prefix))!;
    // Without a values file, every value is given from outside.
    if (!instance.chart.values) continue;
    for (const { span, path, field } of reads.absent) {
      const own = belowValues(path, instance);
      const id = `${placeKey(span)} ${own.join('.')}`;
      if (own.length === 0 || found.has(id)) continue;
      const nearest = nearestPath(own, tree, instance);
      found.set(id, { span, path: own.join('.'), ...(field ? { field } : {}), ...(nearest ? { nearest } : {}) });
    }
  }
  return [...found.values()];
}

/** The keys behind `.Values` as the chart itself writes them. */
function belowValues(path: readonly string[], instance: Instance): readonly string[] {
  return instance.path === '' ? path : path.slice(instance.path.split('\0').length);
}

function nearestPath(path: readonly string[], tree: Dict, instance: Instance): string | undefined {
  const wanted = path.join('.');
  let best: string | undefined;
  let least = Math.max(1, Math.min(3, Math.floor(wanted.length / 4))) + 1;
  for (const each of pathsOf(valuesOf(tree, instance))) {
    if (Math.abs(each.length - wanted.length) >= least) continue;
    const distance = distanceBetween(wanted, each, least);
    if (distance < least) {
      best = each;
      least = distance;
    }
  }
  return best;
}

function valuesOf(tree: Dict, { path }: Instance): Value | undefined {
  const keys = path === '' ? [] : path.split('\0');
  return keys.reduce<Value | undefined>(
    (value, key) => (value?.kind === 'dict' ? value.entries.get(key)?.value : undefined),
    tree,
  );
}

function pathsOf(value: Value | undefined, before = ''): readonly string[] {
  if (value?.kind !== 'dict') return [];
  return [...value.entries].flatMap(([key, entry]) => [`${before}${key}`, ...pathsOf(entry.value, `${before}${key}.`)]);
}

/** Edit distance, two letters that changed places counting for one edit; `limit` where it is that or more. */
function distanceBetween(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
