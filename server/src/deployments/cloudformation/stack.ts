/**
 * One stack: a template with the parameters that it is given (docs.aws.amazon.com/AWSCloudFormation, Intrinsic function
 * reference). A value that only a deployment could tell is unknown.
 */
import type { Source } from '../../model/index.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { entries, entry, get, items, type YamlNode, type YamlScalar } from '../../syntax/yaml.ts';
import type { Resource } from '../cloud/resource.ts';
import { boolOf, type Entry, fromYaml, type Run, scalarOf, spanAt, type Tree, textOf, through } from '../cloud/tree.ts';
import { typeOf } from './types.ts';

/** What a stack is given by the one that nests it. */
export interface Given {
  /** Before the names of its resources: `Web.`. */
  readonly prefix: string;
  parameter(name: string): Tree | undefined;
  /** The stack of a template that this one nests; undefined where that is not of the workspace. */
  nested(url: Tree | undefined, parameters: (name: string) => Tree | undefined, prefix: string): Stack | undefined;
  /** What another stack exports under a name; undefined where that cannot be told. */
  imported(name: Tree): Tree | undefined;
}

const NESTED = 'AWS::CloudFormation::Stack';

export class Stack {
  readonly #source: Source;
  readonly #root: YamlNode;
  readonly #given: Given;
  readonly #children = new Map<string, Stack | undefined>();
  readonly #conditions = new Map<string, boolean | undefined>();

  constructor(source: Source, root: YamlNode, given: Given) {
    this.#source = source;
    this.#root = root;
    this.#given = given;
  }

  /** Its resources and those of the stacks that it nests. */
  resources(folder: string): readonly Resource[] {
    return entries(get(this.#root, 'Resources')).flatMap(({ key, value }): readonly Resource[] => {
      const type = this.#text(get(value, 'Type'));
      if (type === NESTED) return this.#child(key.text)?.resources(folder) ?? [];
      const condition = this.#text(get(value, 'Condition'));
      if (type === undefined || (condition !== undefined && this.#condition(condition) === false)) return [];
      const properties = get(value, 'Properties');
      const attributes = properties && this.evaluate(properties);
      const at = this.#at(value);
      return [
        {
          type: typeOf(type),
          address: this.#given.prefix + key.text,
          name: key.text,
          span: this.#source.span(key.start, key.end),
          attributes: attributes?.kind === 'mapping' ? attributes : { kind: 'mapping', entries: new Map(), at },
          source: this.#source,
          ...(isBlock(this.#source.text, value) ? { block: { ...at, start: key.start } } : {}),
          folder,
        },
      ];
    });
  }

  /** The files of the stacks that it nests. */
  uses(): readonly string[] {
    return entries(get(this.#root, 'Resources')).flatMap(({ key, value }) => {
      const child = this.#text(get(value, 'Type')) === NESTED ? this.#child(key.text) : undefined;
      return child ? [child.#source.file, ...child.uses()] : [];
    });
  }

  #child(name: string): Stack | undefined {
    if (this.#children.has(name)) return this.#children.get(name);
    this.#children.set(name, undefined);
    const properties = get(this.#root, 'Resources', name, 'Properties');
    const url = get(properties, 'TemplateURL');
    const parameters = get(properties, 'Parameters');
    const given = (wanted: string): Tree | undefined => {
      const written = get(parameters, wanted);
      return written && this.evaluate(written);
    };
    const child = this.#given.nested(url && this.evaluate(url), given, `${this.#given.prefix}${name}.`);
    this.#children.set(name, child);
    return child;
  }

  output(name: string): Tree | undefined {
    const value = get(this.#root, 'Outputs', name, 'Value');
    return value && this.evaluate(value);
  }

  /** The outputs that other stacks may import, with the names that they have for these. */
  exports(): readonly { readonly output: string; readonly name: Tree }[] {
    return entries(get(this.#root, 'Outputs')).flatMap(({ key, value }) => {
      const name = get(value, 'Export', 'Name');
      return name ? [{ output: key.text, name: this.evaluate(name) }] : [];
    });
  }

  #at({ start, end }: YamlNode): Origin {
    return { source: this.#source, start, end };
  }

  #text(node: YamlNode | undefined): string | undefined {
    return node?.kind === 'scalar' && node.tag === undefined ? node.text : undefined;
  }

  evaluate(node: YamlNode, depth = 0): Tree {
    const at = this.#at(node);
    if (depth > 100) return { kind: 'unknown', at };
    if (node.tag !== undefined) {
      // It stands on the value itself: what the function is given has none.
      const { tag, ...given } = node;
      return this.#call(tag.slice(1), given, at, depth + 1);
    }
    if (node.kind === 'list') {
      const found = items(node).map((item) => this.evaluate(item, depth + 1));
      return { kind: 'list', items: found.filter((item) => item.kind !== 'nothing'), at };
    }
    if (node.kind === 'scalar') return fromYaml(this.#source, node);
    const [only] = node.entries;
    if (node.entries.length === 1 && only && /^(?:Ref|Condition|Fn::\w+)$/.test(only.key.text)) {
      return this.#call(only.key.text.replace('Fn::', ''), only.value, at, depth + 1);
    }
    const found = node.entries.map(({ key, value }): [string, Entry] => [
      key.text,
      { at: this.#at(key), value: this.evaluate(value, depth + 1) },
    ]);
    return { kind: 'mapping', entries: new Map(found), at };
  }

  #call(name: string, node: YamlNode, at: Origin, depth: number): Tree {
    const list = items(node);
    const evaluated = (index: number): Tree | undefined => list[index] && this.evaluate(list[index], depth);
    const unknown: Tree = { kind: 'unknown', at };
    switch (name) {
      case 'Ref':
        return this.#reference(this.#text(node) ?? '', at);
      case 'GetAtt': {
        const written = node.kind === 'scalar' ? node.text : list.map((item) => this.#text(item) ?? '').join('.');
        return this.#attribute(written, at);
      }
      case 'Sub':
        return this.#substituted(node, at, depth);
      case 'If': {
        const condition = this.#condition(this.#text(list[0]) ?? '');
        if (condition !== undefined) return evaluated(condition ? 1 : 2) ?? unknown;
        const [then, otherwise] = [evaluated(1), evaluated(2)];
        return then && textOf(then) !== undefined && textOf(then) === textOf(otherwise) ? then : unknown;
      }
      case 'FindInMap': {
        const [map, first, second] = [evaluated(0), evaluated(1), evaluated(2)].map(textOf);
        if (map === undefined || first === undefined || second === undefined) return unknown;
        const value = get(this.#root, 'Mappings', map, first, second);
        return value ? through(this.evaluate(value, depth), spanAt(at)) : unknown;
      }
      case 'Select': {
        const [index, from] = [textOf(evaluated(0)), evaluated(1)];
        return (from?.kind === 'list' && from.items[Number(index)]) || unknown;
      }
      case 'Split': {
        const [by, text] = [textOf(evaluated(0)), textOf(evaluated(1))];
        if (by === undefined || text === undefined) return unknown;
        return { kind: 'list', items: text.split(by).map((part) => scalarOf(part, 'text', at)), at };
      }
      case 'Join': {
        const [by, parts] = [textOf(evaluated(0)), evaluated(1)];
        if (by === undefined || parts?.kind !== 'list') return unknown;
        const runs = parts.items.flatMap((part, index): readonly Run[] => [
          ...(index > 0 && by !== '' ? [{ ...at, text: by }] : []),
          ...(part.kind === 'scalar' ? part.runs : [{ ...part.at, text: undefined }]),
        ]);
        return { kind: 'scalar', type: 'text', runs, at };
      }
      case 'ImportValue':
        return from(this.#given.imported(this.evaluate(node, depth)), at);
      case 'Base64':
        return this.evaluate(node, depth);
      case 'ToJsonString':
        return {
          kind: 'scalar',
          type: 'text',
          runs: [{ ...at, text: undefined }],
          at,
          decoded: this.evaluate(node, depth),
        };
      case 'Equals': {
        const [a, b] = [textOf(evaluated(0)), textOf(evaluated(1))];
        return a === undefined || b === undefined ? unknown : scalarOf(String(a === b), 'bool', at);
      }
      case 'Condition': {
        const value = this.#condition(this.#text(node) ?? '');
        return value === undefined ? unknown : scalarOf(String(value), 'bool', at);
      }
      case 'Not': {
        const value = boolOf(evaluated(0));
        return value === undefined ? unknown : scalarOf(String(!value), 'bool', at);
      }
      case 'And':
      case 'Or': {
        const deciding = name === 'Or';
        const values = list.map((_item, index) => boolOf(evaluated(index)));
        if (values.includes(deciding)) return scalarOf(String(deciding), 'bool', at);
        return values.includes(undefined) ? unknown : scalarOf(String(!deciding), 'bool', at);
      }
      default:
        return unknown;
    }
  }

  #condition(name: string): boolean | undefined {
    if (this.#conditions.has(name)) return this.#conditions.get(name);
    // Whoever asks meanwhile, in a circle, is not told.
    this.#conditions.set(name, undefined);
    const node = get(this.#root, 'Conditions', name);
    const value = node && boolOf(this.evaluate(node));
    this.#conditions.set(name, value);
    return value;
  }

  #reference(name: string, at: Origin): Tree {
    if (name === 'AWS::NoValue') return { kind: 'nothing', at };
    const parameter = get(this.#root, 'Parameters', name);
    if (parameter) {
      const given = this.#given.parameter(name);
      if (given) return from(given, at);
      const value = get(parameter, 'Default');
      const known = value && this.#typed(this.#text(get(parameter, 'Type')), value);
      return known ? through(known, spanAt(at)) : { kind: 'unknown', at };
    }
    if (!entry(get(this.#root, 'Resources'), name)) return { kind: 'unknown', at };
    return { kind: 'reference', address: this.#given.prefix + name, path: [], at };
  }

  /** A list that is written as one text with commas. */
  #typed(type: string | undefined, value: YamlNode): Tree {
    const tree = this.evaluate(value);
    const text = textOf(tree);
    if (text === undefined || !type || !/List/.test(type)) return tree;
    return { kind: 'list', items: text.split(',').map((part) => scalarOf(part.trim(), 'text', tree.at)), at: tree.at };
  }

  #attribute(written: string, at: Origin): Tree {
    const [name = '', ...path] = written.split('.');
    const resource = get(this.#root, 'Resources', name);
    if (!resource) return { kind: 'unknown', at };
    if (this.#text(get(resource, 'Type')) === NESTED && path[0] === 'Outputs') {
      return from(this.#child(name)?.output(path.slice(1).join('.')), at);
    }
    return { kind: 'reference', address: this.#given.prefix + name, path, at };
  }

  /** `${Name}`, `${Name.Attribute}`, `${!literal}`. */
  #substituted(node: YamlNode, at: Origin, depth: number): Tree {
    const text = node.kind === 'list' ? node.items[0] : node;
    const own = node.kind === 'list' ? node.items[1] : undefined;
    if (text?.kind !== 'scalar') return { kind: 'unknown', at };
    const parts = text.text.split(/(\$\{[^}]*\})/);
    const runs: Run[] = [];
    let offset = 0;
    for (const part of parts) {
      const place = placeIn(this.#at(text), text, offset, part.length);
      offset += part.length;
      if (part === '') continue;
      const name = /^\$\{(!?)\s*([^}]*?)\s*\}$/.exec(part);
      if (!name) runs.push({ ...place, text: part });
      else if (name[1]) runs.push({ ...place, text: `\${${name[2]}}` });
      else runs.push(...this.#inserted(name[2]!, get(own, name[2]!), place, depth));
    }
    return { kind: 'scalar', type: 'text', runs, at };
  }

  #inserted(name: string, own: YamlNode | undefined, at: Origin, depth: number): readonly Run[] {
    const tree = own
      ? this.evaluate(own, depth)
      : name.includes('.')
        ? this.#attribute(name, at)
        : this.#reference(name, at);
    return tree.kind === 'scalar' ? tree.runs : [{ ...at, text: undefined }];
  }
}

/** A value of another stack, as it is seen here. */
function from(given: Tree | undefined, at: Origin): Tree {
  if (!given) return { kind: 'unknown', at };
  return given.kind === 'reference' || given.kind === 'unknown' ? { ...given, at } : through(given, spanAt(at));
}

/** True for a mapping that is written in lines of its own, without braces. */
function isBlock(text: string, { kind, start }: YamlNode): boolean {
  return kind === 'map' && text[start] !== '{';
}

/** The place of a part of a scalar; the whole of one that is not written as it reads. */
function placeIn(at: Origin, { text, start, end }: YamlScalar, offset: number, length: number): Origin {
  return end - start === text.length ? { ...at, start: start + offset, end: start + offset + length } : at;
}
