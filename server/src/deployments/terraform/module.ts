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
  return /\.tf(?:\.json)?$/.test(path) && !/(?:^|[/_])override\.tf(?:\.json)?$/.test(path);
}

export function isVariables(path: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(path);
}

/** The module of a folder; undefined where it holds no configuration. */
export function readModule(folder: string, files: Files): Module | undefined {
  const paths = files.below(folder).filter((path) => dirname(path) === folder && isConfiguration(path));
  const variables = new Map<string, Placed>();
  const locals = new Map<string, Written>();
  const outputs = new Map<string, Placed>();
  const calls = new Map<string, Placed>();
  const resources = new Map<string, Placed>();
  for (const path of paths) {
    const read = readBody(path, files);
    if (!read) continue;
    const { body, source } = read;
    for (const block of body.blocks) {
      const [first = '', second = ''] = block.labels.map(({ text }) => text);
      const placed = { block, source };
      if (block.type === 'variable') variables.set(first, placed);
      else if (block.type === 'output') outputs.set(first, placed);
      else if (block.type === 'module') calls.set(first, placed);
      else if (block.type === 'resource') resources.set(`${first}.${second}`, placed);
      else if (block.type === 'data') resources.set(`data.${first}.${second}`, placed);
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

function readBody(path: string, files: Files): { body: HclBody; source: Source } | undefined {
  const text = files.text(path);
  if (text === undefined) return undefined;
  const source = fileSource(path, text);
  if (!path.endsWith('.json')) return { body: parseHcl(text), source };
  const [root] = parseYaml(source).documents;
  return root ? { body: bodyOfJson(source, root, isVariables(path)), source } : undefined;
}

export function attributeOf({ body }: HclBlock, name: string): HclExpression | undefined {
  return body.attributes.findLast((attribute) => attribute.name === name)?.value;
}

/** What tfvars files of a folder Terraform reads by itself. */
export function isAutomatic(path: string): boolean {
  return /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(basename(path));
}
