/** What a rendering may take: charts may recurse without end, and an editor waits for them. */

/** Ends a rendering. The message goes on behind the template's name. */
export class Stop extends Error {}

/** Asks for a rendering with values of its own: the template changes them. */
export class ChangesValues extends Error {}

/** Nodes that are executed. */
export const MAX_STEPS = 400_000;
/** Characters of one output. */
export const MAX_LENGTH = 4_000_000;
/** Elements of a value that a template makes, elements of elements included. */
export const MAX_PARTS = 100_000;
/** Templates within templates. */
export const MAX_DEPTH = 120;

const MAX_ITEMS = 20_000;

/** @throws Stop where a list of this length is too long to go through. */
export function limited(length: number): true {
  if (length > MAX_ITEMS) throw new Stop(`ranges over ${length} elements`);
  return true;
}
