/** `replacements`: values that are copied from field to field (kubectl.docs.kubernetes.io, kustomization). */
import { join } from 'node:path/posix';
import { fieldsAt, stepsOf, withFieldsAt } from './field-paths.ts';
import { readFile, scalarsOf } from './reading.ts';
import { type Resource, withTree } from './resource.ts';
import { cutRuns, joined, originOf, runsOf, spanAt } from './scalars.ts';
import { type Scope, tell } from './scope.ts';
import { isRejected, isSelected, isTarget } from './selectors.ts';
import { get, isTrueAt, itemsOf, type Run, type ScalarTree, scalarAt, type Tree, textAt } from './tree.ts';

export function replaced(
  scope: Scope,
  resources: readonly Resource[],
  replacements: Tree | undefined,
): readonly Resource[] {
  return itemsOf(replacements)
    .flatMap((item) => replacementsOf(scope, item))
    .reduce<readonly Resource[]>((all, replacement) => {
      const value = valueOf(scope, all, replacement);
      if (!value) return all;
      return itemsOf(get(replacement, 'targets')).reduce((made, target) => intoTarget(scope, made, value, target), all);
    }, resources);
}

/** One that is written here, or those of a file. */
function replacementsOf(scope: Scope, item: Tree): readonly Tree[] {
  const path = scalarAt(item, 'path');
  if (!path) return [item];
  const file = join(scope.root, path.text);
  scope.claims.add(file);
  const reading = readFile(scope.files, file);
  if (!reading) tell(scope, `there is no file ${path.text}`, path);
  return (reading?.documents ?? []).flatMap((document) => (document.kind === 'list' ? document.items : [document]));
}

function valueOf(scope: Scope, resources: readonly Resource[], replacement: Tree): Tree | undefined {
  const literal = scalarAt(replacement, 'sourceValue');
  if (literal) return literal;
  const source = get(replacement, 'source');
  const found = resources.filter((resource) => isSelected(resource, source));
  if (!source || found.length !== 1) {
    const count = found.length > 1 ? 'more than one resource' : 'no resource';
    if (!scope.isComponent) tell(scope, `a replacement's source fits ${count}`, source ?? replacement);
    return undefined;
  }
  const path = textAt(source, 'fieldPath') ?? 'metadata.name';
  const [value] = fieldsAt(found[0]!.tree, stepsOf(path));
  if (!value) {
    tell(scope, `a replacement's source has no ${path}`, scalarAt(source, 'fieldPath') ?? source);
    return undefined;
  }
  const delimiter = textAt(source, 'options', 'delimiter');
  if (!delimiter || value.kind !== 'scalar') return value;
  const part = partsOf(value, delimiter)[indexIn(source)];
  if (!part)
    tell(scope, `a replacement's source has no part of that index`, scalarAt(source, 'options', 'index') ?? source);
  return part && joined(part, value);
}

function indexIn(field: Tree): number {
  return Number(textAt(field, 'options', 'index') ?? 0);
}

/** The runs of each part of a scalar's text. */
function partsOf(value: ScalarTree, delimiter: string): readonly (readonly Run[])[] {
  let at = 0;
  return value.text.split(delimiter).map((part) => {
    const runs = cutRuns(value, at, at + part.length);
    at += part.length + delimiter.length;
    return runs;
  });
}

function intoTarget(scope: Scope, resources: readonly Resource[], value: Tree, target: Tree): readonly Resource[] {
  const select = get(target, 'select');
  const rejects = itemsOf(get(target, 'reject'));
  const paths = scalarsOf(get(target, 'fieldPaths'));
  const creates = isTrueAt(target, 'options', 'create');
  if (!select) return resources;
  return resources.map((resource) => {
    if (!isSelectedBy(resource, select) || rejects.some((reject) => isRejected(resource, reject))) return resource;
    const written = paths.length > 0 ? paths : [undefined];
    const tree = written.reduce((made, path) => {
      const steps = stepsOf(path?.text ?? 'metadata.name');
      const created = creates ? originOf(path ?? target) : undefined;
      if (!created && fieldsAt(made, steps).length === 0) {
        tell(
          scope,
          `a replacement finds no ${path?.text ?? 'metadata.name'} in ${resource.id.kind} ${resource.id.name}`,
          path ?? target,
        );
        return made;
      }
      return withFieldsAt(made, steps, created, (field) => placed(value, field, target, path ?? target));
    }, resource.tree);
    return withTree(resource, tree);
  });
}

function isSelectedBy(resource: Resource, select: Tree): boolean {
  return isTarget(resource, select) || isSelected(resource, select);
}

/** A value where a field was, of the type that the field had. */
function placed(value: Tree, field: Tree | undefined, target: Tree, path: Tree): Tree {
  const delimiter = textAt(target, 'options', 'delimiter');
  if (value.kind !== 'scalar') return value;
  const old = field?.kind === 'scalar' ? field : undefined;
  // Shown where it is read: at what it replaces, or at the path that makes it.
  const seen = spanAt(old ?? path);
  const runs = runsOf(value).map(({ text, origin }) => ({
    text,
    origin: { ...origin, via: [seen, ...(origin.via ?? [])] },
  }));
  // Labels and annotations are strings, whatever is copied there.
  if (!old)
    return joined(runs, {
      ...value,
      isString: value.isString || /^metadata\.(?:label|annotation)s\b/.test(path.kind === 'scalar' ? path.text : ''),
    });
  if (!delimiter) return joined(runs, old);
  const parts = partsOf(old, delimiter);
  const index = indexIn(target);
  const mark: Run = { text: delimiter, origin: originOf(old) };
  if (index < 0) return joined([...runs, mark, ...runsOf(old)], old);
  if (index >= parts.length) return joined([...runsOf(old), mark, ...runs], old);
  const before = old.text.split(delimiter).slice(0, index).join(delimiter).length + (index > 0 ? delimiter.length : 0);
  const after = before + old.text.split(delimiter)[index]!.length;
  return joined([...cutRuns(old, 0, before), ...runs, ...cutRuns(old, after, old.text.length)], old);
}
