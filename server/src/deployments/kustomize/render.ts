/**
 * Trees as YAML text in which every run has its place. What nobody changed is taken over line by line, comments and
 * columns included; the rest is written in the style and at the column that it had, wherever that fits in.
 */
import type { Source } from '../../model/index.ts';
import { type Origin, Rendered } from '../../syntax/rendered.ts';
import { columnOf, endOf, type YamlNode } from '../../syntax/yaml.ts';
import { documentSource } from './reading.ts';
import { writeScalar } from './render-scalars.ts';
import { originOf } from './scalars.ts';
import { type Entry, isNothing, type ListTree, type MapTree, type ScalarTree, type Tree } from './tree.ts';

/** @param file What the object counts as a part of, an absolute path. */
export function render(tree: MapTree, file: string): Source {
  const untouched = documentSource(tree);
  if (untouched?.file === file) return untouched;
  const out = new Writer();
  const column = ownColumn(tree, -1, 0);
  out.pad(column, originOf(tree));
  // No line break behind the last line: a block scalar there may not have one.
  writeValue(out, tree, column);
  return out.source(file);
}

/** The text so far, and where the next run goes. */
export class Writer {
  readonly #rendered = new Rendered();
  #last: Origin | undefined;
  #startsLine = true;

  source(file: string): Source {
    return this.#rendered.source(file);
  }

  add(text: string, origin: Origin): void {
    if (text === '') return;
    this.#rendered.add(text, origin);
    this.#last = origin;
    this.#startsLine = text.endsWith('\n');
  }

  /** What is written nowhere: it stands behind what came last. */
  mark(text: string): void {
    const { source, end } = this.#last!;
    this.#rendered.add(text, { source, start: end, end });
    this.#startsLine = text.endsWith('\n');
  }

  /** Blanks before a token. */
  pad(columns: number, { source, start }: Origin): void {
    if (columns > 0) this.#rendered.add(' '.repeat(columns), { source, start, end: start });
  }

  /** Ends the line, unless it is at its start. */
  line(): void {
    if (!this.#startsLine) this.mark('\n');
  }

  /** Takes over a stretch of a source, its further lines moved by some columns. */
  copy(source: Source, start: number, end: number, shift: number): void {
    if (shift === 0) {
      this.add(source.text.slice(start, end), { source, start, end });
      return;
    }
    let at = start;
    while (at < end) {
      const newline = source.text.indexOf('\n', at);
      const stop = newline < 0 || newline >= end ? end : newline + 1;
      if (at > start) at = this.#shifted(source, at, stop, shift);
      this.add(source.text.slice(at, stop), { source, start: at, end: stop });
      at = stop;
    }
  }

  #shifted(source: Source, at: number, stop: number, shift: number): number {
    let to = at;
    while (to < stop && source.text[to] === ' ') to++;
    if (source.text[to] === '\n' || source.text[to] === '\r') return to;
    this.add(' '.repeat(Math.max(0, to - at + shift)), { source, start: at, end: to });
    return to;
  }
}

/** Writes a value whose first character stands at a column. */
export function writeValue(out: Writer, tree: Tree, column: number): void {
  if (tree.kind === 'scalar') {
    writeScalar(out, tree, column, false);
    return;
  }
  if (isFlow(tree)) {
    writeFlow(out, tree, column);
    return;
  }
  const children = tree.kind === 'map' ? tree.entries : tree.items;
  if (children.length === 0) out.add(tree.kind === 'map' ? '{}' : '[]', originOf(tree));
  for (let index = 0; index < children.length; ) {
    if (index > 0) out.line();
    index += tree.kind === 'map' ? writeEntries(out, tree, index, column) : writeItems(out, tree, index, column);
  }
}

/**
 * Writes an entry, together with those that follow it as they follow it where they stand.
 * @returns how many were written.
 */
function writeEntries(out: Writer, parent: MapTree, index: number, column: number): number {
  const { key, value, whole } = parent.entries[index]!;
  // The first one stands where its parent begins.
  const indents = index > 0;
  if (!whole || !key.place || isFlowNode(parent)) {
    if (indents) out.pad(column, originOf(key));
    writeEntry(out, key, value, column);
    return 1;
  }
  const { source, node } = key.place;
  const siblings = parent.place?.node.kind === 'map' ? parent.place.node.entries : [];
  const at = siblings.findIndex((sibling) => sibling.key === node);
  let count = 1;
  while (at >= 0 && siblings[at + count] && isNext(parent.entries[index + count], siblings[at + count]!.key)) count++;
  const from = indents ? withComments(source, node.start) : node.start;
  if (indents) out.pad(column, { source, start: from, end: from });
  const last = parent.entries[index + count - 1]!.value.place!.node;
  out.copy(source, from, lineEnd(source, closingEnd(source, last)), column - columnOf(source, node.start));
  return count;
}

function isNext(entry: Entry | undefined, key: YamlNode): boolean {
  return entry?.whole === true && entry.key.place?.node === key;
}

function writeEntry(out: Writer, key: ScalarTree, value: Tree, column: number): void {
  writeScalar(out, key, column, false);
  if (isNothing(value)) {
    out.mark(':');
    return;
  }
  if (value.kind === 'scalar' || isFlow(value) || isEmpty(value)) {
    out.mark(': ');
    writeValue(out, value, column);
    return;
  }
  out.mark(':\n');
  const inner = ownColumn(value, value.kind === 'list' ? column - 1 : column, column + 2);
  out.pad(inner, originOf(value));
  writeValue(out, value, inner);
}

/** Writes an item, together with those that follow it as they follow it where they stand. @returns how many. */
function writeItems(out: Writer, parent: ListTree, index: number, column: number): number {
  const item = parent.items[index]!;
  const start = originOf(item);
  if (index > 0) out.pad(column, start);
  out.add('-', { source: start.source, start: start.start, end: start.start });
  if (isNothing(item)) return 1;
  const list = isFlowNode(parent) ? undefined : parent.place;
  const own = list && item.place?.source === list.source ? item.place : undefined;
  const gap = own ? columnOf(own.source, own.node.start) - columnOf(own.source, list!.node.start) : 2;
  const inner = column + (gap >= 2 && gap <= 8 ? gap : 2);
  out.mark(' '.repeat(inner - column - 1));
  if (!own || !item.whole || item.kind === 'scalar' || isFlow(item)) {
    writeValue(out, item, item.kind === 'scalar' ? column : inner);
    return 1;
  }
  const siblings = list!.node.kind === 'list' ? list!.node.items : [];
  const at = siblings.indexOf(own.node);
  let count = 1;
  while (at >= 0 && siblings[at + count] && isNextItem(parent.items[index + count], siblings[at + count]!)) count++;
  const last = parent.items[index + count - 1]!.place!.node;
  const shift = inner - columnOf(own.source, own.node.start);
  out.copy(own.source, own.node.start, lineEnd(own.source, closingEnd(own.source, last)), shift);
  return count;
}

function isNextItem(item: Tree | undefined, node: YamlNode): boolean {
  return item?.whole === true && item.place?.node === node;
}

function writeFlow(out: Writer, tree: Tree, column: number): void {
  if (tree.kind === 'scalar') {
    writeScalar(out, tree, column, true);
    return;
  }
  const { place } = tree;
  if (place && tree.whole) {
    const { source, node } = place;
    const line = source.text.lastIndexOf('\n', node.start - 1) + 1;
    const indent = /^[ ]*/.exec(source.text.slice(line, node.start))![0].length;
    out.copy(source, node.start, closingEnd(source, node), column - indent + 2);
    return;
  }
  const [open, close] = tree.kind === 'map' ? '{}' : '[]';
  const { source, start } = originOf(tree);
  out.add(open!, { source, start, end: start });
  for (const [index, child] of (tree.kind === 'map' ? tree.entries : tree.items).entries()) {
    if (index > 0) out.mark(', ');
    if ('key' in child) {
      writeScalar(out, child.key, column, true);
      out.mark(': ');
      writeFlow(out, child.value, column);
    } else {
      writeFlow(out, child, column);
    }
  }
  out.mark(close!);
}

/** True for what can be, and was, written in brackets. */
function isFlow(tree: Tree): boolean {
  if (tree.kind === 'scalar') return !/[\r\n]/.test(tree.text);
  if (tree.place && !isFlowNode(tree)) return false;
  if (tree.whole) return true;
  const children = tree.kind === 'map' ? tree.entries.map(({ value }) => value) : tree.items;
  return tree.place !== undefined && children.every(isFlow);
}

function isFlowNode({ place }: Tree): boolean {
  return place?.node.kind !== 'scalar' && place?.node.flow === true;
}

function isEmpty(tree: Tree): boolean {
  return tree.kind === 'map' ? tree.entries.length === 0 : tree.kind === 'list' && tree.items.length === 0;
}

/** The column that a block stood at, where that lies behind another. */
function ownColumn({ place }: Tree, behind: number, otherwise: number): number {
  if (!place || place.node.kind === 'scalar' || place.node.flow) return otherwise;
  const column = columnOf(place.source, place.node.start);
  return column > behind ? column : otherwise;
}

/** Where a node ends with its brackets, quotes, and those of its last child. */
function closingEnd(source: Source, node: YamlNode): number {
  if (node.kind === 'scalar') {
    // The line break behind a block scalar's last line is a part of it.
    return node.style === 'quoted' ? node.end + 1 : node.end;
  }
  if (!node.flow) {
    const last = node.kind === 'map' ? node.entries.at(-1)?.value : node.items.at(-1);
    return last ? closingEnd(source, last) : node.end;
  }
  let at = endOf(source, node);
  const close = node.kind === 'map' ? '}' : ']';
  while (at < source.text.length && source.text[at] !== close) {
    if (source.text[at] === '#') while (at + 1 < source.text.length && source.text[at + 1] !== '\n') at++;
    at++;
  }
  return Math.min(at + 1, source.text.length);
}

/** The end of a line with the comment that closes it; where something else follows, the end that was given. */
function lineEnd(source: Source, end: number): number {
  if (source.text[end - 1] === '\n') return end;
  const rest = /^[ \t]+#[^\r\n]*/.exec(source.text.slice(end, end + 400));
  return rest ? end + rest[0].length : end;
}

/** The start of the comment lines right above a line. */
function withComments(source: Source, start: number): number {
  const { text } = source;
  let from = start;
  let line = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(line, start).trim() !== '') return from;
  while (line > 0) {
    const above = text.lastIndexOf('\n', line - 2) + 1;
    const comment = /^[ ]*(?=#)/.exec(text.slice(above, line - 1));
    if (!comment) break;
    from = above + comment[0].length;
    line = above;
  }
  return from;
}
