/**
 * What expressions are worth within one use of a module. Every value knows where it is written and the expressions
 * that it came through. Nothing is executed, and what only a run of Terraform could tell is unknown.
 */
import { join } from 'node:path/posix';
import type { Source } from '../../model/index.ts';
import { type HclExpression, type HclFor, type HclPart, type HclTemplate, parseTemplate } from '../../syntax/hcl.ts';
import type { Origin } from '../../syntax/rendered.ts';
import { fileSource } from '../../syntax/source.ts';
import { boolOf, type Entry, numberOf, type Run, scalarOf, spanAt, type Tree, textOf, through } from '../cloud/tree.ts';
import type { Files } from '../deployment.ts';
import { callFunction, operate } from './functions.ts';

/** Where an expression stands, and what its names mean. */
export interface Scope {
  readonly source: Source;
  readonly files: Files;
  /** Names that stand for values here: `each`, `count`, those of a `for`, the variables of a template. */
  readonly names: ReadonlyMap<string, Tree>;
  /** What any other first name means, with as many of the steps behind it as are part of that. */
  root(name: string, steps: readonly Step[], at: Origin): { readonly tree: Tree; readonly used: number };
  /** An attribute of a resource; undefined where the configuration does not say it. */
  attribute(address: string, name: string): Tree | undefined;
  /** Absolute path of the module's folder. */
  readonly folder: string;
}

export type Step = string | Tree;

export function originOf({ source }: Scope, { start, end }: { start: number; end: number }): Origin {
  return { source, start, end };
}

export function evaluate(scope: Scope, expression: HclExpression): Tree {
  const at = originOf(scope, expression);
  switch (expression.kind) {
    case 'literal':
      return expression.type === 'null' ? { kind: 'nothing', at } : scalarOf(expression.text, expression.type, at);
    case 'template':
      return evaluateTemplate(scope, expression);
    case 'tuple':
      return { kind: 'list', items: expression.items.map((item) => evaluate(scope, item)), at };
    case 'object':
      return objectOf(scope, expression.entries, at);
    case 'name':
    case 'access':
    case 'index':
      return evaluateChain(scope, expression);
    case 'splat':
      return splatOf(evaluate(scope, expression.of), expression.names, scope, at);
    case 'call':
      return callOf(scope, expression, at);
    case 'conditional':
      return chosen(scope, expression, at);
    case 'operation': {
      const operands = expression.operands.map((operand) => evaluate(scope, operand));
      return operate(expression.operator, operands, at) ?? { kind: 'unknown', at };
    }
    case 'for':
      return loopOf(scope, expression, at);
    case 'missing':
      return { kind: 'unknown', at };
  }
}

/** `var.ports["web"][0].number`: a name and its steps. */
function evaluateChain(scope: Scope, expression: HclExpression): Tree {
  const at = originOf(scope, expression);
  const steps: Step[] = [];
  let first = expression;
  while (first.kind === 'access' || first.kind === 'index') {
    steps.unshift(first.kind === 'access' ? first.name : evaluate(scope, first.index));
    first = first.of;
  }
  const own = first.kind === 'name' ? scope.names.get(first.name) : evaluate(scope, first);
  const { tree, used } =
    own || first.kind !== 'name' ? { tree: own ?? unknown(at), used: 0 } : scope.root(first.name, steps, at);
  let current = tree;
  for (const step of steps.slice(used)) current = stepInto(scope, current, step, at);
  // What is called for right here is no way through another place.
  return current.kind === 'reference' || current.kind === 'unknown' || first.kind !== 'name'
    ? { ...current, at }
    : through(current, spanAt(at));
}

function unknown(at: Origin, missing = false): Tree {
  return missing ? { kind: 'unknown', at, missing } : { kind: 'unknown', at };
}

function stepInto(scope: Scope, tree: Tree, step: Step, at: Origin): Tree {
  const name = typeof step === 'string' ? step : textOf(step);
  if (name === undefined) return unknown(at);
  switch (tree.kind) {
    case 'mapping': {
      const found = tree.entries.get(name)?.value;
      if (found) return ofResource(found, tree.of);
      // In JSON syntax a block may stand in no list.
      if (tree.of !== undefined && name === '0') return tree;
      // What a block does not say its resource may still have.
      if (tree.of !== undefined && tree.partial) return { kind: 'reference', address: tree.of, path: [name], at };
      return unknown(at, !tree.partial);
    }
    case 'list': {
      const index = typeof step === 'string' ? undefined : numberOf(step);
      if (index === undefined) return unknown(at);
      const found = tree.items[index];
      if (found) return ofResource(found, tree.of);
      return unknown(at, !tree.items.some((item) => item.kind === 'unknown'));
    }
    case 'reference': {
      // An index on a resource that is not known to be several, or that counts to one.
      if (tree.path.length === 0 && typeof step !== 'string') return tree;
      const said = tree.path.length === 0 ? scope.attribute(tree.address, name) : undefined;
      return said ? { ...said, of: tree.address } : { ...tree, path: [...tree.path, name] };
    }
    case 'nothing':
      return unknown(at, true);
    default:
      return unknown(at);
  }
}

/** A part of what was read from a resource. */
function ofResource(tree: Tree, address: string | undefined): Tree {
  return address === undefined || tree.of !== undefined ? tree : { ...tree, of: address };
}

function objectOf(
  scope: Scope,
  written: readonly { readonly key: HclExpression; readonly value: HclExpression }[],
  at: Origin,
): Tree {
  const entries = new Map<string, Entry>();
  let partial = false;
  for (const { key, value } of written) {
    const name = textOf(evaluate(scope, key));
    if (name === undefined) partial = true;
    else entries.set(name, { at: originOf(scope, key), value: evaluate(scope, value) });
  }
  return { kind: 'mapping', entries, at, ...(partial ? { partial } : {}) };
}

function splatOf(tree: Tree, names: readonly string[], scope: Scope, at: Origin): Tree {
  if (tree.kind === 'unknown') return unknown(at);
  if (tree.kind === 'nothing') return { kind: 'list', items: [], at };
  const items =
    tree.kind === 'list'
      ? tree.items
      : tree.kind === 'mapping' && isOfResources(tree)
        ? [...tree.entries.values()].map(({ value }) => value)
        : [tree];
  const walk = (item: Tree): Tree => names.reduce<Tree>((value, name) => stepInto(scope, value, name, at), item);
  return { kind: 'list', items: items.map(walk), at };
}

function isOfResources({ entries }: Extract<Tree, { kind: 'mapping' }>): boolean {
  return entries.size > 0 && [...entries.values()].every(({ value }) => value.kind === 'reference');
}

function chosen(scope: Scope, expression: Extract<HclExpression, { kind: 'conditional' }>, at: Origin): Tree {
  const condition = boolOf(evaluate(scope, expression.condition));
  if (condition !== undefined) return evaluate(scope, condition ? expression.then : expression.otherwise);
  const [then, otherwise] = [evaluate(scope, expression.then), evaluate(scope, expression.otherwise)];
  const text = textOf(then);
  if (text !== undefined && text === textOf(otherwise)) return then;
  const same = then.kind === 'reference' && otherwise.kind === 'reference' && then.address === otherwise.address;
  return same ? then : unknown(at);
}

/** The items of a collection with their keys; undefined where they are not all known. */
export function itemsOf(tree: Tree, at: Origin): readonly { readonly key: Tree; readonly value: Tree }[] | undefined {
  if (tree.kind === 'list') {
    return tree.items.map((value, index) => ({ key: scalarOf(String(index), 'number', at), value }));
  }
  if (tree.kind !== 'mapping' || tree.partial) return undefined;
  return [...tree.entries].map(([key, entry]) => ({ key: scalarOf(key, 'text', entry.at), value: entry.value }));
}

/** The scope with more names in it. */
export function withNames(scope: Scope, names: Iterable<readonly [string, Tree]>): Scope {
  return { ...scope, names: new Map([...scope.names, ...names]) };
}

function loopOf(scope: Scope, loop: HclFor, at: Origin): Tree {
  const items = itemsOf(evaluate(scope, loop.collection), at);
  if (!items) return unknown(at);
  const values: Tree[] = [];
  const entries = new Map<string, Entry>();
  let partial = false;
  for (const { key, value } of items) {
    const names: [string, Tree][] = [[loop.valueName, value]];
    if (loop.keyName !== undefined) names.push([loop.keyName, key]);
    const inner = withNames(scope, names);
    const taken = loop.condition ? boolOf(evaluate(inner, loop.condition)) : true;
    if (taken === false) continue;
    const result = taken ? evaluate(inner, loop.value) : unknown(at);
    if (!loop.key) {
      values.push(result);
      continue;
    }
    const name = textOf(evaluate(inner, loop.key));
    if (name === undefined || taken === undefined) partial = true;
    else if (loop.grouped) {
      const known = entries.get(name)?.value;
      const list = known?.kind === 'list' ? [...known.items, result] : [result];
      entries.set(name, { at, value: { kind: 'list', items: list, at } });
    } else entries.set(name, { at, value: result });
  }
  if (!loop.key) return { kind: 'list', items: values, at };
  return { kind: 'mapping', entries, at, ...(partial ? { partial } : {}) };
}

export function evaluateTemplate(scope: Scope, template: HclTemplate): Tree {
  const at = originOf(scope, template);
  const [only] = template.parts;
  if (template.parts.length === 1 && only?.kind === 'interpolation') return evaluate(scope, only.value);
  const runs = runsOf(scope, template.parts);
  return { kind: 'scalar', type: 'text', runs, at };
}

function runsOf(scope: Scope, parts: readonly HclPart[]): readonly Run[] {
  return parts.flatMap((part) => runsOfPart(scope, part));
}

function runsOfPart(scope: Scope, part: HclPart): readonly Run[] {
  const at = originOf(scope, part);
  switch (part.kind) {
    case 'text':
      return [{ ...at, text: part.text }];
    case 'interpolation': {
      const value = evaluate(scope, part.value);
      return value.kind === 'scalar' && !value.decoded ? value.runs : [{ ...at, text: undefined }];
    }
    case 'if': {
      const condition = boolOf(evaluate(scope, part.condition));
      return condition === undefined
        ? [{ ...at, text: undefined }]
        : runsOf(scope, condition ? part.then : part.otherwise);
    }
    case 'for': {
      const items = itemsOf(evaluate(scope, part.collection), at);
      if (!items) return [{ ...at, text: undefined }];
      return items.flatMap(({ key, value }) => {
        const names: [string, Tree][] = [[part.value, value]];
        if (part.key !== undefined) names.push([part.key, key]);
        return runsOf(withNames(scope, names), part.parts);
      });
    }
  }
}

function callOf(scope: Scope, call: Extract<HclExpression, { kind: 'call' }>, at: Origin): Tree {
  if (call.name === 'try' || call.name === 'can') {
    for (const argument of call.arguments) {
      const value = evaluate(scope, argument);
      const fails = value.kind === 'unknown' && value.missing === true;
      if (call.name === 'can') {
        return value.kind === 'unknown' && !fails ? unknown(at) : scalarOf(String(!fails), 'bool', at);
      }
      if (!fails) return value;
    }
    return unknown(at);
  }
  const given = call.arguments.map((argument) => evaluate(scope, argument));
  const last = given.at(-1);
  const spread = call.spread && last?.kind === 'list' ? [...given.slice(0, -1), ...last.items] : given;
  if (call.spread && last?.kind !== 'list') return unknown(at);
  if (call.name === 'file' || call.name === 'templatefile') return fileOf(scope, call.name, given, at);
  return callFunction(call.name, spread, at) ?? unknown(at);
}

/** The text of a file of the workspace, or what a template makes of it. */
function fileOf(scope: Scope, name: string, [path, variables]: readonly Tree[], at: Origin): Tree {
  const written = textOf(path);
  if (written === undefined) return unknown(at);
  const file = written.startsWith('/') ? join(written) : join(scope.folder, written);
  const text = scope.files.text(file);
  if (text === undefined) return unknown(at);
  const source = fileSource(file, text);
  const span = spanAt(at);
  if (name === 'file') return through(scalarOf(text, 'text', { source, start: 0, end: text.length }), span);
  const names = new Map<string, Tree>();
  if (variables?.kind === 'mapping') for (const [key, entry] of variables.entries) names.set(key, entry.value);
  return through(renderTemplate({ ...scope, source, names }), span);
}

/** A whole file, or a whole text, as a template; its names are all that the scope has. */
export function renderTemplate(scope: Scope): Tree {
  const inner: Scope = { ...scope, root: (_name, _steps, at) => ({ tree: unknown(at), used: 0 }) };
  return evaluateTemplate(inner, parseTemplate(scope.source.text));
}
