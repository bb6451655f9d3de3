/**
 * Values that Terraform gives where it deploys a chart of the workspace by its path
 * (registry.terraform.io/providers/hashicorp/helm, helm_release). A module that others call is read with what they give.
 * What is not known in a value is not known to the chart either; where it is not known which values there are, there is
 * no environment.
 */
import { basename, dirname, join, relative } from 'node:path/posix';
import { fileSource } from '../../syntax/source.ts';
import { parseYaml } from '../../syntax/yaml.ts';
import type { Resource } from '../cloud/resource.ts';
import { boolOf, listOf, numberOf, type Scalar, type Tree, textOf, valueAt } from '../cloud/tree.ts';
import type { Files } from '../deployment.ts';
import { readRoot } from '../terraform/root.ts';
import type { HelmEnvironment } from './environments.ts';
import type { ChartFiles } from './files.ts';
import { valueOf } from './from-yaml.ts';
import { setValue } from './set-values.ts';
import { concat, made, type Text, UNKNOWN, written } from './text.ts';
import { bool, type Dict, type Entry, float, NIL, type Path, pathTo, UNKNOWN_VALUE, type Value } from './value.ts';
import { NOTHING } from './values.ts';

const RELEASE = 'helm_release';

interface Release {
  readonly resource: Resource;
  /** The name of Terraform's environment. */
  readonly environment: string;
  /** Absolute path of the chart. */
  readonly chart: string;
  /** Values, or the absolute path of a file with them; the highest last. */
  readonly layers: readonly (Dict | string)[];
}

/** The environments that Terraform makes of a chart. */
export function givenByTerraform(root: string, deployment: string, files: ChartFiles): readonly HelmEnvironment[] {
  if (files.manifests([RELEASE]).length === 0) return [];
  const folders = new Set(files.manifests([RELEASE, 'module']).map((path) => dirname(path)));
  const roots = [...folders].map((folder) => deployedFrom(folder, files));
  // What others call is not deployed by itself.
  const called = new Set(roots.flatMap(({ uses }) => uses));
  return roots
    .filter(({ folder }) => !called.has(folder))
    .flatMap(({ releases }) => releases)
    .filter(({ chart, layers }) => chart === root && layers.length > 0)
    .map(({ resource, environment, layers }) => {
      const { file } = resource.source;
      const release = textOf(valueAt(resource.attributes, 'name')) ?? resource.name;
      const name = environment === 'default' ? release : environment;
      const label = `${basename(dirname(file))}/${basename(file)} ${release}`;
      return {
        environment: {
          id: `${deployment}:${relative(root, file)}#${environment}/${resource.address}`,
          name,
          label: environment === 'default' ? label : `${label} ${environment}`,
          deployment,
          file,
        },
        layers: layers.flatMap((layer) => (typeof layer === 'string' ? (files.at(layer)?.dict('') ?? []) : layer)),
      };
    });
}

interface Deployed {
  readonly folder: string;
  readonly uses: readonly string[];
  readonly releases: readonly Release[];
}

interface Known extends Deployed {
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly lists: ReadonlyMap<string, string>;
}

/** Of each folder what was last read there: many charts ask for the same one. */
const known = new Map<string, Known>();

function deployedFrom(folder: string, files: ChartFiles): Deployed {
  const text = (path: string): string | undefined => files.at(path)?.source.text;
  const list = (path: string): string => files.below(path).join('\n');
  const last = known.get(folder);
  const isSame =
    last !== undefined &&
    [...last.texts].every(([path, own]) => text(path) === own) &&
    [...last.lists].every(([path, own]) => list(path) === own);
  if (isSame) return last;
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, string>();
  const reader: Files = {
    text(path) {
      const own = text(path);
      texts.set(path, own);
      return own;
    },
    below(path) {
      lists.set(path, list(path));
      return files.below(path);
    },
  };
  const ways = readRoot(folder, reader)?.ways ?? [];
  const releases = ways.flatMap(({ environment, instance }) =>
    instance.resources(RELEASE).flatMap((resource) => releaseOf(resource, environment.name)),
  );
  const deployed = { folder, uses: ways.flatMap(({ instance }) => instance.uses()), releases, texts, lists };
  known.set(folder, deployed);
  return deployed;
}

function releaseOf(resource: Resource, environment: string): readonly Release[] {
  const { attributes, folder } = resource;
  const path = textOf(valueAt(attributes, 'chart'));
  if (path === undefined || valueAt(attributes, 'repository') || !/^[./]/.test(path)) return [];
  const layers = layersOf(attributes);
  const chart = (path.startsWith('/') ? join(path) : join(folder, path)).replace(/\/$/, '');
  return layers ? [{ resource, environment, chart, layers }] : [];
}

/** `values` in their order, then what is set one by one; undefined where it is not known which there are. */
function layersOf(attributes: Tree): Release['layers'] | undefined {
  const layers: (Dict | string)[] = [];
  for (const each of listOf(valueAt(attributes, 'values'))) {
    const file = fileOf(each);
    if (file !== undefined) {
      layers.push(file);
      continue;
    }
    const value = each.kind === 'scalar' ? documentOf(each) : undefined;
    if (value?.kind === 'dict' && value.entries.size > 0) layers.push(value);
    else if (value?.kind !== 'nil' && value?.kind !== 'dict') return undefined;
  }
  if (['set_list', 'postrender'].some((name) => valueAt(attributes, name))) return undefined;
  const given = [...listOf(valueAt(attributes, 'set')), ...listOf(valueAt(attributes, 'set_sensitive'))];
  let set = NOTHING;
  for (const each of given) {
    const name = textOf(valueAt(each, 'name'));
    const value = valueAt(each, 'value');
    if (name === undefined) return undefined;
    const text = value?.kind === 'scalar' ? textIn(value) : made(UNKNOWN, each.at);
    set = setValue(set, name, text, textOf(valueAt(each, 'type')) === 'string');
  }
  return set === NOTHING ? layers : [...layers, set];
}

/** The file that a text is the whole of. */
function fileOf(tree: Tree): string | undefined {
  const [run, ...more] = tree.kind === 'scalar' ? tree.runs : [];
  const isWhole = run && more.length === 0 && run.start === 0 && run.text === run.source.text;
  return isWhole ? run.source.file : undefined;
}

/** What was encoded, or the YAML that a text holds. */
function documentOf(tree: Scalar): Value {
  if (tree.decoded) return toValue(tree.decoded, '');
  const text = textIn(tree);
  const [document] = parseYaml(fileSource('', text.text)).documents;
  return valueOf(text, document, '');
}

function textIn({ runs }: Scalar): Text {
  return concat(...runs.map((run) => (run.text === undefined ? made(UNKNOWN, run) : written(run.text, run))));
}

function toValue(tree: Tree, path: Path): Value {
  switch (tree.kind) {
    case 'scalar': {
      if (tree.decoded) return UNKNOWN_VALUE;
      const own = textIn(tree);
      const [flag, number] = [boolOf(tree), numberOf(tree)];
      if (tree.type === 'bool' && flag !== undefined) return { ...bool(flag), written: own };
      return tree.type === 'number' && number !== undefined ? { ...float(number), written: own } : own;
    }
    case 'list':
      return { kind: 'list', items: tree.items.map((item, index) => toValue(item, pathTo(path, String(index)))), path };
    case 'mapping': {
      if (tree.partial) return UNKNOWN_VALUE;
      const entries = [...tree.entries].map(([key, { at, value }]): [string, Entry] => [
        key,
        { key: written(key, at), value: toValue(value, pathTo(path, key)) },
      ]);
      return { kind: 'dict', entries: new Map(entries), path };
    }
    case 'nothing':
      return NIL;
    default:
      return UNKNOWN_VALUE;
  }
}
