/** Addresses in texts with variables: endpoint.ts on model texts, so that host and port keep their places. */
import type { Literal, Span, Text, Value } from '../model/index.ts';
import { endColumn, partOf, upTo } from '../model/index.ts';
import { isVariable } from '../model/text.ts';
import { parseAddress } from './endpoint.ts';

export interface TextAddress {
  readonly scheme?: string;
  readonly host?: Text;
  readonly port?: Text;
  /** Empty; where `:port` is to be written if there is none. */
  readonly hostEnd: Span;
}

/** Reads a text that is one address, as `parseAddress` does. Variables may stand for any piece of it. */
export function parseTextAddress(text: Text): TextAddress | undefined {
  const address = parseAddress(flatten(text));
  if (!address) return undefined;
  const { scheme, host, port, hostEnd } = address;
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...(host ? { host: cutText(text, host.start, host.end) } : {}),
    ...(port ? { port: cutText(text, port.start, port.end) } : {}),
    hostEnd: pointIn(text, hostEnd),
  };
}

/** What a port's text says. `unknown` where a variable stands in it that nothing but the program itself can know. */
export function portValue(port: Text): Value {
  if (port.some(isVariable)) return isOpaque(port) ? { kind: 'unknown' } : { kind: 'text', text: port };
  const written = flatten(port);
  const range = /^(\d+)-(\d+)$/.exec(written);
  if (range) return { kind: 'range', from: Number(range[1]), to: Number(range[2]) };
  return /^\d+$/.test(written) ? { kind: 'number', number: Number(written) } : { kind: 'unknown' };
}

/** True where literal runs hold a variable that the format did not take for one: `$host`, `{{ .Values.port }}`. */
export function isOpaque(text: Text): boolean {
  return text.some((part) => !isVariable(part) && /\$|\{\{|%\[/.test(part.text));
}

/** The place of a text: all of it where it stands in one piece, else its last part. */
export function textSpan(text: Text): Span {
  const first = text[0]!.span;
  const last = text.at(-1)!.span;
  const isWhole = text.every(({ span }, index) => index === 0 || isBehind(span, text[index - 1]!.span));
  return isWhole ? upTo(first, last) : last;
}

/** The place of a stretch, by offsets into `flatten(text)`, up to the end of its first line; a point where it is empty. */
export function stretchSpan(text: Text, start: number, end: number): Span {
  const [first, ...others] = cutText(text, start, end).map(({ span }) => span);
  if (!first) return pointIn(text, start);
  const last = others.findLast(({ file, line }) => file === first.file && line === first.line);
  return last ? upTo(first, last) : first;
}

/** The text as one string, variables as `${NAME}`. */
export function flatten(text: Text): string {
  return text.map((part) => (isVariable(part) ? `\${${part.variable}}` : part.text)).join('');
}

/** The parts between two offsets of `flatten(text)`; a variable is taken whole. */
export function cutText(text: Text, start: number, end: number): Text {
  const cut: (typeof text)[number][] = [];
  let offset = 0;
  for (const part of text) {
    const length = isVariable(part) ? part.variable.length + 3 : part.text.length;
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, length);
    if (from < to) cut.push(isVariable(part) ? part : cutLiteral(part, from, to));
    offset += length;
  }
  return cut;
}

function cutLiteral({ text, span }: Literal, from: number, to: number): Literal {
  return { text: text.slice(from, to), span: isExact(text, span) ? partOf(span, from, to) : span };
}

/** The empty span at an offset of `flatten(text)`; at the end of a part rather than at the start of the next. */
function pointIn(text: Text, at: number): Span {
  let offset = 0;
  let point = partOf(text[0]!.span, 0, 0);
  for (const part of text) {
    if (at <= offset) break;
    const length = isVariable(part) ? part.variable.length + 3 : part.text.length;
    const { span } = part;
    const exact = !isVariable(part) && isExact(part.text, span);
    const into = exact ? Math.min(at - offset, length) : span.length;
    point = partOf(span, into, into);
    offset += length;
  }
  return point;
}

function isExact(text: string, span: Span): boolean {
  return span.length === text.length;
}

function isBehind(span: Span, before: Span): boolean {
  return span.file === before.file && span.line === before.line && span.column === endColumn(before);
}
