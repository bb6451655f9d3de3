/**
 * The blocks of a module: a folder with .tf and .tf.json files (developer.hashicorp.com/terraform/language/files). What
 * they say is read once; what their expressions are worth depends on who uses the module.
 */
import { basename, dirname } from 'node:path/posix';
import type { Source } from '../../model/index.ts';
import { type HclBlock, type HclBody, type HclExpression, parseHcl } from '../../syntax/hcl.ts';
import { fileSource } from '../../syntax/source.ts';
import { parseYaml } from '../../syntax/yaml.ts';
import type { Files } from '../deployment.ts';
import { bodyOfJson } from './json.ts';

/** A block and the file that it stands in. */
export interface Placed {
  readonly block: HclBlock;
  readonly source: Source;
  /** What override files say of it, the last one wins. */
  readonly overrides?: readonly Placed[];
}

/** An expression and the file that it stands in. */
export interface Written {
  readonly value: HclExpression;
  readonly source: Source;
}

export interface Module {
  /** Absolute path. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly variables: ReadonlyMap<string, Placed>;
  readonly locals: ReadonlyMap<string, Written>;
  readonly outputs: ReadonlyMap<string, Placed>;
  readonly calls: ReadonlyMap<string, Placed>;
  /** `aws_lb.web`, and `data.aws_lb.web` for data. */
  readonly resources: ReadonlyMap<string, Placed>;
}

export function isConfiguration(path: string): boolean {
  return /\.tf(?:\.json)?$/.test(path);
}

/** `override.tf`, `web_override.tf.json` (developer.hashicorp.com/terraform/language/files/override). */
function isOverride(path: string): boolean {
  return /(?:^|_)override\.tf(?:\.json)?$/.test(basename(path));
}

export function isVariables(path: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(path);
}

/** The module of a folder; undefined where it holds no configuration. */
export function readModule(folder: string, files: Files): Module | undefined {
  const found = files.below(folder).filter((path) => dirname(path) === folder && isConfiguration(path));
  // Override files come last, in the order of their names.
  const paths = [...found.filter((path) => !isOverride(path)), ...found.filter(isOverride)];
  const variables = new Map<string, Placed>();
  const locals = new Map<string, Written>();
  const outputs = new Map<string, Placed>();
  const calls = new Map<string, Placed>();
  const resources = new Map<string, Placed>();
  for (const path of paths) {
    const read = readBody(path, files);
    if (!read) continue;
    const { body, source } = read;
    const put = (known: Map<string, Placed>, name: string, placed: Placed): void => {
      const below = known.get(name);
      if (!isOverride(path)) known.set(name, placed);
      else if (below) known.set(name, { ...below, overrides: [...(below.overrides ?? []), placed] });
    };
    for (const block of body.blocks) {
      const [first = '', second = ''] = block.labels.map(({ text }) => text);
      const placed = { block, source };
      if (block.type === 'variable') put(variables, first, placed);
      else if (block.type === 'output') put(outputs, first, placed);
      else if (block.type === 'module') put(calls, first, placed);
      else if (block.type === 'resource') put(resources, `${first}.${second}`, placed);
      else if (block.type === 'data') put(resources, `data.${first}.${second}`, placed);
      else if (block.type === 'locals') {
        for (const { name, value } of block.body.attributes) locals.set(name, { value, source });
      }
    }
  }
  return paths.length > 0 ? { folder, files: paths, variables, locals, outputs, calls, resources } : undefined;
}

/** The attributes of a tfvars file. */
export function readVariables(path: string, files: Files): ReadonlyMap<string, Written> {
  const read = readBody(path, files);
  const found = read?.body.attributes.map(({ name, value }): [string, Written] => [
    name,
    { value, source: read.source },
  ]);
  return new Map(found);
}

interface ReadFile {
  readonly body: HclBody;
  readonly source: Source;
}

/** Of each path what was last read there: an edit of one file leaves the others as they are, sources included. */
const known = new Map<string, ReadFile>();

function readBody(path: string, files: Files): ReadFile | undefined {
  const text = files.text(path);
  const last = known.get(path);
  if (text === last?.source.text) return last;
  const read = text === undefined ? undefined : parsed(fileSource(path, text));
  if (read) known.set(path, read);
  else known.delete(path);
  return read;
}

function parsed(source: Source): ReadFile | undefined {
  const { file, text } = source;
  if (!file.endsWith('.json')) return { body: parseHcl(text), source };
  const [root] = parseYaml(source).documents;
  return root ? { body: bodyOfJson(source, root, isVariables(file)), source } : undefined;
}

export function attributeIn({ body }: HclBlock, name: string): HclExpression | undefined {
  return body.attributes.findLast((attribute) => attribute.name === name)?.value;
}

/** A block and what overrides it, the last first. */
export function layersOf(placed: Placed): readonly Placed[] {
  return [...(placed.overrides ?? [])].reverse().concat(placed);
}

export function attributeOf(placed: Placed, name: string): Written | undefined {
  for (const { block, source } of layersOf(placed)) {
    const value = attributeIn(block, name);
    if (value) return { value, source };
  }
  return undefined;
}

/** What tfvars files of a folder Terraform reads by itself. */
export function isAutomatic(path: string): boolean {
  return /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(basename(path));
}
