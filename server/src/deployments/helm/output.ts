/** What `range` goes through, and what becomes of an output as a whole. */
import { limited } from './limits.ts';
import { EMPTY, mapped, splice, type Text, UNKNOWN } from './text.ts';
import { int, sortedEntries, type Value } from './value.ts';

/** The elements that `range` goes through, with their keys. @throws Stop where they are too many. */
export function itemsOf(value: Value): readonly (readonly [() => Value, Value])[] {
  switch (value.kind) {
    case 'list':
      return limited(value.items.length) && value.items.map((item, index) => [() => int(index), item] as const);
    case 'dict':
      return sortedEntries(value).map(([, entry]) => [() => entry.key, entry.value] as const);
    case 'number':
      return limited(value.value) && Array.from({ length: Math.max(0, value.value) }, (_, i) => [() => int(i), int(i)]);
    default:
      return [];
  }
}

/** What text/template writes for nil. Helm takes it away, but only from the output of a whole template. */
export const NO_VALUE = '<no value>';

export function withoutBlanks(text: Text): Text {
  if (!text.text.includes(NO_VALUE)) return text;
  const found = [...text.text.matchAll(/<no value>/g)];
  return splice(
    text,
    found.map(({ index }) => ({ start: index, end: index + NO_VALUE.length, by: EMPTY })),
  );
}

/** Numbers that stand for themselves become unknown. */
export function blurred(text: Text): Text {
  if (text.text === '') return EMPTY;
  return /\d/.test(text.text) ? mapped(text, (run) => run.replace(/(?<![\w.-])\d+(?![\w.-])/g, UNKNOWN)) : text;
}
