/** The listeners that a call opens: the port, the address, and how that is opened where it is loopback by default. */
import type { Edit, Named, Site, Span, Text, Value } from '../../model/index.ts';
import type { Token } from '../../syntax/code.ts';
import { portValue } from '../../syntax/ports.ts';
import { type Argument, type Call, isNamed, namedArgument, propertyOf } from './calls.ts';
import { type Expression, evaluate } from './expressions.ts';
import type { Code } from './names.ts';

const HOST = /^(?:host|hostname|server_name|bind|bindaddress|address|interface)$/i;

/** Undefined where a call opens one on a port that is not known. */
export function listenersOf(code: Code, call: Call): readonly Site[] | undefined {
  const { server } = call;
  const given = portsOf(call);
  if (given.length === 0) return silent(code, call);
  const found: Site[] = [];
  for (const argument of given) {
    const value = evaluate(code, argument);
    const isNumber = argument.length === 1 && argument[0]!.kind === 'number';
    if (value?.port && !(server.address && isNumber)) {
      const { span, text } = value.port;
      found.push(siteOf(code, call, { span, value: portValue(text) }, value));
    } else if (!server.common && !isNoPort(argument)) return undefined;
  }
  return found;
}

/** The arguments that ports stand in, of which each is one or holds one. */
function portsOf({ server, args }: Call): readonly Argument[] {
  const byName = namedArgument(args, server.name ?? /^port$/i);
  if (byName) return [byName];
  const { port, setting } = server;
  if (setting && !args[0]?.some(({ text }) => setting.test(text))) return [];
  if (port === 'each') return args.flatMap(lists);
  const argument = port === 'last' ? args.at(-1) : port === undefined ? undefined : args[port];
  return argument && !isNamed(argument) && argument[0]?.text !== '{' ? [argument] : [];
}

/** `"http://*:5000;https://*:5001"` as two. */
function lists(argument: Argument): readonly Argument[] {
  const [only, other] = argument;
  if (only?.kind !== 'string' || other) return [argument];
  let start = only.start;
  return only.text.split(';').map((text): Argument => {
    const token: Token = { kind: 'string', text, start, end: start + text.length };
    start = token.end + 1;
    return [token];
  });
}

/** Paths of sockets, names of events and callbacks. */
function isNoPort(argument: Argument): boolean {
  const [only, other] = argument;
  if (!other) return only?.kind !== 'name';
  return argument.some(({ text }, at) => text === 'function' || (text === '=' && argument[at + 1]?.text === '>'));
}

/** A call that says nothing of its port: its server's default, unless what it is handed may say more. */
function silent(code: Code, call: Call): readonly Site[] | undefined {
  const { server, name, args } = call;
  const { defaults } = server;
  const isHidden = args.some(hides);
  if (!defaults?.port || isHidden) return server.common || (args.length === 0 && !isHidden) ? [] : undefined;
  const span = code.file.span(name.start, name.end);
  const literal: Text = [{ text: `${defaults.port}`, span }];
  const variable = defaults.variable;
  const text: Text = variable
    ? [{ variable, span, scope: { kind: 'environment' }, operator: ':-', fallback: literal }]
    : literal;
  return [siteOf(code, call, { span, value: portValue(text), implied: true }, undefined)];
}

/** `**options`, `...options`, or `options` may hold any argument. */
function hides(argument: Argument): boolean {
  const [first, other] = argument;
  if (!other) return /^(?:opt|config|setting|param|env)\w*$/i.test(first?.text ?? '');
  return first!.text === '*' || argument.some(({ text }, at) => text === '.' && argument[at + 1]?.text === '.');
}

function siteOf(
  code: Code,
  call: Call,
  place: { span: Site['span']; value: Value; implied?: true },
  found: Expression | undefined,
): Site {
  return {
    role: 'listen',
    protocol: 'tcp',
    field: call.name.text,
    ...place,
    ...addressOf(code, call, place.span, found),
  };
}

/** The address that a call binds, as far as it is known. */
function addressOf(
  code: Code,
  call: Call,
  port: Span,
  found: Expression | undefined,
): { readonly address?: Named; readonly opening?: Edit | true } {
  const { server, args, name } = call;
  if (found?.said) return found.address ? pick(found) : {};
  const positional = server.host === undefined ? undefined : args[server.host];
  const isHost = positional && !isNamed(positional) && positional[0]?.text !== '{' && !isNoHost(positional);
  const written = namedArgument(args, HOST) ?? (isHost ? positional : undefined);
  if (written) return pick(evaluate(code, written));
  const host = server.defaults?.host;
  if (!host || args.some(hides)) return {};
  return {
    // A structure's name is that of many; its port tells more.
    address: { text: host, span: server.structure ? port : code.file.span(name.start, name.end) },
    opening: openingOf(code, call) ?? true,
  };
}

function pick(found: Expression | undefined): { address?: Named; opening?: Edit } {
  if (!found?.address) return {};
  return { address: found.address, ...(found.opening ? { opening: found.opening } : {}) };
}

/** A callback in the host's place. */
function isNoHost(argument: Argument): boolean {
  return argument.length > 1 && isNoPort(argument);
}

/** Puts the argument or property that opens the listener behind the last one there is. */
function openingOf(code: Code, { server, args, start }: Call): Edit | undefined {
  const open = server.defaults?.open;
  const object = args.find((argument) => propertyOf(argument, /^port$/));
  if (!open || (open.includes(': ') && !object && !server.structure)) return undefined;
  const behind = object ? propertyOf(object, /^port$/) : args.at(-1);
  const last = behind?.at(-1);
  const end = last ? last.end + (last.kind === 'string' ? 1 : 0) : start;
  return { span: code.file.span(end, end), newText: last ? `, ${open}` : open };
}
