/** What every kind of object shares: its head, port fields, names, labels, and places for new entries. */
import type { Insertion, Labels, Named, Protocol, Site, Source, Span, Value } from '../../model/index.ts';
import {
  columnOf,
  endOf,
  entries,
  get,
  integer,
  items,
  scalar,
  spanOf,
  textAt,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../syntax/yaml.ts';

/** One object of a manifest. */
export interface ManifestObject {
  readonly source: Source;
  readonly root: YamlMap;
  readonly kind: string;
  readonly name: string;
  readonly span: Span;
  readonly namespace: string | undefined;
}

/** The objects of a document: itself, or the items of a List. Text that is no object gives none. */
export function objectsOf(source: Source, document: YamlNode): readonly ManifestObject[] {
  if (document.kind !== 'map') return [];
  const kind = textAt(document, 'kind');
  if (!kind || !textAt(document, 'apiVersion')) return [];
  const list = get(document, 'items');
  if (list?.kind === 'list' && kind.endsWith('List')) {
    return list.items.flatMap((item) => objectsOf(source, item));
  }
  const name = scalar(get(document, 'metadata', 'name'));
  return [
    {
      source,
      root: document,
      kind,
      name: name?.text ?? '',
      span: name ? spanOf(source, name) : source.span(document.start, document.start),
      namespace: textAt(document, 'metadata', 'namespace'),
    },
  ];
}

/** Text that a templating tool will replace (Helm, envsubst, Flux), or that a rendered text leaves unknown. It may become anything. */
const TEMPLATED = /\{\{|\$\{|\$\(|\ufffc/;

/** True for a value that is written elsewhere. */
export function isTemplated(node: YamlScalar): boolean {
  return TEMPLATED.test(node.text);
}

/**
 * A port field. An IntOrString (`names`) reads quoted digits as a name, as the API server does; an integer field
 * refuses them, and they count for the number that they were meant to be.
 */
export function portValue(node: YamlScalar, names: boolean): Value {
  if (TEMPLATED.test(node.text)) return { kind: 'unknown' };
  const number = integer(node);
  if (number !== undefined) return { kind: 'number', number };
  if (names) return { kind: 'name', name: node.text, ...(node.style === 'quoted' ? { quoted: true } : {}) };
  if (/^\d+$/.test(node.text)) return { kind: 'number', number: Number(node.text), misquoted: true };
  return { kind: 'invalid', reason: 'takes a number' };
}

/** A port field of a protobuf message, which takes quoted digits as well (protobuf.dev, ProtoJSON): Istio's. */
export function protoPort(node: YamlScalar): Value {
  const value = portValue(node, false);
  return value.kind === 'number' ? { kind: 'number', number: value.number } : value;
}

/** A field of text that takes a port's number or its name. */
export function textPort(node: YamlScalar): Value {
  return /^\d+$/.test(node.text) ? protoPort(node) : portValue(node, true);
}

/** A field that takes a name takes digits for a name as well. */
export function nameValue(port: YamlScalar): Value {
  const value = portValue(port, true);
  return value.kind === 'number' ? { kind: 'name', name: port.text } : value;
}

/**
 * An annotation that holds a port's number: a text, so that plain digits are refused. A name is kept as one, for
 * whoever can tell its number.
 */
export function annotatedPort(node: YamlScalar): Value {
  if (TEMPLATED.test(node.text)) return { kind: 'unknown' };
  if (!/^\d+$/.test(node.text)) return { kind: 'name', name: node.text };
  const number = Number(node.text);
  return node.style === 'plain' ? { kind: 'number', number, misquoted: true } : { kind: 'number', number };
}

/** `protocol`, TCP where none is written (Kubernetes API: ServicePort, ContainerPort, NetworkPolicyPort). */
export function protocolOf(node: YamlNode | undefined): Protocol {
  const text = textAt(node, 'protocol')?.toLowerCase();
  if (text === undefined) return 'tcp';
  return text === 'tcp' || text === 'udp' || text === 'sctp' ? text : 'unknown';
}

/** How a port is given another protocol than it has. */
export function transportOf(source: Source, port: YamlNode): Insertion | undefined {
  const written = scalar(get(port, 'protocol'));
  if (written) return { at: spanOf(source, written), template: '{name}' };
  return port.kind === 'map' ? fieldInsertion(source, port, 'protocol: {name}') : undefined;
}

export function named(source: Source, node: YamlNode | undefined): Named | undefined {
  const found = scalar(node);
  return found && !TEMPLATED.test(found.text) ? { text: found.text, span: spanOf(source, found) } : undefined;
}

/** An item of a list that a template makes, and that may be one port or several of any name and number. */
export function isHidden(node: YamlNode): node is YamlScalar {
  return node.kind === 'scalar' && isTemplated(node);
}

export function hiddenPort(source: Source, node: YamlScalar, role: 'declare' | 'route', field: string): Site {
  return { role, span: spanOf(source, node), value: { kind: 'unknown' }, protocol: 'unknown', field, hiddenName: true };
}

/** The name of a port, as a site has it. */
export function portName(source: Source, port: YamlNode): Pick<Site, 'name' | 'hiddenName'> {
  const node = get(port, 'name');
  const name = named(source, node);
  return name ? { name } : scalar(node) ? { hiddenName: true } : {};
}

/** The nodes under a path of keys joined by dots; `*` stands for the items of a list. */
export function nodesAt(node: YamlNode | undefined, path: string): readonly YamlNode[] {
  let nodes: readonly YamlNode[] = node ? [node] : [];
  for (const key of path === '' ? [] : path.split('.')) {
    if (nodes.length === 0) return nodes;
    const [only] = nodes;
    if (nodes.length === 1 && key === '*') nodes = items(only);
    else nodes = nodes.flatMap((each) => (key === '*' ? items(each) : (get(each, key) ?? [])));
  }
  return nodes;
}

/** The group of `apiVersion`: `networking.istio.io`; empty for the core. */
export function groupOf({ root }: ManifestObject): string {
  const [group = '', version] = (textAt(root, 'apiVersion') ?? '').split('/');
  return version === undefined ? '' : group;
}

/** Labels, or undefined where one of them is made by a template. */
export function labelsOf(node: YamlNode | undefined): Labels | undefined {
  const labels: Record<string, string> = {};
  for (const { key, value } of entries(node)) {
    if (value.kind !== 'scalar' || TEMPLATED.test(value.text) || TEMPLATED.test(key.text)) return undefined;
    labels[key.text] = value.text;
  }
  return labels;
}

/**
 * Adds an entry to the list under `key` of a map, in the list's own style; makes the list where there is none.
 * @param field the field of the entry that holds the port: `containerPort`.
 */
export function entryInsertion(source: Source, map: YamlMap, key: string, field: string): Insertion | undefined {
  const list = get(map, key);
  if (list?.kind === 'list' && list.items.length > 0) return appended(source, list, field);
  const last = map.entries.findLast((e) => !e.merged);
  if (!last || list !== undefined) return undefined;
  if (map.flow) {
    const at = pointAt(source, endOf(source, map));
    return (
      at && { at, template: `, ${key}: [{${field}: {port}}]`, named: `, ${key}: [{name: {name}, ${field}: {port}}]` }
    );
  }
  // Behind the map's first one-line value, so that nothing below has to be searched for its end.
  const before = map.entries.find((e) => !e.merged && e.value.kind === 'scalar' && e.value.indent < 0) ?? last;
  if (before.value.kind !== 'scalar') return undefined;
  const indent = ' '.repeat(columnOf(source, map.entries[0]!.key.start));
  const at = pointAt(source, endOfLine(source, before.value.end));
  return at && { at, ...blockEntry(`\n${indent}${key}:`, `${indent}  `, field) };
}

function appended(source: Source, list: YamlList, field: string): Insertion | undefined {
  const at = pointAt(source, endOf(source, list));
  if (!at) return undefined;
  if (list.flow) return { at, template: `, {${field}: {port}}`, named: `, {name: {name}, ${field}: {port}}` };
  return { at, ...blockEntry('', ' '.repeat(columnOf(source, list.start)), field) };
}

function blockEntry(before: string, indent: string, field: string): { template: string; named: string } {
  return {
    template: `${before}\n${indent}- ${field}: {port}`,
    named: `${before}\n${indent}- name: {name}\n${indent}  ${field}: {port}`,
  };
}

/** Adds a key to a map, in the map's own style. */
export function keyInsertion(source: Source, map: YamlMap, key: string): Insertion | undefined {
  return fieldInsertion(source, map, `${key}: {port}`);
}

/** Adds `field`, a key with its value, to a map. */
export function fieldInsertion(source: Source, map: YamlMap, field: string): Insertion | undefined {
  const last = map.entries.findLast((e) => !e.merged);
  if (!last) return undefined;
  const at = pointAt(source, endOf(source, map));
  if (!at) return undefined;
  if (map.flow) return { at, template: `, ${field}` };
  return { at, template: `\n${' '.repeat(columnOf(source, map.entries[0]!.key.start))}${field}` };
}

function endOfLine(source: Source, offset: number): number {
  let at = offset;
  while (at < source.text.length && source.text[at] !== '\n' && source.text[at] !== '\r') at++;
  return at;
}

/**
 * A place to insert at. In a rendered text only where the line begins in the same file in the same column: an
 * indentation that is right here would be wrong elsewhere.
 */
function pointAt(source: Source, offset: number): Span | undefined {
  const at = source.span(offset, offset);
  if (!source.runs) return at;
  const start = source.text.lastIndexOf('\n', offset - 1) + 1;
  const [first] = source.runs(start, start + 1);
  return !at.via && first && !first.span.via && first.span.file === at.file && first.span.column === 0 ? at : undefined;
}
