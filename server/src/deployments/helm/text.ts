/**
 * Texts that know where they are written, run by run. Every operation keeps what it leaves in place; what it makes anew
 * has the place of the expression that made it.
 */
import type { Span } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { MAX_LENGTH, Stop } from './limits.ts';

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
  source: { file: '', text: '', span: () => ({ file: '', line: 0, column: 0, length: 0 }) },
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

function isExact({ length, origin }: Run): boolean {
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
    const { source, via } = origin;
    const place = { source, start: origin.start + start, end: origin.start + end };
    return { length: end - start, origin: via ? { ...place, via } : place };
  }
  // A part that happens to be as long as the whole token is no copy of it.
  const whole = origin.end - origin.start === end - start ? { ...origin, end: origin.start } : origin;
  return { length: end - start, origin: whole };
}

export function concat(...parts: readonly Text[]): Text {
  const full = parts.filter(({ text }) => text !== '');
  if (full.length === 1) return full[0]!;
  const out = new TextBuilder();
  for (const part of full) out.add(part);
  return out.build();
}

/** Cuts a text from its beginning to its end, each piece from where the last one ended. */
class Cutter {
  readonly #text: Text;
  #at = 0;
  /** The run that goes on, and where it began. */
  #index = 0;
  #start = 0;

  constructor(text: Text) {
    this.#text = text;
  }

  /** Adds what lies before an offset to a builder. */
  copy(end: number, into: TextBuilder): void {
    const { text, runs } = this.#text;
    const from = this.#at;
    if (end <= from) return;
    this.#at = end;
    into.addRuns(text.slice(from, end), () => {
      for (let at = from; at < end && this.#index < runs.length; ) {
        const run = runs[this.#index]!;
        const stop = Math.min(end, this.#start + run.length);
        into.addRun(cut(run, at - this.#start, stop - this.#start));
        at = stop;
        if (stop < this.#start + run.length) break;
        this.#start += run.length;
        this.#index++;
      }
    });
  }

  skip(end: number): void {
    this.#at = Math.max(this.#at, end);
    const { runs } = this.#text;
    while (this.#index < runs.length && this.#start + runs[this.#index]!.length <= this.#at) {
      this.#start += runs[this.#index++]!.length;
    }
  }
}

/** Replaces what lies between pairs of offsets, in order. */
export function splice(
  text: Text,
  edits: readonly { readonly start: number; readonly end: number; readonly by: Text }[],
): Text {
  const cutter = new Cutter(text);
  const out = new TextBuilder();
  for (const { start, end, by } of edits) {
    cutter.copy(start, out);
    out.add(by);
    cutter.skip(end);
  }
  cutter.copy(text.text.length, out);
  return out.build();
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
  const cutter = new Cutter(text);
  const add = (end: number): void => {
    const out = new TextBuilder();
    cutter.copy(end, out);
    parts.push(out.build());
  };
  for (let next = text.text.indexOf(separator); next >= 0; ) {
    add(next);
    const after = next + separator.length;
    cutter.skip(after);
    next = text.text.indexOf(separator, after);
  }
  add(text.text.length);
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

  /** @throws Stop where the text gets longer than anybody reads. */
  add({ text, runs }: Text): void {
    if (this.#text.length + text.length > MAX_LENGTH) throw new Stop('renders to more than can be read');
    this.#text += text;
    for (const run of runs) this.addRun(run);
  }

  /** Adds a text whose runs `runs` adds. */
  addRuns(text: string, runs: () => void): void {
    this.#text += text;
    runs();
  }

  /** A run that goes on where the last one ended, or was made by the same expression, is joined to it. */
  addRun(run: Run): void {
    const last = this.#runs.at(-1);
    const joined = last && joinedRun(last, run);
    if (joined) this.#runs[this.#runs.length - 1] = joined;
    else this.#runs.push(run);
  }

  /** Adds what an expression gives: its reader comes through the expression, unless it is written in it. */
  addThrough({ text, runs }: Text, through: Origin, span: Span): void {
    if (text === '') return;
    this.#text += text;
    const { source, start, end } = through;
    let last: Origin | undefined;
    let made = through;
    for (const { length, origin: own } of runs) {
      if (own !== last) {
        last = own;
        const within = own === NOWHERE || (!own.via && own.source === source && own.start >= start && own.end <= end);
        if (!within) made = { ...own, via: own.via ? [span, ...own.via] : [span] };
        // A part of an expression that happens to be as long as it is no copy of it.
        else if (own === NOWHERE) made = end - start === length ? { ...through, end: start } : through;
        else made = own;
      }
      this.addRun({ length, origin: made });
    }
  }

  build(): Text {
    return { kind: 'string', text: this.#text, runs: this.#runs };
  }
}

function joinedRun(last: Run, next: Run): Run | undefined {
  const [a, b] = [last.origin, next.origin];
  const length = last.length + next.length;
  if (a === b) return isExact(last) || isExact(next) || a.end - a.start === length ? undefined : { length, origin: a };
  if (a.source !== b.source || a.end !== b.start || !isExact(last) || !isExact(next)) return undefined;
  if (a.via !== b.via && !(a.via?.length === b.via?.length && a.via?.every((span, at) => span === b.via?.[at]))) {
    return undefined;
  }
  return { length, origin: { ...a, end: b.end } };
}
