/**
 * One use of a module: what its names mean there, and the resources that it makes
 * (developer.hashicorp.com/terraform/language/expressions/references).
 */
import { join } from 'node:path/posix';
import type { Origin } from '../../syntax/rendered.ts';
import { fileSource } from '../../syntax/source.ts';
import type { Resource } from '../cloud/resource.ts';
import { type Entry, numberOf, renderedSource, scalarOf, type Tree, textOf } from '../cloud/tree.ts';
import type { Files } from '../deployment.ts';
import { blocksOf, evaluateIn, hasBlocks, mappingOf, mergedBody } from './bodies.ts';
import { evaluate, itemsOf, originOf, renderTemplate, type Scope, type Step, withNames } from './evaluate.ts';
import { attributeOf, type Module, type Placed, readModule, type Written } from './module.ts';
import { type Foreign, foreignModule } from './registry-modules.ts';

/** What all uses of modules in one deployment share. */
export interface Deployed {
  readonly files: Files;
  readonly root: string;
  readonly modules: Map<string, Module | undefined>;
  /** Every resource that is asked for by its address. */
  readonly made: Map<string, Made>;
}

/** How a module is used. */
export interface Use {
  /** `module.web.`; empty for the root. */
  readonly address: string;
  readonly input: (name: string) => Tree | undefined;
  /** It is given providers of its own. */
  readonly isElsewhere?: boolean;
  readonly depth?: number;
}

interface Made {
  readonly instance: Instance;
  readonly placed: Placed;
  readonly scope: Scope;
}

/** One of the several that `count` or `for_each` makes. */
interface Copy {
  /** `[0]`, `["web"]`; empty where there is only one, or where it is not known how many. */
  readonly suffix: string;
  readonly names: readonly (readonly [string, Tree])[];
  readonly key: string | undefined;
}

const DEEPEST = 8;
/** More of a kind differ in nothing that is looked at. */
const MOST_COPIES = 64;
/** Attributes that the provider gives, even where the configuration has one of that name. */
const GIVEN: ReadonlySet<string> = new Set(['id', 'arn', 'self_link', 'name_prefix']);

export class Instance {
  readonly #module: Module;
  readonly #shared: Deployed;
  readonly #address: string;
  readonly #depth: number;
  readonly #isElsewhere: boolean;
  readonly #input: (name: string) => Tree | undefined;
  readonly #known = new Map<string, Tree>();
  /** What is being worked out: who asks for it again goes in a circle. */
  readonly #busy = new Set<string>();
  readonly #copies = new Map<string, readonly Copy[]>();
  readonly #children = new Map<string, Map<string, Instance | Foreign>>();

  constructor(module: Module, shared: Deployed, { address, input, isElsewhere = false, depth = 0 }: Use) {
    this.#module = module;
    this.#shared = shared;
    this.#address = address;
    this.#input = input;
    this.#isElsewhere = isElsewhere;
    this.#depth = depth;
  }

  /** Its resources and those of the modules that it calls: all, or those of a type. */
  resources(wanted?: string): readonly Resource[] {
    const own = [...this.#module.resources].flatMap(([name, placed]) => {
      if (wanted !== undefined && placed.block.labels[0]?.text !== wanted) return [];
      return this.#copiesOf(name, placed).flatMap((copy): Resource[] => {
        const { block, source } = placed;
        const [type, label] = block.labels;
        if (!type || !label) return [];
        const address = this.#address + name + copy.suffix;
        const scope = this.#scopeOf(placed, copy);
        return [
          {
            type: block.type === 'data' ? `data.${type.text}` : type.text,
            address,
            name: label.text,
            span: source.span(label.start, label.end),
            label: originOf(scope, label),
            attributes: mergedBody(scope, placed, (own, at, work) => this.#memo(`${address}.${own}`, at, work)),
            source,
            block: originOf(scope, block),
            folder: this.#shared.root,
            ...(this.#isElsewhere || attributeOf(placed, 'provider') ? { isElsewhere: true } : {}),
          },
        ];
      });
    });
    const called = [...this.#module.calls].flatMap(([name, placed]) =>
      [...this.#childrenOf(name, placed).values()].flatMap((child) =>
        child instanceof Instance ? child.resources(wanted) : child.resources,
      ),
    );
    return [...own, ...called];
  }

  /** Folders of the workspace whose modules it calls, and what those call. */
  uses(): readonly string[] {
    return [...this.#module.calls].flatMap(([name, placed]) =>
      [...this.#childrenOf(name, placed).values()].flatMap((child) =>
        child instanceof Instance ? [child.#module.folder, ...child.uses()] : [],
      ),
    );
  }

  #scope(source: Scope['source'], names: Scope['names'] = new Map()): Scope {
    return {
      source,
      names,
      files: this.#shared.files,
      folder: this.#module.folder,
      root: (name, steps, at) => this.#root(name, steps, at),
      attribute: (address, name) => this.#attributeAt(address, name),
    };
  }

  #scopeOf({ source }: Placed, copy: Copy): Scope {
    return withNames(this.#scope(source), copy.names);
  }

  #memo(key: string, at: Origin, work: () => Tree): Tree {
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#busy.has(key)) return { kind: 'unknown', at };
    this.#busy.add(key);
    const made = work();
    this.#busy.delete(key);
    this.#known.set(key, made);
    return made;
  }

  #root(name: string, steps: readonly Step[], at: Origin): { tree: Tree; used: number } {
    const [first, second] = steps.map((step) => (typeof step === 'string' ? step : undefined));
    const unknown: Tree = { kind: 'unknown', at };
    switch (name) {
      case 'var':
        return { tree: first ? this.#variable(first, at) : unknown, used: 1 };
      case 'local':
        return { tree: first ? this.#local(first, at) : unknown, used: 1 };
      case 'module':
        return first ? this.#output(first, steps, at) : { tree: unknown, used: 1 };
      case 'path': {
        const folder = first === 'module' ? this.#module.folder : this.#shared.root;
        return { tree: first ? scalarOf(folder, 'text', at) : unknown, used: 1 };
      }
      case 'data':
        return first && second ? this.#resource(`data.${first}.${second}`, steps, 2, at) : { tree: unknown, used: 2 };
      default:
        return first && name.includes('_')
          ? this.#resource(`${name}.${first}`, steps, 1, at)
          : { tree: unknown, used: 0 };
    }
  }

  #variable(name: string, at: Origin): Tree {
    return this.#memo(`var.${name}`, at, () => {
      const given = this.#input(name);
      if (given && given.kind !== 'nothing') return given;
      const placed = this.#module.variables.get(name);
      const value = placed && attributeOf(placed, 'default');
      if (!value) return given ?? { kind: 'unknown', at };
      return evaluateIn(this.#scope(value.source), value);
    });
  }

  #local(name: string, at: Origin): Tree {
    const local = this.#module.locals.get(name);
    if (!local) return { kind: 'unknown', at };
    return this.#memo(`local.${name}`, at, () => evaluate(this.#scope(local.source), local.value));
  }

  #output(name: string, steps: readonly Step[], at: Origin): { tree: Tree; used: number } {
    const placed = this.#module.calls.get(name);
    const unknown: Tree = { kind: 'unknown', at };
    if (!placed) return { tree: unknown, used: steps.length };
    const children = this.#childrenOf(name, placed);
    const [, second, third] = steps;
    const indexed = second !== undefined && typeof second !== 'string';
    const key = indexed ? (textOf(second) ?? '') : '';
    const child = children.get(key) ?? (children.size === 1 ? children.values().next().value : undefined);
    const output = indexed ? third : second;
    const used = indexed ? 3 : 2;
    if (!child || typeof output !== 'string') return { tree: unknown, used };
    const tree = child instanceof Instance ? child.outputOf(output, at) : child.output(output, at);
    return { tree, used };
  }

  /** What a module gives back under a name. */
  outputOf(name: string, at: Origin): Tree {
    const placed = this.#module.outputs.get(name);
    const value = placed && attributeOf(placed, 'value');
    if (!value) return { kind: 'unknown', at };
    return this.#memo(`output.${name}`, at, () => evaluateIn(this.#scope(value.source), value));
  }

  /** A resource, or all of its copies. */
  #resource(name: string, steps: readonly Step[], used: number, at: Origin): { tree: Tree; used: number } {
    const placed = this.#module.resources.get(name);
    const address = this.#address + name;
    const reference = (suffix: string): Tree => ({ kind: 'reference', address: address + suffix, path: [], at });
    if (!placed) return { tree: reference(''), used };
    const copies = this.#copiesOf(name, placed);
    for (const copy of copies) this.#keep(address + copy.suffix, placed, copy);
    const [only] = copies;
    if (copies.length === 1 && only?.suffix === '') return { tree: reference(''), used };
    const step = steps[used];
    if (step !== undefined && typeof step !== 'string') {
      const key = textOf(step);
      const copy = copies.find((c) => c.key === key);
      // One of several: which, cannot be said. Where there is one, it is meant.
      if (key === undefined && copies.length !== 1) return { tree: { kind: 'unknown', at }, used: used + 1 };
      const found = copy ?? (key === undefined ? only : undefined);
      return { tree: found ? reference(found.suffix) : { kind: 'unknown', at, missing: true }, used: used + 1 };
    }
    if (copies.every(({ key }) => key !== undefined && /^\d+$/.test(key))) {
      return { tree: { kind: 'list', items: copies.map(({ suffix }) => reference(suffix)), at }, used };
    }
    const entries = copies.map(({ key = '', suffix }): [string, Entry] => [key, { at, value: reference(suffix) }]);
    return { tree: { kind: 'mapping', entries: new Map(entries), at }, used };
  }

  #keep(address: string, placed: Placed, copy: Copy): void {
    if (this.#shared.made.has(address)) return;
    this.#shared.made.set(address, { instance: this, placed, scope: this.#scopeOf(placed, copy) });
  }

  #attributeAt(address: string, name: string): Tree | undefined {
    const made = this.#shared.made.get(address);
    return made ? made.instance.#attribute(address, made, name) : undefined;
  }

  #attribute(address: string, { placed, scope }: Made, name: string): Tree | undefined {
    const { block } = placed;
    const at = originOf(scope, block);
    if (block.labels[0]?.text === 'template_file' && name === 'rendered') return this.#renderedFile(placed, scope);
    if (GIVEN.has(name)) return undefined;
    const value = attributeOf(placed, name);
    if (value) return this.#memo(`${address}.${name}`, at, () => evaluateIn(scope, value));
    if (hasBlocks(placed, name)) return this.#memo(`${address}.${name}`, at, () => blocksOf(scope, placed, name));
    // Repositories of images bear their names in their addresses.
    if (name !== 'repository_url' && name !== 'repository_uri') return undefined;
    const repository = attributeOf(placed, 'name');
    const known = repository && evaluateIn(scope, repository);
    if (known?.kind !== 'scalar') return undefined;
    const runs = [{ ...at, text: undefined }, { ...at, text: '/' }, ...known.runs];
    return { kind: 'scalar', type: 'text', runs, at };
  }

  /** `data "template_file"`: what came before `templatefile`. */
  #renderedFile(placed: Placed, scope: Scope): Tree {
    const at = originOf(scope, placed.block);
    const template = attributeOf(placed, 'template');
    const given = attributeOf(placed, 'vars');
    const text = template && evaluateIn(scope, template);
    const variables = given && evaluateIn(scope, given);
    if (text?.kind !== 'scalar') return { kind: 'unknown', at };
    const names = new Map<string, Tree>();
    if (variables?.kind === 'mapping') for (const [key, entry] of variables.entries) names.set(key, entry.value);
    const [run] = text.runs;
    // A file that was read whole; what is written here was a template already.
    if (text.runs.length !== 1 || !run || run.source === template?.source || run.text === undefined) return text;
    return renderTemplate({ ...scope, source: fileSource(run.source.file, renderedSource(text).text), names });
  }

  #copiesOf(name: string, placed: Placed): readonly Copy[] {
    const known = this.#copies.get(name);
    if (known) return known;
    // Whoever asks meanwhile, in a circle, is told of one.
    this.#copies.set(name, ONE);
    const copies = this.#countedCopies(placed);
    this.#copies.set(name, copies);
    return copies;
  }

  #countedCopies(placed: Placed): readonly Copy[] {
    const scope = this.#scope(placed.source);
    const at = originOf(scope, placed.block);
    const count = attributeOf(placed, 'count');
    const each = attributeOf(placed, 'for_each');
    if (count) {
      const number = numberOf(evaluateIn(scope, count));
      if (number === undefined || number < 0) return [unknownCopy('count', 'index', at)];
      return Array.from({ length: Math.min(number, MOST_COPIES) }, (_, index) => ({
        suffix: `[${index}]`,
        key: String(index),
        names: [['count', mappingOf({ index: scalarOf(String(index), 'number', at) }, at)]],
      }));
    }
    if (each) {
      const collection = evaluateIn(scope, each);
      const items = itemsOf(collection, at);
      if (!items) return [unknownCopy('each', 'value', at)];
      const copies = items.slice(0, MOST_COPIES).map(({ key, value }): Copy | undefined => {
        const own = collection.kind === 'list' ? value : key;
        const text = textOf(own);
        if (text === undefined) return undefined;
        const names = mappingOf({ key: own, value }, at);
        return { suffix: `["${text}"]`, key: text, names: [['each', names]] };
      });
      const sure = copies.filter((copy) => copy !== undefined);
      return sure.length < copies.length ? [unknownCopy('each', 'value', at)] : sure;
    }
    return ONE;
  }

  #childrenOf(name: string, placed: Placed): ReadonlyMap<string, Instance | Foreign> {
    const known = this.#children.get(name);
    if (known) return known;
    const children = new Map<string, Instance | Foreign>();
    this.#children.set(name, children);
    const { block, source } = placed;
    const at = originOf(this.#scope(source), block);
    const written = attributeOf(placed, 'source');
    const from = written && textOf(evaluateIn(this.#scope(source), written));
    if (from === undefined || this.#depth >= DEEPEST) return children;
    for (const copy of this.#countedCopies(placed)) {
      const scope = this.#scopeOf(placed, copy);
      const address = `${this.#address}module.${name}${copy.suffix}.`;
      const input = (wanted: string): Tree | undefined => {
        const value = attributeOf(placed, wanted);
        return value && this.#memo(`${address}${wanted}`, at, () => evaluateIn(scope, value));
      };
      const child = /^\.{1,2}(?:\/|$)/.test(from)
        ? this.#localModule(join(this.#module.folder, from), {
            address,
            input,
            isElsewhere: this.#isElsewhere || attributeOf(placed, 'providers') !== undefined,
            depth: this.#depth + 1,
          })
        : foreignModule(from, {
            address,
            input,
            name,
            span: source.span(block.labels[0]?.start ?? block.start, block.labels[0]?.end ?? block.start),
            source,
            folder: this.#shared.root,
            at,
          });
      if (child) children.set(copy.key ?? '', child);
    }
    return children;
  }

  #localModule(folder: string, use: Use): Instance | undefined {
    const path = folder.length > 1 ? folder.replace(/\/$/, '') : folder;
    const { modules, files } = this.#shared;
    if (!modules.has(path)) modules.set(path, readModule(path, files));
    const module = modules.get(path);
    return module && new Instance(module, this.#shared, use);
  }
}

const ONE: readonly Copy[] = [{ suffix: '', names: [], key: undefined }];

function unknownCopy(name: string, part: string, at: Origin): Copy {
  const names: Tree = {
    kind: 'mapping',
    entries: new Map([[part, { at, value: { kind: 'unknown', at } }]]),
    at,
    partial: true,
  };
  return { suffix: '', names: [[name, names]], key: undefined };
}

/** What tfvars files and the command line give to the root module. */
export function inputsOf(
  written: ReadonlyMap<string, Written>,
  { files, root }: Pick<Deployed, 'files' | 'root'>,
): (name: string) => Tree | undefined {
  return (name) => {
    const value = written.get(name);
    if (!value) return undefined;
    const scope: Scope = {
      source: value.source,
      files,
      names: new Map(),
      folder: root,
      root: (_name, _steps, at) => ({ tree: { kind: 'unknown', at }, used: 0 }),
      attribute: () => undefined,
    };
    return evaluate(scope, value.value);
  };
}
