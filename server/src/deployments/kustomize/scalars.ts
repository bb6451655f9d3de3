/** Scalars that are put together from runs, each with the place where it is written. */
import type { Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Run, ScalarTree, Tree } from './tree.ts';

/**
 * A scalar that is written nowhere as it is.
 * @param origin a token that it stems from.
 */
export function madeScalar(text: string, origin: Origin, isString = true): ScalarTree {
  return { kind: 'scalar', place: undefined, whole: false, text, isString, runs: [{ text, origin }] };
}

/** A scalar's runs: letter for letter where the text is written as it reads. */
export function runsOf(scalar: ScalarTree): readonly Run[] {
  return scalar.runs ?? [{ text: scalar.text, origin: originOf(scalar) }];
}

/** Where a node stands, or what it takes the place of; of one that has no place, where its first part stands. */
export function originOf(tree: Tree): Origin {
  if (tree.place) return { source: tree.place.source, start: tree.place.node.start, end: tree.place.node.end };
  if (tree.kind === 'scalar') return tree.runs?.[0]?.origin ?? NOWHERE;
  const child = tree.kind === 'map' ? tree.entries[0]?.key : tree.items[0];
  return child ? originOf(child) : NOWHERE;
}

const NOWHERE: Origin = {
  source: { file: '', text: '', span: () => ({ file: '', line: 0, column: 0, length: 0 }) },
  start: 0,
  end: 0,
};

/** A part of a scalar's runs, by offsets into its text. */
export function cutRuns(scalar: ScalarTree, from: number, to: number): readonly Run[] {
  let at = 0;
  return runsOf(scalar).flatMap((run) => {
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, run.text.length);
    at += run.text.length;
    if (end <= start) return [];
    if (start === 0 && end === run.text.length) return [run];
    const { origin } = run;
    // What is not written letter for letter has but the whole of its place.
    const exact = isExact(run);
    const cut = exact ? { ...origin, start: origin.start + start, end: origin.start + end } : origin;
    return [{ text: run.text.slice(start, end), origin: cut }];
  });
}

export function isExact({ text, origin }: Run): boolean {
  return origin.source.text.slice(origin.start, origin.end) === text;
}

/** A string that is put together; where it replaces a scalar it stays where that stood. */
export function joined(runs: readonly Run[], like?: ScalarTree): ScalarTree {
  const filled = runs.filter((run) => run.text !== '');
  return {
    kind: 'scalar',
    place: like?.place,
    whole: false,
    text: filled.map((run) => run.text).join(''),
    isString: like?.isString ?? true,
    runs: filled,
  };
}

/** The scalar's place as a span, for a problem or the way that a value came. */
export function spanAt(tree: Tree): Span {
  const { source, start, end } = originOf(tree);
  return source.span(start, end);
}
