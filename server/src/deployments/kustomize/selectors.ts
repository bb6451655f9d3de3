/** Which resources a `target`, a `select` or a `reject` means (kubectl.docs.kubernetes.io, kustomization, patches). */
import { allIds, effectiveNamespace, type Id, originalId, type Resource } from './resource.ts';
import { entriesOf, get, type Tree, textAt } from './tree.ts';

/** True where a resource is one of those that a patch's target describes. What it leaves out fits all. */
export function isTarget(resource: Resource, target: Tree): boolean {
  const { id } = resource;
  const first = originalId(resource);
  const names = pattern(textAt(target, 'name'));
  const namespaces = pattern(textAt(target, 'namespace'));
  return (
    (names(first.name) || names(id.name)) &&
    (namespaces(effectiveNamespace(first)) || namespaces(effectiveNamespace(id))) &&
    pattern(textAt(target, 'group'))(id.group) &&
    pattern(textAt(target, 'version'))(id.version) &&
    pattern(textAt(target, 'kind'))(id.kind) &&
    fitsMetadata(resource, target)
  );
}

/** True where a resource bears, or bore, an id that a replacement describes: literally, not by patterns. */
export function isSelected(resource: Resource, select: Tree | undefined): boolean {
  return allIds(resource).some((id) => fits(id, select)) && fitsMetadata(resource, select);
}

/** True where a replacement's `reject` says something of ids, and it is said of this one. */
export function isRejected(resource: Resource, reject: Tree): boolean {
  const says = ['group', 'version', 'kind', 'name', 'namespace'].some((key) => textAt(reject, key) !== undefined);
  const selects = ['labelSelector', 'annotationSelector'].some((key) => textAt(reject, key) !== undefined);
  if (selects && fitsMetadata(resource, reject)) return true;
  return says && !selects && allIds(resource).some((id) => fits(id, reject));
}

function fits(id: Id, select: Tree | undefined): boolean {
  const is = (key: keyof Id, value: string): boolean => (textAt(select, key) ?? value) === value;
  const namespace = textAt(select, 'namespace');
  return (
    is('group', id.group) &&
    is('version', id.version) &&
    is('kind', id.kind) &&
    is('name', id.name) &&
    (namespace === undefined || namespace === effectiveNamespace(id))
  );
}

function fitsMetadata({ tree }: Resource, select: Tree | undefined): boolean {
  const labels = textAt(select, 'labelSelector');
  const annotations = textAt(select, 'annotationSelector');
  return (
    (labels === undefined || fitsSelector(get(tree, 'metadata', 'labels'), labels)) &&
    (annotations === undefined || fitsSelector(get(tree, 'metadata', 'annotations'), annotations))
  );
}

const patterns = new Map<string, (text: string) => boolean>();

/** An anchored regular expression; one that is none fits the text that it is. */
export function pattern(text: string | undefined): (text: string) => boolean {
  if (text === undefined || text === '') return () => true;
  const known = patterns.get(text);
  if (known) return known;
  const made = compiled(text);
  if (patterns.size > 4096) patterns.clear();
  patterns.set(text, made);
  return made;
}

function compiled(text: string): (text: string) => boolean {
  // Most are names; and what is long enough to be slow is no name.
  if (/^[\w/-]*$/.test(text) || text.length > 1000) return (other) => other === text;
  try {
    const expression = new RegExp(`^(?:${text})$`);
    return (other) => expression.test(other);
  } catch {
    return (other) => other === text;
  }
}

/** A label selector as kubectl takes it: `app=web,tier!=db,env in (a, b),!debug`. */
function fitsSelector(labels: Tree | undefined, selector: string): boolean {
  const requirements = selector.match(/(?:\([^)]*\)|[^,(])+/g) ?? [];
  return requirements.every((requirement) => fitsRequirement(labels, requirement.trim()));
}

function fitsRequirement(labels: Tree | undefined, requirement: string): boolean {
  if (requirement === '') return true;
  const value = (key: string): string | undefined => {
    const entry = entriesOf(labels).findLast((each) => each.key.text === key);
    return entry?.value.kind === 'scalar' ? entry.value.text : undefined;
  };
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const found = value(set[1]!);
    const among = found !== undefined && set[3]!.split(',').some((each) => each.trim() === found);
    return set[2] === 'in' ? among : !among;
  }
  const equality = /^([^\s=!]+)\s*(==?|!=)\s*(.*)$/.exec(requirement);
  if (equality) return (value(equality[1]!) === equality[3]) === (equality[2] !== '!=');
  return requirement.startsWith('!')
    ? value(requirement.slice(1).trim()) === undefined
    : value(requirement) !== undefined;
}
