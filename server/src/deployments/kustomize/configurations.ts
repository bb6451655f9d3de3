/** Files named by `configurations`: fields that are changed beside those that kustomize knows by itself. */
import { type FieldSpec, specsIn } from './field-specs.ts';
import { entriesOf, get, itemsOf, type Tree, textAt } from './tree.ts';

/** Whose name a field holds. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
}

export interface ConfiguredSpecs {
  readonly nameReferences: readonly NameReference[];
  /** By the section's name: `commonLabels`, `varReference`. */
  readonly fields: Readonly<Record<string, readonly FieldSpec[]>>;
}

export const NO_SPECS: ConfiguredSpecs = { nameReferences: [], fields: {} };

/** What a configuration adds to others. */
export function withConfiguration(specs: ConfiguredSpecs, tree: Tree | undefined): ConfiguredSpecs {
  const fields: Record<string, readonly FieldSpec[]> = { ...specs.fields };
  for (const { key, value } of entriesOf(tree)) {
    if (key.text === 'nameReference' || value.kind !== 'list') continue;
    fields[key.text] = [...(Object.hasOwn(fields, key.text) ? fields[key.text]! : []), ...specsIn(value)];
  }
  const references = itemsOf(get(tree, 'nameReference')).flatMap((item): readonly NameReference[] => {
    const kind = textAt(item, 'kind');
    if (kind === undefined) return [];
    const group = textAt(item, 'group');
    const version = textAt(item, 'version');
    const target = { ...(group ? { group } : {}), ...(version ? { version } : {}), kind };
    return [{ ...target, fields: specsIn(get(item, 'fieldSpecs')) }];
  });
  return { nameReferences: [...specs.nameReferences, ...references], fields };
}

/** The fields that a section adds. */
export function configured({ fields }: ConfiguredSpecs, section: string): readonly FieldSpec[] {
  return Object.hasOwn(fields, section) ? fields[section]! : [];
}

/** Those of two kustomizations of which one is built from the other. */
export function unitedSpecs(a: ConfiguredSpecs, b: ConfiguredSpecs): ConfiguredSpecs {
  if (b === NO_SPECS || a === b) return a;
  if (a === NO_SPECS) return b;
  const sections = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return {
    nameReferences: [...new Set([...a.nameReferences, ...b.nameReferences])],
    fields: Object.fromEntries(
      [...sections].map((section) => [section, [...new Set([...configured(a, section), ...configured(b, section)])]]),
    ),
  };
}
