/**
 * Executes templates as text/template does (pkg.go.dev/text/template), except that nothing ends it: what would be an
 * error is a value that is not known.
 */
import type { Branch, Command, Operand, Pipe, Place, TemplateNode } from '../../syntax/go-template/parse.ts';
import { formatValue } from './format.ts';
import { functions, LAZY, LENIENT, SHALLOW } from './functions/index.ts';
import { ChangesValues, MAX_DEPTH, MAX_STEPS, Stop } from './limits.ts';
import { blurred, itemsOf, NO_VALUE, withoutBlanks } from './output.ts';
import { Reads } from './reads.ts';
import { madeBy, type NamedTemplate, type Script, textScript } from './script.ts';
import { type Text, TextBuilder, UNKNOWN, written } from './text.ts';
import {
  bool,
  type Dict,
  type Entry,
  float,
  int,
  isTrue,
  isUncertain,
  NIL,
  type Nil,
  pathTo,
  UNKNOWN_VALUE,
  type Value,
} from './value.ts';

/** What all templates of a chart share in one environment. */
export interface World {
  readonly templates: ReadonlyMap<string, NamedTemplate>;
  /** What `include` of a whole context gave before. */
  readonly memory: Map<NamedTemplate, { readonly text: Text; readonly reads: Reads }>;
}

/** What a function needs to know of its caller. */
export interface Call {
  readonly evaluation: Evaluation;
  /** A new text, at the place of the action that makes it. */
  made(text: string): Text;
  /** Notes that a value is written out: if it is not there, somebody may want to know. */
  shows(value: Value): void;
  include(name: string, data: Value): Value;
  tpl(text: Text, data: Value): Value;
}

/** The body of a template that is being executed. */
interface Frame {
  readonly script: Script;
  readonly root: Value;
  readonly variables: { readonly name: string; value: Value }[];
  readonly out: TextBuilder;
}

type Jump = 'break' | 'continue' | undefined;

export class Evaluation {
  reads = new Reads();
  readonly world: World;
  readonly #context: Dict;
  readonly #isAlone: boolean;
  /** The context is what it was for every other template. */
  #isContextWhole = true;
  #steps = 0;
  #depth = 0;

  /**
   * @param context what `.` is at first: Values, Release, Chart and so on.
   * @param isAlone no other template is rendered with these values.
   */
  constructor(world: World, context: Dict, isAlone: boolean) {
    this.world = world;
    this.#context = context;
    this.#isAlone = isAlone;
  }

  /** The entries of a map that a function changes in place. @throws ChangesValues where others have the map as well */
  changing(dict: Dict): Map<string, Entry> {
    if (dict.path !== undefined && !this.#isAlone) throw new ChangesValues();
    if (dict === this.#context) this.#isContextWhole = false;
    return dict.entries as Map<string, Entry>;
  }

  /** The output of a whole template. @throws Stop */
  render(script: Script): Text {
    return withoutBlanks(this.#execute(script, script.template.body, this.#context));
  }

  #execute(script: Script, body: readonly TemplateNode[], data: Value): Text {
    if (this.#depth >= MAX_DEPTH) throw new Stop('recurses without end');
    this.#depth++;
    const frame: Frame = { script, root: data, variables: [], out: new TextBuilder() };
    this.#walk(body, data, frame);
    this.#depth--;
    return frame.out.build();
  }

  #walk(nodes: readonly TemplateNode[], dot: Value, frame: Frame): Jump {
    for (const node of nodes) {
      this.#step();
      switch (node.kind) {
        case 'text':
          frame.out.add(frame.script.literal(node));
          break;
        case 'broken':
          frame.out.add(madeBy(frame.script, node, UNKNOWN));
          break;
        case 'action': {
          const value = this.#pipe(node.pipe, dot, frame, node);
          if (node.pipe.variables.length === 0) this.#write(value, node, frame);
          break;
        }
        case 'template': {
          const data = node.pipe ? this.#pipe(node.pipe, dot, frame, node) : NIL;
          this.#write(this.#call(node, frame).include(node.name, data), node, frame);
          break;
        }
        case 'break':
        case 'continue':
          return node.kind;
        default: {
          const jump = this.#branch(node, dot, frame);
          if (jump) return jump;
        }
      }
    }
    return undefined;
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) throw new Stop('takes too long to render');
  }

  #write(value: Value, place: Place, frame: Frame): void {
    const call = this.#call(place, frame);
    call.shows(value);
    this.reads.all(value);
    const text = value.kind === 'nil' ? call.made(NO_VALUE) : formatValue(value, call);
    frame.out.addThrough(text, frame.script.origin(place), frame.script.span(place));
  }

  #branch(node: Branch, dot: Value, frame: Frame): Jump {
    const { variables } = frame;
    const scope = variables.length;
    const value = node.pipe ? this.#pipe(node.pipe, dot, frame, node, node.kind === 'range') : UNKNOWN_VALUE;
    let jump: Jump;
    if (isUncertain(value)) jump = this.#uncertain(node, value, dot, frame);
    else if (node.kind === 'range') jump = this.#range(node, value, dot, frame);
    else if (isTrue(value)) jump = this.#walk(node.body, node.kind === 'with' ? value : dot, frame);
    else jump = this.#walk(node.otherwise, dot, frame);
    variables.length = Math.min(variables.length, scope);
    return jump;
  }

  /** One way is taken, but no number of it is sure, and neither are the variables that it sets. */
  #uncertain(node: Branch, value: Value, dot: Value, frame: Frame): Jump {
    const before = frame.variables.map((variable) => variable.value);
    const out = new TextBuilder();
    const own = { ...frame, out };
    if (node.kind === 'range') {
      for (const name of node.pipe?.variables ?? []) own.variables.push({ name, value: UNKNOWN_VALUE });
      if (isTrue(value)) this.#walk(node.body, value, own);
      else this.#walk(node.otherwise, dot, own);
    } else {
      const body = isTrue(value) ? node.body : node.otherwise;
      this.#walk(body, node.kind === 'with' && isTrue(value) ? value : dot, own);
    }
    frame.out.add(blurred(out.build()));
    before.forEach((old, index) => {
      const variable = frame.variables[index]!;
      if (variable.value !== old) variable.value = UNKNOWN_VALUE;
    });
    return undefined;
  }

  #range(node: Branch, value: Value, dot: Value, frame: Frame): Jump {
    this.reads.all(value);
    const items = itemsOf(value);
    if (items.length === 0) return this.#walk(node.otherwise, dot, frame);
    const { variables } = frame;
    const scope = variables.length;
    const names = node.pipe?.variables ?? [];
    for (const [key, item] of items) {
      this.#step();
      const given = names.length > 1 ? [key(), item] : [item];
      for (const [index, name] of names.entries()) {
        if (node.pipe?.assigns) this.#assign(name, given[index]!, frame);
        else variables.push({ name, value: given[index]! });
      }
      const jump = this.#walk(node.body, item, frame);
      variables.length = scope;
      if (jump === 'break') break;
    }
    return undefined;
  }

  #assign(name: string, value: Value, { variables }: Frame): void {
    const variable = variables.findLast((each) => each.name === name);
    if (variable) variable.value = value;
  }

  #pipe(pipe: Pipe, dot: Value, frame: Frame, action: Place, ranges = false): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = this.#command(command, value, dot, frame, action);
    const result = value ?? NIL;
    // The variables of a range are the elements'.
    if (!ranges) {
      for (const name of pipe.variables) {
        if (pipe.assigns) this.#assign(name, result, frame);
        else frame.variables.push({ name, value: result });
      }
    }
    return result;
  }

  #command(command: Command, piped: Value | undefined, dot: Value, frame: Frame, action: Place): Value {
    const [first, ...rest] = command;
    if (first!.kind === 'function') return this.#apply(first!.name, rest, piped, dot, frame, action);
    const value = this.#operand(first!, dot, frame, action);
    if (rest.length === 0 && piped === undefined) {
      return value.kind === 'method' ? value.call([], this.reads) : value;
    }
    if (value.kind !== 'method') return UNKNOWN_VALUE;
    const args = rest.map((each) => this.#operand(each, dot, frame, action));
    return value.call(piped === undefined ? args : [...args, piped], this.reads);
  }

  #apply(
    name: string,
    operands: readonly Operand[],
    piped: Value | undefined,
    dot: Value,
    frame: Frame,
    action: Place,
  ): Value {
    const apply = functions.get(name);
    if (!apply) {
      this.reads.problems.push({ message: `there is no function ${name}`, span: frame.script.span(action) });
      return UNKNOWN_VALUE;
    }
    const args: Value[] = [];
    const ends = LAZY.get(name);
    for (const operand of operands) {
      const value = this.#operand(operand, dot, frame, action);
      args.push(value);
      // What stands behind is not evaluated.
      if (ends && !isUncertain(value) && isTrue(value) === ends.on) return value;
    }
    if (piped !== undefined) args.push(piped);
    if (!SHALLOW.has(name)) for (const arg of args) this.reads.all(arg);
    if (!LENIENT.has(name)) {
      const unknown = args.find((arg) => arg.kind === 'unknown');
      if (unknown) return unknown;
    }
    return apply(args, this.#call(action, frame));
  }

  #operand(operand: Operand, dot: Value, frame: Frame, action: Place): Value {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return NIL;
      case 'bool':
        return { ...bool(operand.value), written: frame.script.literal(operand) };
      case 'number': {
        const value = operand.float ? float(operand.value) : int(operand.value);
        return { ...value, written: frame.script.literal(operand) };
      }
      case 'string': {
        const { start, end } = frame.script.origin(operand);
        const place = operand.exact && end - start === operand.end - operand.start;
        if (!place) return madeBy(frame.script, operand, operand.text);
        return written(operand.text, { ...frame.script.origin(operand), start: start + 1, end: end - 1 });
      }
      case 'function':
        return this.#apply(operand.name, [], undefined, dot, frame, action);
      case 'field':
        return this.#fields(dot, operand.fields, operand, frame);
      case 'variable': {
        const found =
          operand.name === '' ? frame.root : frame.variables.findLast((each) => each.name === operand.name)?.value;
        return this.#fields(found ?? UNKNOWN_VALUE, operand.fields, operand, frame);
      }
      case 'group': {
        const value = this.#pipe(operand.pipe, dot, frame, action);
        // Of what is not there nothing is, without an error: unlike `.a.b`, what is in brackets has no type to fail on.
        return value.kind === 'nil'
          ? below(value, operand.fields)
          : this.#fields(value, operand.fields, operand, frame);
      }
    }
  }

  #fields(value: Value, names: readonly string[], place: Place, frame: Frame): Value {
    let current = value;
    for (const [index, name] of names.entries()) {
      if (current.kind === 'nil' && current.missing) {
        // Helm stops here: something is looked for in what is not there.
        const { path, origin } = current.missing;
        this.#note({ kind: 'nil', missing: { path: [...path, ...names.slice(index)], origin } }, frame);
        return UNKNOWN_VALUE;
      }
      current = this.field(current, name, () => frame.script.origin(place));
    }
    return current;
  }

  /** An element of a map by its key. */
  field(value: Value, name: string, origin: () => ReturnType<Script['origin']>): Value {
    if (value.kind === 'unknown') return value;
    if (value.kind !== 'dict') return UNKNOWN_VALUE;
    if (value === this.#context && name === 'Template') this.reads.contextual = true;
    if (value.path !== undefined) this.reads.values.add(pathTo(value.path, name));
    const found = value.entries.get(name)?.value ?? value.methods?.[name];
    if (found) return found;
    if (value.path === undefined) return NIL;
    const path = pathTo(value.path, name).split('\0');
    return { kind: 'nil', missing: { path, origin: origin() } };
  }

  #note(value: Value, { out }: Frame): void {
    if (value.kind !== 'nil' || !value.missing) return;
    const { path, origin } = value.missing;
    const line = out.text.slice(out.text.lastIndexOf('\n') + 1);
    const field = /([\w./-]+)["']?:\s*["']?$/.exec(line)?.[1];
    const span = origin.source.span(origin.start, origin.end);
    this.reads.absent.push({ span, path, ...(field ? { field } : {}) });
  }

  #call(action: Place, frame: Frame): Call {
    return {
      evaluation: this,
      made: (text) => madeBy(frame.script, action, text),
      shows: (value) => this.#note(value, frame),
      include: (name, data) => this.#include(name, data, action, frame),
      tpl: (text, data) => {
        if (!text.text.includes('{{')) return text;
        const script = textScript(frame.script.name, text, frame.script.origin(action));
        for (const { message, start, end } of script.template.problems) {
          this.reads.problems.push({ message: `an action of it ${message}`, span: script.span({ start, end }) });
        }
        return this.#execute(script, script.template.body, data);
      },
    };
  }

  #include(name: string, data: Value, action: Place, frame: Frame): Value {
    const template = this.world.templates.get(name);
    this.reads.templates.set(name, template);
    if (!template) {
      this.reads.problems.push({ message: `there is no template "${name}"`, span: frame.script.span(action) });
      return UNKNOWN_VALUE;
    }
    const { memory } = this.world;
    if (this.#isAlone || !this.#isContextWhole || data !== this.#context)
      return this.#execute(template.script, template.body, data);
    const known = memory.get(template);
    if (known) {
      this.reads.add(known.reads);
      return known.text;
    }
    const outer = this.reads;
    this.reads = new Reads();
    const text = this.#execute(template.script, template.body, data);
    const { reads } = this;
    if (!reads.contextual && this.#isContextWhole) memory.set(template, { text, reads });
    this.reads = outer;
    outer.add(reads);
    return text;
  }
}

function below(value: Nil, names: readonly string[]): Value {
  const { missing } = value;
  if (!missing || names.length === 0) return value;
  return { kind: 'nil', missing: { ...missing, path: [...missing.path, ...names] } };
}
