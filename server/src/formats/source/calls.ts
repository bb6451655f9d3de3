/** Calls in source code: which server one starts, and what it is handed. */
import { argumentsOf, type Token } from '../../syntax/code.ts';
import type { Server } from './servers.ts';

export interface Call {
  readonly server: Server;
  /** The last word of its name. */
  readonly name: Token;
  /** The offset behind its opening bracket, or its name where it has none. */
  readonly start: number;
  readonly args: readonly Argument[];
}

export type Argument = readonly Token[];

/** The calls that start one of the servers, in the order of the file. */
export function callsOf(text: string, all: readonly Token[], servers: readonly Server[]): readonly Call[] {
  const marks = servers.some(({ bare }) => bare) ? undefined : '({:';
  return all.flatMap((name, at) => {
    if (name.kind !== 'name' || (marks && !marks.includes(all[at + 1]?.text ?? ' '))) return [];
    return callAt(text, all, at, servers) ?? [];
  });
}

function callAt(text: string, all: readonly Token[], at: number, servers: readonly Server[]): Call | undefined {
  const name = all[at]!;
  const [before, open] = [all[at - 1], all[at + 1]];
  if (before?.kind === 'name' && DECLARES.test(before.text)) return undefined;
  const callee = calleeOf(all, at);
  const isUnderName = open?.text === ':' && all[at + 2]?.text === '{';
  const server = servers.find(({ call, structure, bare }) => {
    if (!call.test(callee)) return false;
    return structure ? open?.text === '{' || isUnderName : open?.text === '(' || bare;
  });
  if (!server) return undefined;
  if (server.bare && open?.text !== '(') {
    if (before?.text !== '.' && !isFirstOfLine(text, all, at)) return undefined;
    return { server, name, start: name.end, args: argumentsOf(lineBehind(text, all, at), -1) };
  }
  const bracket = at + (isUnderName && server.structure ? 2 : 1);
  return { server, name, start: all[bracket]!.end, args: argumentsOf(all, bracket) };
}

/** What stands before a name that is being declared, not called. */
const DECLARES = /^(?:function|def|func|fn|fun|class|interface|struct)$/;

/** `http.ListenAndServe`, `app.listen`; a call on what another call gives has a bare dot before its name. */
function calleeOf(all: readonly Token[], at: number): string {
  const dot = all[at - 1]?.text;
  const name = all[at]!.text;
  if (dot === ':' && all[at - 2]?.text === ':') return `${all[at - 3]?.text ?? ''}::${name}`;
  if (dot === '>' && all[at - 2]?.text === '-') return `->${name}`;
  if (dot !== '.') return name;
  const owner = all[at - 2];
  const before = all[at - 3]?.text === '.' ? '.' : '';
  return `${owner?.kind === 'name' ? before + owner.text : ''}.${name}`;
}

function isFirstOfLine(text: string, all: readonly Token[], at: number): boolean {
  const before = all[at - 1];
  return !before || text.slice(before.end, all[at]!.start).includes('\n');
}

/** The rest of a line, and the next ones where it ends in a comma. */
function lineBehind(text: string, all: readonly Token[], at: number): readonly Token[] {
  const found: Token[] = [];
  for (const token of all.slice(at + 1, at + 80)) {
    const last = found.at(-1) ?? all[at]!;
    if (last.text !== ',' && text.slice(last.end, token.start).includes('\n')) break;
    found.push(token);
  }
  return found;
}

/** What an argument of a name is given: `port=8000`, `port: 8000`, `:Port => 8000`, or the property of an object. */
export function namedArgument(args: readonly Argument[], name: RegExp): Argument | undefined {
  for (const argument of args) {
    const found = ownName(argument, name) ?? propertyOf(argument, name);
    if (found) return found;
  }
  return undefined;
}

/** True for an argument that has a name. */
export function isNamed(argument: Argument): boolean {
  return ownName(argument, /./) !== undefined;
}

function ownName(argument: Argument, name: RegExp): Argument | undefined {
  const [first, second, third] = argument;
  if (first?.text === ':' && second?.kind === 'name') return ownName(argument.slice(1), name);
  if (!first || first.kind === 'mark' || first.kind === 'number' || !name.test(first.text)) return undefined;
  if (second?.text === '=' && third?.text === '>') return argument.slice(3);
  if (second?.text === '=' && third?.text !== '=') return argument.slice(2);
  return second?.text === ':' && third?.text !== ':' ? argument.slice(2) : undefined;
}

/** `{ port: 8000 }`, `{ port }`, `{ listen: { port: 8000 } }`: what an object has under a name. */
export function propertyOf(object: Argument | undefined, name: RegExp): Argument | undefined {
  if (object?.[0]?.text !== '{') return undefined;
  const inner = argumentsOf(object, 0);
  for (const item of inner) {
    const value = ownName(item, name) ?? (item.length === 1 && name.test(item[0]!.text) ? item : undefined);
    if (value) return value;
  }
  return inner.map((item) => propertyOf(ownName(item, /^(?:listen|server)$/), name)).find((value) => value);
}
