/** Scalars as YAML text: letter for letter as they are written where that reads the same, else quoted. */
import type { Source } from '../../model/index.ts';
import type { YamlScalar } from '../../syntax/yaml.ts';
import type { Writer } from './render.ts';
import { isExact, runsOf } from './scalars.ts';
import { isTyped, type Run, type ScalarTree } from './tree.ts';

/**
 * @param column The column of the block that it is an entry of.
 * @param flow Within brackets, where a plain scalar may hold less.
 */
export function writeScalar(out: Writer, scalar: ScalarTree, column: number, flow: boolean): void {
  const node = scalar.place?.node;
  if (scalar.runs || !scalar.place || node?.kind !== 'scalar') {
    writeRuns(out, scalar, column, flow);
    return;
  }
  const { source } = scalar.place;
  const raw = source.text.slice(node.start, node.end);
  const origin = { source, start: node.start, end: node.end };
  const isOneLine = !/[\r\n]/.test(raw);
  if (node.style === 'quoted' && isOneLine) {
    const quote = source.text[node.start - 1] === "'" ? "'" : '"';
    out.add(quote, { source, start: node.start, end: node.start });
    out.add(raw, origin);
    out.mark(quote);
  } else if (node.style === 'plain' && isOneLine && raw === scalar.text && !(flow && /[,[\]{}]/.test(raw))) {
    out.add(raw === '' ? 'null' : raw, origin);
  } else if ((node.style === 'literal' || node.style === 'folded') && !flow) {
    writeBlock(out, source, node, column);
  } else {
    writeQuoted(out, [{ text: scalar.text, origin }]);
  }
}

function writeRuns(out: Writer, scalar: ScalarTree, column: number, flow: boolean): void {
  const runs = runsOf(scalar);
  const { text } = scalar;
  if (text.includes('\n') && !flow && !/[^\t\n -\u{10ffff}]|[\u007f-\u009f]/u.test(text)) {
    writeLiteral(out, text, runs, column);
  } else if (isPlain(text) && !(scalar.isString && isTyped(text))) {
    for (const run of runs) out.add(run.text, run.origin);
  } else {
    writeQuoted(out, runs);
  }
}

/** True for a string that YAML reads as itself without quotes, within brackets or not. */
function isPlain(text: string): boolean {
  return /^[\w./$(@+][\w./$()@+=:,-]*$/.test(text) && !/[:,]$|,|^\.\.\.$/.test(text);
}

function writeQuoted(out: Writer, runs: readonly Run[]): void {
  const first = runs[0];
  if (!first) {
    out.mark('""');
    return;
  }
  out.add('"', { ...first.origin, end: first.origin.start });
  for (const { text, origin } of runs) {
    // Only what has to be escaped loses its exact place.
    const escaped = JSON.stringify(text)
      .slice(1, -1)
      .replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escape);
    out.add(escaped, origin);
  }
  out.mark('"');
}

function escape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A block scalar as it stands, its lines moved to where they belong. */
function writeBlock(out: Writer, source: Source, node: YamlScalar, column: number): void {
  const above = source.text.slice(source.text.lastIndexOf('\n', node.start - 2) + 1, node.start);
  const header = /[|>][-+\d]*(?=[ \t]*(?:#.*)?[\r\n]*$)/.exec(above)?.[0] ?? (node.style === 'literal' ? '|' : '>');
  const lines = source.text.slice(node.start, node.end).split(/(?<=\n)/);
  const indicator = /\d/.test(header) || /^[ \n\r]/.test(lines[0]?.slice(node.indent) ?? '') ? '2' : '';
  const at = { source, start: node.start, end: node.start };
  out.add(`${header[0]}${indicator}${header.replace(/[^-+]/g, '')}\n`, at);
  let start = node.start;
  for (const line of lines) {
    const blank = line.trim() === '' && line.length <= node.indent + 1;
    const from = blank ? start + line.search(/[\r\n]|$/) : start + Math.min(node.indent, line.length);
    if (!blank) out.pad(column + 2, { source, start: from, end: from });
    out.add(source.text.slice(from, start + line.length), { source, start: from, end: start + line.length });
    start += line.length;
  }
}

/** Lines that come from somewhere else. */
function writeLiteral(out: Writer, text: string, runs: readonly Run[], column: number): void {
  const keep = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-';
  out.add(`|${/^[ \n]/.test(text) ? '2' : ''}${keep}\n`, { ...runs[0]!.origin, end: runs[0]!.origin.start });
  let fresh = true;
  for (const run of runs) {
    const exact = isExact(run);
    let at = 0;
    for (const line of run.text.split(/(?<=\n)/)) {
      const start = exact ? run.origin.start + at : run.origin.start;
      const origin = { ...run.origin, start, end: exact ? start + line.length : run.origin.end };
      if (fresh && line !== '\n') out.pad(column + 2, { ...origin, end: start });
      out.add(line, origin);
      fresh = line.endsWith('\n');
      at += line.length;
    }
  }
}
