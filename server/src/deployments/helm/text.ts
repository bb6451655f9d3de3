/**
 * Texts that know where they are written, run by run. Every operation keeps what it leaves in place; what it makes anew
 * has the place of the expression that made it.
 */
import type { Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';

/** Takes the place of what cannot be known; no port, name or host holds it. */
export const UNKNOWN = '\uFFFC';

export interface Run {
  readonly length: number;
  readonly origin: Origin;
}

export interface Text {
  readonly kind: 'string';
  readonly text: string;
  readonly runs: readonly Run[];
}

/** Of texts that no file holds, such as the release's name, until an expression gives them its own place. */
export const NOWHERE: Origin = {
  source: { file: '', text: '', span: () => ({ file: '', start: 0, end: 0, line: 0, column: 0 }) },
  start: 0,
  end: 0,
};

export const EMPTY: Text = { kind: 'string', text: '', runs: [] };

/** A text that stands at its origin letter for letter, or else is `made` there. */
export function written(text: string, origin: Origin): Text {
  if (text === '') return EMPTY;
  if (origin.end - origin.start !== text.length) return made(text, origin);
  return { kind: 'string', text, runs: [{ length: text.length, origin }] };
}

/** A new text. Its runs never have their origin's length, so that nobody takes them for letters that stand there. */
export function made(text: string, origin: Origin): Text {
  const { length } = text;
  if (length === 0) return EMPTY;
  if (length !== origin.end - origin.start) return { kind: 'string', text, runs: [{ length, origin }] };
  if (length === 1) return { kind: 'string', text, runs: [{ length, origin: { ...origin, end: origin.start } }] };
  const runs = [
    { length: 1, origin },
    { length: length - 1, origin },
  ];
  return { kind: 'string', text, runs };
}

export function isExact({ length, origin }: Run): boolean {
  return origin.end - origin.start === length;
}

/** The part between two offsets. */
export function slice(text: Text, from: number, to = text.text.length): Text {
  if (from <= 0 && to >= text.text.length) return text;
  if (to <= from) return EMPTY;
  const runs: Run[] = [];
  let at = 0;
  for (const run of text.runs) {
    const start = Math.max(from, at) - at;
    const end = Math.min(to, at + run.length) - at;
    if (end > start) runs.push(cut(run, start, end));
    at += run.length;
    if (at >= to) break;
  }
  return { kind: 'string', text: text.text.slice(Math.max(0, from), to), runs };
}

function cut(run: Run, start: number, end: number): Run {
  const { origin, length } = run;
  if (start === 0 && end === length) return run;
  if (isExact(run)) {
    return { length: end - start, origin: { ...origin, start: origin.start + start, end: origin.start + end } };
  }
  // A part that happens to be as long as the whole token is no copy of it.
  const whole = origin.end - origin.start === end - start ? { ...origin, end: origin.start } : origin;
  return { length: end - start, origin: whole };
}

export function concat(...parts: readonly Text[]): Text {
  const full = parts.filter(({ text }) => text !== '');
  if (full.length === 1) return full[0]!;
  return { kind: 'string', text: full.map(({ text }) => text).join(''), runs: full.flatMap(({ runs }) => runs) };
}

/** Replaces what lies between pairs of offsets, in order. */
export function splice(
  text: Text,
  edits: readonly { readonly start: number; readonly end: number; readonly by: Text }[],
): Text {
  const parts: Text[] = [];
  let at = 0;
  for (const { start, end, by } of edits) {
    parts.push(slice(text, at, start), by);
    at = end;
  }
  parts.push(slice(text, at));
  return concat(...parts);
}

/** Another spelling of the same length or not, run by run: what stays the same keeps its place letter for letter. */
export function mapped(text: Text, change: (run: string) => string): Text {
  const parts: Text[] = [];
  let at = 0;
  for (const run of text.runs) {
    const before = text.text.slice(at, at + run.length);
    const after = change(before);
    parts.push(after === before ? { kind: 'string', text: before, runs: [run] } : made(after, run.origin));
    at += run.length;
  }
  return concat(...parts);
}

/** The stretches between matches of a separator. */
export function split(text: Text, separator: string): readonly Text[] {
  if (separator === '') return [...text.text].map((char, index) => slice(text, index, index + char.length));
  const parts: Text[] = [];
  let at = 0;
  for (let next = text.text.indexOf(separator); next >= 0; next = text.text.indexOf(separator, at)) {
    parts.push(slice(text, at, next));
    at = next + separator.length;
  }
  parts.push(slice(text, at));
  return parts;
}

/** A text that is put together piece by piece. */
export class TextBuilder {
  #text = '';
  readonly #runs: Run[] = [];

  get length(): number {
    return this.#text.length;
  }

  get text(): string {
    return this.#text;
  }

  add({ text, runs }: Text): void {
    if (text === '') return;
    this.#text += text;
    for (const run of runs) this.#runs.push(run);
  }

  /** Adds what an expression gives: its reader comes through the expression, unless it is written in it. */
  addThrough({ text, runs }: Text, through: Origin, span: Span): void {
    if (text === '') return;
    this.#text += text;
    const { source, start, end } = through;
    for (const { length, origin: own } of runs) {
      // A part of an expression that happens to be as long as it is no copy of it.
      const origin = own !== NOWHERE ? own : end - start === length ? { ...through, end: start } : through;
      const within = origin.source === source && origin.start >= start && origin.end <= end;
      const via = within && !origin.via ? undefined : origin.via ? [span, ...origin.via] : [span];
      this.#runs.push(via ? { length, origin: { ...origin, via } } : { length, origin });
    }
  }

  build(): Text {
    return { kind: 'string', text: this.#text, runs: this.#runs };
  }
}
