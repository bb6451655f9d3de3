/** What the body of a block is worth: attributes and blocks alike, with what override files put in their place. */
import type { HclBlock, HclBody } from '../../syntax/hcl.ts';
import type { Origin } from '../../syntax/rendered.ts';
import type { Entry, Mapping, Tree } from '../cloud/tree.ts';
import { evaluate, itemsOf, originOf, type Scope, withNames } from './evaluate.ts';
import { attributeIn, layersOf, type Placed, type Written } from './module.ts';

/** Keeps what is worked out under the name of an attribute. */
type Memo = (name: string, at: Origin, work: () => Tree) => Tree;

/** An expression in the file that it stands in. */
export function evaluateIn(scope: Scope, { value, source }: Written): Tree {
  return evaluate({ ...scope, source }, value);
}

/** A resource's body: an attribute, and all blocks of a type, are those of the last file that has any. */
export function mergedBody(scope: Scope, placed: Placed, memo: Memo): Mapping {
  const entries = new Map<string, Entry>();
  for (const { block, source } of layersOf(placed)) {
    const attributes = block.body.attributes.filter(({ name }) => !entries.has(name));
    const blocks = block.body.blocks.filter((inner) => !entries.has(blockType(inner)));
    const own = bodyOf({ ...scope, source }, { attributes, blocks }, block, memo);
    for (const [name, entry] of own.entries) entries.set(name, entry);
  }
  return { kind: 'mapping', entries, at: originOf(scope, placed.block) };
}

export function hasBlocks(placed: Placed, type: string): boolean {
  return layersOf(placed).some(({ block }) => blocksIn(block, type).length > 0);
}

/** The blocks of a type in a resource, as others see them: with more in them than the configuration says. */
export function blocksOf(scope: Scope, placed: Placed, type: string): Tree {
  const layer = layersOf(placed).find(({ block }) => blocksIn(block, type).length > 0) ?? placed;
  const body = { attributes: [], blocks: blocksIn(layer.block, type) };
  const { entries, at } = bodyOf({ ...scope, source: layer.source }, body, layer.block);
  return completed(entries.get(type)?.value ?? { kind: 'unknown', at });
}

function blocksIn({ body }: HclBlock, type: string): readonly HclBlock[] {
  return body.blocks.filter((inner) => blockType(inner) === type);
}

/** `ingress` of a block `ingress` and of `dynamic "ingress"`. */
function blockType({ type, labels }: HclBlock): string {
  return type === 'dynamic' ? (labels[0]?.text ?? type) : type;
}

function completed(tree: Tree): Tree {
  if (tree.kind !== 'list') return tree;
  const items = tree.items.map((item): Tree => {
    if (item.kind !== 'mapping') return item;
    const entries = [...item.entries].map(([key, { at, value }]): [string, Entry] => [
      key,
      { at, value: completed(value) },
    ]);
    return { ...item, entries: new Map(entries), partial: true };
  });
  return { ...tree, items };
}

/** Of blocks, every one in a list. */
function bodyOf(scope: Scope, body: HclBody, place: { start: number; end: number }, memo?: Memo): Mapping {
  const entries = new Map<string, Entry>();
  for (const { name, value, start } of body.attributes) {
    const at = originOf(scope, { start, end: start + name.length });
    const work = (): Tree => evaluate(scope, value);
    entries.set(name, { at, value: memo ? memo(name, at, work) : work() });
  }
  for (const block of body.blocks) {
    const type = blockType(block);
    const at = originOf(scope, { start: block.start, end: block.start + block.type.length });
    const items = block.type === type ? [bodyOf(scope, block.body, block)] : dynamicBlocks(scope, block, type);
    const known = entries.get(type)?.value;
    const before = known?.kind === 'list' ? known.items : [];
    const all = originOf(scope, block);
    entries.set(type, {
      at: entries.get(type)?.at ?? at,
      value: { kind: 'list', items: [...before, ...items], at: all },
    });
  }
  return { kind: 'mapping', entries, at: originOf(scope, place) };
}

function dynamicBlocks(scope: Scope, block: HclBlock, type: string): readonly Tree[] {
  const at = originOf(scope, block);
  const each = attributeIn(block, 'for_each');
  const content = block.body.blocks.find((inner) => inner.type === 'content');
  const iterator = attributeIn(block, 'iterator');
  const name = iterator?.kind === 'name' ? iterator.name : type;
  if (!content || !each) return [{ kind: 'unknown', at }];
  const collection = evaluate(scope, each);
  const items = itemsOf(collection, at);
  if (!items) return [{ kind: 'unknown', at }];
  return items.map(({ key, value }) => {
    const own = mappingOf({ key: collection.kind === 'list' ? value : key, value }, at);
    return value.kind === 'unknown'
      ? { kind: 'unknown', at }
      : bodyOf(withNames(scope, [[name, own]]), content.body, content);
  });
}

export function mappingOf(values: Readonly<Record<string, Tree>>, at: Origin): Mapping {
  const entries = Object.entries(values).map(([key, value]): [string, Entry] => [key, { at, value }]);
  return { kind: 'mapping', entries: new Map(entries), at };
}
