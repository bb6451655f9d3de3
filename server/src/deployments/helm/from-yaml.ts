/**
 * YAML as values: of a values file, or of a text that a template reads with `fromYaml`. Scalars are taken for what
 * sigs.k8s.io/yaml takes them (YAML 1.1, then JSON): every number is a float64.
 */
import { integer, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import { concat, made, slice, type Text, written } from './text.ts';
import { bool, type Entry, float, NIL, type Path, pathTo, type Value } from './value.ts';

/** @param path of the value, where it is a part of a chart's values. */
export function valueOf(text: Text, node: YamlNode | undefined, path?: Path): Value {
  return read(text, node, path, { left: MAX_NODES });
}

/** Aliases of aliases make much of little, and one of what it stands in makes no end. */
const MAX_NODES = 50_000;
const MAX_DEPTH = 100;

function read(
  text: Text,
  node: YamlNode | undefined,
  path: Path | undefined,
  nodes: { left: number },
  depth = 0,
): Value {
  if (!node || nodes.left-- <= 0 || depth > MAX_DEPTH) return NIL;
  const place = path === undefined ? {} : { path };
  const below = (key: string): Path | undefined => (path === undefined ? undefined : pathTo(path, key));
  switch (node.kind) {
    case 'scalar':
      return scalarValue(text, node);
    case 'list': {
      const items = node.items.map((item, index) => read(text, item, below(String(index)), nodes, depth + 1));
      return { kind: 'list', items, ...place };
    }
    case 'map': {
      const entries = new Map<string, Entry>();
      // Own entries stand first, merged ones behind them; of two that are written the last one counts.
      for (const { key, value, merged } of node.entries) {
        const name = keyText(text, key);
        if (merged && entries.has(name.text)) continue;
        entries.set(name.text, { key: name, value: read(text, value, below(name.text), nodes, depth + 1) });
      }
      return { kind: 'dict', entries, ...place };
    }
  }
}

/** A key is a text in JSON, whatever YAML takes it for. */
function keyText(text: Text, key: YamlScalar): Text {
  const own = scalarText(text, key);
  if (key.style !== 'plain') return own;
  const value = scalarValue(text, key);
  return value.kind === 'bool' ? madeAt(String(value.value), own) : own;
}

function madeAt(text: string, { runs }: Text): Text {
  return runs[0] ? made(text, runs[0].origin) : { kind: 'string', text, runs: [] };
}

function scalarValue(text: Text, node: YamlScalar): Value {
  const own = scalarText(text, node);
  if (node.style !== 'plain') return own;
  if (/^(?:~|null|Null|NULL|)$/.test(node.text)) return NIL;
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/.test(node.text)) return { ...bool(true), written: own };
  if (/^(?:false|False|FALSE|no|No|NO|off|Off|OFF|n|N)$/.test(node.text)) return { ...bool(false), written: own };
  const number = integer(node) ?? decimal(node.text);
  return number === undefined ? own : { ...float(number), written: own };
}

function decimal(text: string): number | undefined {
  const isNumber = /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
  return isNumber ? Number(text.replaceAll('_', '')) : undefined;
}

/** The characters of a scalar, those of a literal block line by line where they are written. */
function scalarText(text: Text, node: YamlScalar): Text {
  const { start, end } = node;
  const raw = slice(text, start, end);
  if (raw.text === node.text) return raw;
  if (node.style === 'literal') {
    const lines = literalText(raw, node.indent);
    if (lines.text.startsWith(node.text)) return slice(lines, 0, node.text.length);
    const rest = node.text.slice(lines.text.length);
    if (node.text.startsWith(lines.text) && /^\n*$/.test(rest)) return concat(lines, madeAt(rest, raw));
  }
  const [first, last] = [raw.runs[0], raw.runs.at(-1)];
  if (!first || !last) return { kind: 'string', text: node.text, runs: [] };
  const joined = first.origin.source === last.origin.source && last.origin.end >= first.origin.start;
  return made(node.text, joined ? { ...first.origin, end: last.origin.end } : first.origin);
}

function literalText(raw: Text, indent: number): Text {
  const parts: Text[] = [];
  for (const match of raw.text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    if (match[0] === '') continue;
    const from = match.index + Math.min(indent, match[1]!.length);
    parts.push(slice(raw, from, match.index + match[1]!.length));
    const end = slice(raw, match.index + match[1]!.length, match.index + match[0].length);
    parts.push(end.text === '\n' || end.text === '' ? end : madeAt('\n', end));
  }
  return concat(...parts);
}

/** A whole file as one text. */
export function fileText(source: Parameters<typeof written>[1]['source']): Text {
  return written(source.text, { source, start: 0, end: source.text.length });
}
