/**
 * Resources that are objects of Kubernetes as rendered manifests, so that the Kubernetes format reads them: those of the
 * provider for Kubernetes with its own schema, and those that hold a manifest, `kubernetes_manifest` and
 * `kubectl_manifest` (registry.terraform.io/providers/gavinbunney/kubectl). Every value stands where it is written; no
 * YAML can be inserted, since no line of the text begins where a line of a file does.
 */
import type { Environment, Source } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { withoutBareWords } from '../../syntax/source.ts';
import type { Resource } from '../cloud/resource.ts';
import { decode, type Mapping, OPAQUE, type Scalar, type Tree, textOf, valueAt } from '../cloud/tree.ts';
import type { Deployment, Unit } from '../deployment.ts';
import { render } from '../kustomize/render.ts';
import { madeScalar } from '../kustomize/scalars.ts';
import { isSame, type MapTree, madeMap, type ScalarTree, type Tree as YamlTree } from '../kustomize/tree.ts';
import { fieldName, isMap, kindOf, listOfBlocks } from './kubernetes-schema.ts';

/** What each unit was written from. */
const trees = new WeakMap<Unit, MapTree>();

export interface Manifests {
  /** One for each object; one that says what it said before is that very object. */
  readonly units: readonly Unit[];
  /** Files that are read whole as a manifest, absolute paths. */
  readonly files: readonly string[];
}

export function manifestsOf(
  environment: Environment,
  resources: readonly Resource[],
  before: Deployment | undefined,
): Manifests {
  const known = new Map(before?.units.filter((u) => u.environment.id === environment.id).map((u) => [u.key, u]));
  const units: Unit[] = [];
  const files = new Set<string>();
  for (const resource of resources) {
    const held = heldManifest(resource);
    if (held && held.at.source.file !== resource.source.file) files.add(held.at.source.file);
    const object = objectOf(resource, held);
    if (!object) continue;
    const key = resource.address;
    const { file } = resource.source;
    const old = known.get(key);
    const last = old && trees.get(old);
    if (old && last && isSame(last, object) && old.source?.file === file) {
      units.push(old);
      continue;
    }
    const source = render(object, file);
    const unit = old?.source && saysTheSame(old.source, source) ? old : { key, environment, source };
    trees.set(unit, object);
    units.push(unit);
  }
  return { units, files: [...files] };
}

/** The same text, every run of it in the same place. */
function saysTheSame(a: Source, b: Source): boolean {
  if (a.file !== b.file || a.text !== b.text) return false;
  const [one, other] = [a, b].map((source) => JSON.stringify(source.runs?.(0, source.text.length)));
  return one === other;
}

/** @param manifest what the resource holds, where it holds one. */
function objectOf(
  { type, attributes, label: home, isElsewhere }: Resource,
  manifest: Tree | undefined,
): MapTree | undefined {
  const made = kindOf(type);
  if (!home || (!made && manifest?.kind !== 'mapping')) return undefined;
  const object = made ? attributes : (manifest as Mapping);
  const kind = made?.kind ?? textOf(valueAt(object, 'kind')) ?? '';
  const head = Object.entries(made ?? {}).map(([name, text]) => ({
    key: madeScalar(name, home),
    value: madeScalar(text, home),
  }));
  const known = kind === 'NetworkPolicy' && !isKnown(valueAt(object, 'spec')) ? opened(object) : object;
  const writer = new Writer(home, { kind, isSchema: made !== undefined, isElsewhere: isElsewhere === true });
  return madeMap([...head, ...writer.map(known, '').entries]);
}

/** A policy closes what it does not name: one of which a part is not known may open anything to anybody. */
function opened(policy: Mapping): Mapping {
  const { at } = policy;
  const map = (name: string, value: Tree): Mapping => ({
    kind: 'mapping',
    entries: new Map([[name, { at, value }]]),
    at,
  });
  const selector = map('podSelector', map('matchLabels', { kind: 'unknown', at }));
  const ingress = map('ingress', { kind: 'list', items: [{ kind: 'mapping', entries: new Map(), at }], at });
  const spec: Mapping = { kind: 'mapping', entries: new Map([...selector.entries, ...ingress.entries]), at };
  return { ...policy, entries: new Map([...policy.entries, ...map('spec', spec).entries]) };
}

function heldManifest({ type, attributes }: Resource): Tree | undefined {
  if (type === 'kubernetes_manifest') return valueAt(attributes, 'manifest');
  return type === 'kubectl_manifest' ? decode(valueAt(attributes, 'yaml_body')) : undefined;
}

/** True where nothing of a value is left open. */
function isKnown(tree: Tree | undefined): boolean {
  switch (tree?.kind) {
    case 'scalar':
      return tree.runs.every(({ text }) => text !== undefined);
    case 'list':
      return tree.items.every(isKnown);
    case 'mapping':
      return !tree.partial && [...tree.entries.values()].every(({ value }) => isKnown(value));
    case 'nothing':
      return true;
    default:
      return false;
  }
}

/** Lists of texts. What stands in one that is not known is not known either, but there. */
const WORDS: ReadonlySet<string> = new Set(['command', 'args']);

interface Written {
  readonly kind: string;
  /** Has the provider's names. */
  readonly isSchema: boolean;
  readonly isElsewhere: boolean;
}

class Writer {
  /** Where fields stand that have no place of their own: the resource's name, which begins no line. */
  readonly #home: Origin;
  readonly #object: Written;

  constructor(home: Origin, object: Written) {
    this.#home = home;
    this.#object = object;
  }

  /** @param name of the field that the mapping stands in. */
  map(tree: Mapping, name: string): MapTree {
    return madeMap(
      [...tree.entries].flatMap(([key, { value }]) => {
        if (value.kind === 'nothing') return [];
        // To the provider an empty text is none, but for the value of a variable.
        if (this.#object.isSchema && key !== 'value' && textOf(value) === '') return [];
        // A port of the nodes is taken once in a cluster, and which that is cannot be told.
        if (this.#object.isElsewhere && /^node_?port$/i.test(key)) return [];
        // Nobody means an object of a name that is not known; one of such a namespace may be in any.
        if (key === 'name' && name === 'metadata' && value.kind !== 'scalar') return [];
        if (key === 'namespace' && !isKnown(value)) return [];
        return [this.#field(key, value, name)];
      }),
    );
  }

  #field(name: string, value: Tree, parent: string): { key: ScalarTree; value: YamlTree } {
    const key = (text: string): ScalarTree => madeScalar(text, this.#home);
    const own = this.#object.isSchema ? fieldName(name, this.#object.kind) : name;
    if (isMap(name) && isPlainMap(value)) return { key: key(own), value: this.#texts(value) };
    if (WORDS.has(name) && value.kind !== 'list') {
      return { key: key(own), value: { ...BASE, kind: 'list', items: [this.#value(value, name)] } };
    }
    if (!this.#object.isSchema) return { key: key(own), value: this.#value(value, name) };
    // A block; in JSON syntax one alone stands in no list.
    const blocks = value.kind === 'mapping' ? [value] : value.kind === 'list' ? value.items : [];
    const list = listOfBlocks(name, parent);
    if (list !== undefined && blocks.length > 0) {
      return {
        key: key(list),
        value: { ...BASE, kind: 'list', items: blocks.map((item) => this.#value(item, name)) },
      };
    }
    const block = blocks.find((item) => item.kind === 'mapping');
    return { key: key(own), value: this.#value(block ?? value, name) };
  }

  #value(tree: Tree, name: string): YamlTree {
    switch (tree.kind) {
      case 'scalar':
        return this.#scalar(tree, false);
      case 'list':
        return {
          ...BASE,
          kind: 'list',
          items: tree.items.filter((item) => item.kind !== 'nothing').map((item) => this.#value(item, name)),
        };
      case 'mapping':
        return this.map(tree, name);
      default:
        return madeScalar(OPAQUE, tree.at);
    }
  }

  /** A map of texts; one that holds more than is known says so by a key that nobody knows. */
  #texts(tree: Tree): MapTree {
    const unknown = { key: madeScalar(OPAQUE, tree.at), value: madeScalar(OPAQUE, tree.at) };
    if (tree.kind !== 'mapping') return madeMap([unknown]);
    const entries = [...tree.entries].flatMap(([key, { at, value }]) =>
      value.kind === 'nothing'
        ? []
        : [
            {
              key: madeScalar(key, at),
              value: value.kind === 'scalar' ? this.#scalar(value, true) : madeScalar(OPAQUE, value.at),
            },
          ],
    );
    return madeMap(tree.partial ? [...entries, unknown] : entries);
  }

  /** Digits are a number wherever a number may stand, in quotes or not (both providers convert them). */
  #scalar({ runs, at }: Scalar, isText: boolean): ScalarTree {
    const written = runs.map((run) => ({ text: run.text ?? OPAQUE, origin: bare(run) }));
    const text = written.map((run) => run.text).join('');
    return {
      ...BASE,
      kind: 'scalar',
      text,
      isString: isText || !/^(?:-?\d+|true|false)$/.test(text),
      runs: written.length > 0 ? written : [{ text: '', origin: at }],
    };
  }
}

const BASE = { place: undefined, whole: false } as const;

/** True for a map of texts, and for what may be one. */
function isPlainMap(tree: Tree): boolean {
  if (tree.kind === 'mapping') return [...tree.entries.values()].every(({ value }) => isLeaf(value));
  return tree.kind === 'unknown' || tree.kind === 'reference';
}

function isLeaf({ kind }: Tree): boolean {
  return kind !== 'mapping' && kind !== 'list';
}

const bareSources = new WeakMap<Source, Source>();

/** A number without quotes is to stay a number: HCL and JSON have no bare words. */
function bare(origin: Origin): Origin {
  const { source, start, end } = origin;
  if (!/^\d+$/.test(source.text.slice(start, end)) || source.text[start - 1] === '"') return origin;
  let own = bareSources.get(source);
  if (!own) {
    own = withoutBareWords(source);
    bareSources.set(source, own);
  }
  return { ...origin, source: own };
}
