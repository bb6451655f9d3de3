/** YAML that is being typed: eemeli's `yaml` gives a partial tree with ranges, and says what is wrong. */
import { type Alias, isAlias, isCollection, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { DEEPEST, merge, type YamlDocuments, type YamlEntry, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** The documents of a text that may be broken. `shift` is added to every offset. Never throws. */
export function readTolerant(text: string, shift: number): Omit<YamlDocuments, 'partial'> {
  const parsed = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false, strict: false, merge: false });
  if (!Array.isArray(parsed)) return { documents: [], problems: [] };
  const documents: YamlNode[] = [];
  const problems: { message: string; offset: number }[] = [];
  for (const document of parsed) {
    const [error] = document.errors;
    const reading: Reading = { text, shift, anchors: new Map(), tooDeep: undefined };
    if (document.contents) documents.push(convert(document.contents as Node, reading, 0));
    if (reading.tooDeep !== undefined) {
      problems.push({ message: `Nested deeper than ${DEEPEST} levels, which is not read`, offset: reading.tooDeep });
    } else if (error) {
      problems.push({ message: firstLine(error.message), offset: error.pos[0] + shift });
    }
  }
  return { documents, problems };
}

function firstLine(message: string): string {
  const [line = message] = message.split('\n');
  return line.replace(/ at line \d+, column \d+:?$/, '');
}

interface Reading {
  readonly text: string;
  readonly shift: number;
  readonly anchors: Map<string, YamlNode>;
  /** Where the first collection stands that is left out for its depth. */
  tooDeep: number | undefined;
}

/** @param depth how many collections the node lies in. */
function convert(node: Node, reading: Reading, depth: number): YamlNode {
  const { text, shift, anchors } = reading;
  const [start, end] = node.range ?? [0, 0];
  if (depth === DEEPEST && isCollection(node)) {
    reading.tooDeep ??= start + shift;
    return empty(start + shift);
  }
  const named = (made: YamlNode): YamlNode => {
    if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, made);
    return made;
  };
  if (isAlias(node)) return anchors.get((node as Alias).source) ?? empty(end + shift);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node, reading, depth + 1));
    const last = node.items.at(-1);
    const end = isAlias(last) ? (last.range?.[1] ?? 0) + shift : lastEnd(items, start + shift);
    return named({
      kind: 'list',
      start: start + shift,
      end,
      flow: node.flow === true,
      items,
      ...tagOf(node),
    });
  }
  if (isMap(node)) {
    const entries: YamlEntry[] = [];
    let last = start + shift;
    for (const pair of node.items) {
      const key = pair.key as Node | null;
      if (!key || !isScalar(key)) continue;
      const made = convert(key, reading, depth + 1) as YamlScalar;
      const value = pair.value ? convert(pair.value as Node, reading, depth + 1) : empty(made.end);
      entries.push({ key: made, value, merged: false });
      last = isAlias(pair.value) ? (pair.value.range?.[1] ?? 0) + shift : value.end;
    }
    const map = {
      kind: 'map' as const,
      start: start + shift,
      end: last,
      flow: node.flow === true,
      entries,
      ...tagOf(node),
    };
    merge(map);
    return named(map);
  }
  if (!isScalar(node)) return empty(end + shift);
  return named(scalarNode(node, text, shift));
}

function scalarNode(
  node: Node & { value?: unknown; source?: string; type?: string; tag?: string },
  text: string,
  shift: number,
): YamlScalar {
  const [start, end] = node.range ?? [0, 0];
  const tag = tagOf(node);
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') {
    const from = text.indexOf('\n', start) + 1 || end;
    const indent = /^(?:[ ]*\r?\n)*([ ]*)/.exec(text.slice(from, end))?.[1]?.length ?? 0;
    const style = node.type === 'BLOCK_LITERAL' ? 'literal' : 'folded';
    return {
      kind: 'scalar',
      start: from + shift,
      end: Math.max(from, end) + shift,
      text: String(node.value ?? ''),
      style,
      indent,
      ...tag,
    };
  }
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const open = quoted ? start + 1 : start;
  const closed = end > open && text[end - 1] === text[start];
  // A quote that is still open has nothing to leave out at its end, and what is typed ends with its line.
  const close = !quoted ? end : closed ? end - 1 : open + /^[^\r\n]*/.exec(text.slice(open, end))![0].length;
  const value = !quoted ? (node.source ?? '') : closed ? String(node.value ?? '') : text.slice(open, close);
  return {
    kind: 'scalar',
    start: open + shift,
    end: close + shift,
    text: value,
    style: quoted ? 'quoted' : 'plain',
    indent: -1,
    ...tag,
  };
}

function tagOf({ tag }: { tag?: string }): Pick<YamlNode, 'tag'> {
  return tag && /^!(?!!)/.test(tag) ? { tag } : {};
}

function empty(at: number): YamlScalar {
  return { kind: 'scalar', start: at, end: at, text: '', style: 'plain', indent: -1 };
}

function lastEnd(items: readonly YamlNode[], start: number): number {
  return items.reduce((end, item) => Math.max(end, item.end), start);
}
