/** What one environment deploys, and how its resources find each other. The mappers of the clouds build on this. */
import type {
  Component,
  Destination,
  Environment,
  Insertion,
  Named,
  Protocol,
  Role,
  Setting,
  Site,
} from '../../model/index.ts';
import { lineStarts, pointBehind, type Span } from '../../model/index.ts';
import type { Resource } from './resource.ts';
import { addressOf, entryAt, modelText, numberOf, placeOf, spanAt, type Tree, textOf, valueAt } from './tree.ts';

export interface World {
  readonly environment: Environment;
  /** The id of the kind of deployment: `terraform`. */
  readonly format: string;
  readonly resources: readonly Resource[];
  readonly byAddress: ReadonlyMap<string, Resource>;
  readonly byType: ReadonlyMap<string, readonly Resource[]>;
}

export function worldOf(environment: Environment, format: string, resources: readonly Resource[]): World {
  const byType = new Map<string, Resource[]>();
  for (const resource of resources) {
    const known = byType.get(resource.type);
    if (known) known.push(resource);
    else byType.set(resource.type, [resource]);
  }
  return { environment, format, resources, byAddress: new Map(resources.map((r) => [r.address, r])), byType };
}

export function ofType(world: World, ...types: readonly string[]): readonly Resource[] {
  return types.flatMap((type) => world.byType.get(type) ?? []);
}

/** The address of a resource in the whole workspace. */
export function keyOf({ environment }: World, address: string): string {
  return `${environment.id} ${address}`;
}

/** The resource that a value names: by a reference to it, or by the name that it was given. */
export function find(world: World, tree: Tree | undefined, ...types: readonly string[]): Resource | undefined {
  if (!tree) return undefined;
  const address = addressOf(tree);
  const found = address === undefined ? undefined : world.byAddress.get(address);
  if (found && types.includes(found.type)) return found;
  // Of a name with a revision behind it, the name.
  const [run] = tree.kind === 'scalar' ? tree.runs : [];
  const name = run?.text?.replace(/:$/, '');
  if (!name) return undefined;
  const named = ofType(world, ...types).filter((r) => textOf(valueAt(r.attributes, 'name')) === name);
  const known =
    named.length > 0 ? named : ofType(world, ...types).filter((r) => textOf(valueAt(r.attributes, 'family')) === name);
  return known.length === 1 ? known[0] : undefined;
}

/** The parts that every component of a resource has. */
export function base(world: World, resource: Resource, label: string, part = '') {
  return {
    id: keyOf(world, resource.address + part),
    file: resource.source.file,
    format: world.format,
    label,
    name: resource.name,
    span: resource.span,
    deployedIn: world.environment,
    address: keyOf(world, resource.address + part),
  } satisfies Partial<Component>;
}

export interface SiteOptions {
  readonly role: Role;
  readonly protocol?: Protocol;
  readonly to?: readonly Destination[];
  readonly name?: Named | undefined;
  readonly field?: string;
}

/**
 * The site of an entry that holds a port: a number, or what is not known. Undefined where none is written, and for a
 * text that is no number.
 */
export function portSite(
  tree: Tree | undefined,
  name: string,
  { role, protocol = 'tcp', to = [], name: named, field }: SiteOptions,
): Site | undefined {
  const entry = entryAt(tree, name);
  if (!entry || entry.value.kind === 'nothing') return undefined;
  const number = numberOf(entry.value);
  if (number === undefined && textOf(entry.value) !== undefined) return undefined;
  return {
    role,
    span: placeOf(entry.value),
    value: number === undefined ? { kind: 'unknown' } : { kind: 'number', number },
    protocol,
    field: field ?? entry.key,
    ...(to.length > 0 ? { to } : {}),
    ...(named ? { name: named } : {}),
  };
}

export function named(tree: Tree | undefined): Named | undefined {
  const text = textOf(tree);
  return tree && text ? { text, span: placeOf(tree) } : undefined;
}

/** The settings of a list of names and values, or of a mapping. */
export function settingsOf(tree: Tree | undefined): readonly Setting[] {
  if (tree?.kind === 'mapping') {
    return [...tree.entries].map(([name, { at, value }]) => ({
      name,
      span: spanAt(at),
      ...(value.kind === 'scalar' ? { value: modelText(value) } : {}),
    }));
  }
  if (tree?.kind !== 'list') return [];
  return tree.items.flatMap((item): Setting[] => {
    const name = named(valueAt(item, 'name'));
    const value = valueAt(item, 'value');
    if (!name) return [];
    return [{ name: name.text, span: name.span, ...(value?.kind === 'scalar' ? { value: modelText(value) } : {}) }];
  });
}

export function protocolOf(text: string | undefined): Protocol {
  const name = text?.toLowerCase();
  if (name === 'udp' || name === '17') return 'udp';
  if (name === undefined || /^(?:tcp|6|http2?|https|tls|ssl|grpc)$/.test(name)) return 'tcp';
  return 'unknown';
}

/** Where one thing of a resource goes by itself: its addresses as destinations. */
export function toResources(world: World, addresses: readonly string[]): readonly Destination[] {
  return [...new Set(addresses)].map((address) => ({ kind: 'resource', address: keyOf(world, address) }));
}

/** A part of a block that its copy has something else for. */
export interface Cut {
  readonly at: Tree;
  readonly by: string;
}

/**
 * The same block once more, with `{port}` for its first port and `{last}` for its last; undefined where the block stands
 * for several, or for what is not written in it.
 */
export function copyOf(resource: Resource, block: Tree | undefined, cuts: readonly Cut[]): Insertion | undefined {
  const at = block?.at ?? (resource.address.endsWith(']') ? undefined : resource.block);
  if (!at || at.source.file !== resource.source.file || (at.via?.length ?? 0) > 0) return undefined;
  const { source, start } = at;
  const { text } = source;
  // A scalar ends before its quote.
  const end = /["']/.test(text[at.end] ?? '') ? at.end + 1 : at.end;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  // A block or an entry that begins its line, or an item of a list in YAML.
  const isBlock =
    indent.trim() === '' && text[end - 1] === '}' && !/^(?:\{|content\b)/.test(text.slice(start, start + 8));
  const isEntry = indent.trim() === '' && text[end - 1] !== '}' && !block;
  const isItem = block !== undefined && /^[ ]*- +$/.test(indent);
  if (!isBlock && !isEntry && !isItem) return undefined;
  const copied = text.slice(start, end);
  const lines = lineStarts(copied);
  const first = source.span(start, start);
  /** The stretch of what is copied that a span covers; undefined where it lies elsewhere. */
  const within = (span: Span): { from: number; to: number } | undefined => {
    const line = span.line - first.line;
    if (span.file !== source.file || span.length === 0 || lines[line] === undefined) return undefined;
    const from = lines[line] + span.column - (line === 0 ? first.column : 0);
    return from >= 0 && from + span.length <= copied.length ? { from, to: from + span.length } : undefined;
  };
  const changes: { from: number; to: number; by: string }[] = [];
  for (const { at: cut, by } of cuts) {
    const place = within(cut.at.via?.[0] ?? spanAt(cut.at));
    if (!place) return undefined;
    changes.push({ ...place, by });
  }
  const label = block ? undefined : within(resource.span);
  // Names of CloudFormation are letters and digits.
  if (label) changes.push({ from: label.to, to: label.to, by: isEntry ? '{port}' : '_{port}' });
  const template = changes
    .sort((a, b) => b.from - a.from)
    .reduce((whole, { from, to, by }) => whole.slice(0, from) + by + whole.slice(to), copied);
  // The text is put in as it stands: line ends and indentation are those of the block.
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const between = block || isEntry ? newline + indent : newline + newline;
  return { at: pointBehind(source.span(end - 1, end)), template: between + template };
}
