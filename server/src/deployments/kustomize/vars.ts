/** `vars`, the forerunner of replacements: `$(NAME)` in some fields stands for a field of another resource. */
import { type ConfiguredSpecs, configured } from './configurations.ts';
import { fieldsAt, stepsOf } from './field-paths.ts';
import { withFields } from './field-specs.ts';
import { VARIABLE_REFERENCES } from './known-references.ts';
import { allIds, groupAndVersion, type Resource, withTree } from './resource.ts';
import { cutRuns, joined, runsOf, spanAt } from './scalars.ts';
import { get, type ScalarTree, type Tree, textAt, withEntries, withItems } from './tree.ts';

/** @param vars The items of all `vars` lists that the build came by. */
export function resolved(
  resources: readonly Resource[],
  vars: readonly Tree[],
  specs: ConfiguredSpecs,
): readonly Resource[] {
  const values = new Map<string, ScalarTree>();
  for (const item of vars) {
    const name = textAt(item, 'name');
    const value = valueOf(resources, item);
    if (name !== undefined && value && !values.has(name)) values.set(name, value);
  }
  if (values.size === 0) return resources;
  const fields = [...VARIABLE_REFERENCES, ...configured(specs, 'varReference')];
  return resources.map((resource) => {
    const tree = fields.reduce(
      (made, field) => withFields(made, resource.id, field, undefined, (found) => found && expanded(found, values)),
      resource.tree,
    );
    return withTree(resource, tree);
  });
}

function valueOf(resources: readonly Resource[], item: Tree): ScalarTree | undefined {
  const reference = get(item, 'objref');
  const [group, version] = groupAndVersion(textAt(reference, 'apiVersion') ?? '');
  const found = resources.filter((resource) =>
    allIds(resource).some(
      (id) =>
        id.kind === textAt(reference, 'kind') &&
        id.name === textAt(reference, 'name') &&
        (group === '' || id.group === group) &&
        (version === '' || id.version === version) &&
        (id.namespace || 'default') === (textAt(reference, 'namespace') ?? (id.namespace || 'default')),
    ),
  );
  if (found.length !== 1) return undefined;
  const path = textAt(item, 'fieldref', 'fieldPath') ?? textAt(item, 'fieldref', 'fieldpath') ?? 'metadata.name';
  const [value] = fieldsAt(found[0]!.tree, stepsOf(path.replace(/\[(\d+)\]/g, '.$1')));
  return value?.kind === 'scalar' ? value : undefined;
}

function expanded(tree: Tree, values: ReadonlyMap<string, ScalarTree>): Tree {
  if (tree.kind === 'list') {
    const items = tree.items.map((item) => expanded(item, values));
    return items.every((item, index) => item === tree.items[index]) ? tree : withItems(tree, items);
  }
  if (tree.kind === 'map') {
    const entries = tree.entries.map((entry) => {
      const value = entry.value.kind === 'scalar' ? expanded(entry.value, values) : entry.value;
      return value === entry.value ? entry : { key: entry.key, value };
    });
    return entries.every((entry, index) => entry === tree.entries[index]) ? tree : withEntries(tree, entries);
  }
  if (!/\$[$(]/.test(tree.text)) return tree;
  const whole = /^\$\(([^()]+)\)$/.exec(tree.text)?.[1];
  const seen = spanAt(tree);
  const runsOfValue = (value: ScalarTree) =>
    runsOf(value).map(({ text, origin }) => ({ text, origin: { ...origin, via: [seen, ...(origin.via ?? [])] } }));
  const value = whole === undefined ? undefined : values.get(whole);
  if (value) return { ...joined(runsOfValue(value), tree), isString: value.isString };
  let at = 0;
  const runs = [...tree.text.matchAll(/\$\$|\$\(([^()]+)\)/g)].flatMap((match) => {
    const found = match[1] === undefined ? undefined : values.get(match[1]);
    // Two dollars are one.
    const kept = match[1] === undefined ? 1 : 0;
    if (!found && kept === 0) return [];
    const before = cutRuns(tree, at, match.index + kept);
    at = match.index + match[0].length;
    return found ? [...before, ...runsOfValue(found)] : before;
  });
  return runs.length > 0 ? joined([...runs, ...cutRuns(tree, at, tree.text.length)], tree) : tree;
}
