/**
 * YAML as a tree with spans, the same whether the text is at rest or half typed. Aliases are the anchored node itself,
 * and `<<` is merged, so that a value's place is where it is written. Reading is done by yaml-strict.ts (fast, whole
 * texts) and, where that fails, by yaml-tolerant.ts (partial trees), document by document.
 */
import type { Source, Span } from '../model/index.ts';
import { stretchSpan } from './text-address.ts';
import { literalsOf } from './yaml-literals.ts';
import type { YamlDocuments, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';
import { readStrict } from './yaml-strict.ts';
import { readTolerant } from './yaml-tolerant.ts';

export type { YamlDocuments, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';

/** Reads every document of a source. A broken document gives what can be read of it and one problem. */
export function parseYaml(source: Source): YamlDocuments {
  const { text } = source;
  try {
    return { documents: readStrict(text, 0), partial: NONE, problems: [] };
  } catch {
    const documents: YamlNode[] = [];
    const partial = new Set<YamlNode>();
    const problems: { message: string; offset: number }[] = [];
    for (const [start, end] of segments(text)) {
      const part = text.slice(start, end);
      try {
        documents.push(...readStrict(part, start));
      } catch {
        const read = readTolerant(part, start);
        documents.push(...read.documents);
        for (const document of read.documents) partial.add(document);
        problems.push(...read.problems);
      }
    }
    return { documents, partial, problems };
  }
}

const NONE: ReadonlySet<YamlNode> = new Set();

/** The stretches between lines that start with `---`. */
function segments(text: string): readonly [number, number][] {
  const cuts = [0];
  for (let at = text.indexOf('\n---'); at >= 0; at = text.indexOf('\n---', at + 1)) {
    const after = text[at + 4];
    if (after === undefined || after === '\n' || after === '\r' || after === ' ' || after === '\t') cuts.push(at + 1);
  }
  return cuts.map((start, index) => [start, cuts[index + 1] ?? text.length]);
}

/** The node under a path of keys. */
export function get(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  let current = node;
  for (const key of keys) current = entry(current, key)?.value;
  return current;
}

/** The entry of a key; the last one where the key is written twice, as most readers take it. */
export function entry(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  for (let at = node.entries.length - 1; at >= 0; at--) {
    const found = node.entries[at]!;
    if (found.key.text === key) return found;
  }
  return undefined;
}

export function entries(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

export function items(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The node if it is a scalar with something in it. */
export function scalar(node: YamlNode | undefined): YamlScalar | undefined {
  return node?.kind === 'scalar' && (node.text !== '' || node.style !== 'plain') ? node : undefined;
}

/** The text of a scalar; undefined for collections and for an empty value. */
export function textAt(node: YamlNode | undefined, ...keys: readonly string[]): string | undefined {
  return scalar(get(node, ...keys))?.text;
}

/** The place of a scalar's characters, cut at the end of its first line. */
export function spanOf(source: Source, node: YamlNode): Span {
  return source.span(node.start, node.end);
}

/**
 * A plain scalar as go-yaml reads an integer, which Kubernetes (by sigs.k8s.io/yaml, YAML 1.1) and Compose (go-yaml 3,
 * which keeps to 1.1 here) use: decimal, `0x`, `0b`, octal with `0` or `0o`, underscores between digits. Digits behind
 * a `0` that are no octal number are a decimal one. Quoted digits are a string, so undefined.
 */
export function integer(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.style !== 'plain') return undefined;
  const text = /^([-+]?)(0x[\da-f_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*)$/i.exec(node.text);
  if (!text) return undefined;
  const digits = text[2]!.replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits);
  const number = octal ? Number.parseInt(digits, 8) : Number(digits);
  return text[1] === '-' ? -number : number;
}

/** True for plain `true`, as YAML 1.2 writes it. */
export function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.style === 'plain' && /^(true|True|TRUE)$/.test(node.text);
}

/**
 * A scalar's text as a source of its own: a config inside a manifest. Offsets are into the text as it reads, of a literal
 * block into its lines without their indentation; spans point into the manifest.
 */
export function embeddedSource(source: Source, node: YamlScalar): Source {
  const { file } = source;
  if (node.style !== 'literal' && node.end - node.start === node.text.length) {
    return {
      file,
      text: node.text,
      span: (start, end) => source.span(node.start + start, node.start + end),
      ...(source.runs ? { runs: (start, end) => source.runs!(node.start + start, node.start + end) } : {}),
    };
  }
  if (node.style !== 'literal') {
    const literals = literalsOf(source, node);
    if (literals.length === 0) return { file, text: '', span: () => source.span(node.start, node.start) };
    return { file, text: node.text, span: (start, end) => stretchSpan(literals, start, end) };
  }
  const lines = source.text.slice(node.start, node.end).split('\n');
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  let outer = node.start;
  let text = '';
  for (const line of lines) {
    const body = line.length > node.indent ? line.slice(node.indent) : line.trim();
    starts.push({ inner: text.length, outer: outer + (line.length > node.indent ? node.indent : line.length) });
    text += `${body}\n`;
    outer += line.length + 1;
  }
  // How far a place within lies from its place in the manifest; one for each line.
  const shift = (start: number): number => {
    const line = starts.findLast((l) => l.inner <= start) ?? { inner: 0, outer: node.start };
    return line.outer - line.inner;
  };
  return {
    file: source.file,
    text: text.slice(0, -1),
    span(start, end) {
      const offset = shift(start);
      return source.span(start + offset, Math.max(start, end) + offset);
    },
    // Of one line, as readers ask for.
    ...(source.runs ? { runs: (start, end) => source.runs!(start + shift(start), end + shift(start)) } : {}),
  };
}

/**
 * Where to add an entry behind a collection's last child.
 * @returns for a flow collection the end of that child, for a block one the end of its line.
 */
export function endOf(source: Source, node: YamlMap | YamlList): number {
  const { text } = source;
  let at = node.end;
  if (!node.flow) {
    // A trailing comment stays with the line that it is written on.
    while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    return at;
  }
  let inner = flowsAtEnd(node);
  let end = at;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '#') {
      while (at + 1 < text.length && text[at + 1] !== '\n') at++;
    } else if (inner === 0 && /[,}\]]/.test(char)) {
      break;
    } else if (!/\s/.test(char)) {
      end = at + 1;
      if (/[}\]]/.test(char)) inner--;
    }
  }
  return end;
}

/** How many flow collections within a collection end where it does. */
function flowsAtEnd(node: YamlMap | YamlList): number {
  const last = node.kind === 'map' ? node.entries.findLast((e) => !e.merged)?.value : node.items.at(-1);
  // What an alias stands for is written elsewhere.
  if (!last || last.kind === 'scalar' || !last.flow || last.start < node.start || last.end > node.end) return 0;
  return 1 + flowsAtEnd(last);
}

/** The column, from 0, that `offset` stands in. */
export function columnOf(source: Source, offset: number): number {
  return offset - (source.text.lastIndexOf('\n', offset - 1) + 1);
}
