/**
 * The port and the address in an expression of source code: a number, `process.env.PORT || 3000`, `":" + port`, a name
 * that the file gives such a value. An expression with one word that is not understood is not known.
 */
import type { Edit, Named, Span, Text, Variable } from '../../model/index.ts';
import { type Token, tokens } from '../../syntax/code.ts';
import { parseAddress } from '../../syntax/endpoint.ts';
import { propertyOf } from './calls.ts';
import { type Code, FLAGS, type Given, givenAt } from './names.ts';

/** What an expression comes to. */
export interface Expression {
  /** Absent where it holds a host alone. */
  readonly port?: { readonly text: Text; readonly span: Span };
  /** Absent where none is said, or it cannot be known; `said` tells which. */
  readonly address?: Named;
  readonly said: boolean;
  /** Opens an address to all, where it is no text that could be replaced: `[127, 0, 0, 1]`. */
  readonly opening?: Edit;
}

/** The value of an expression; undefined where it is not known whether it is a port. */
export function evaluate(code: Code, from: readonly Token[] | undefined): Expression | undefined {
  const found: Found = { sources: [], literals: [], said: false };
  if (!from || !collect(code, from, found, 0)) return undefined;
  const { sources, literals, said, opening, isHidden } = found;
  const address = isHidden ? undefined : found.address;
  const [literal] = literals;
  if (literals.some(({ text }) => text !== literal!.text)) return undefined;
  const rest = { said, ...(address ? { address } : {}), ...(opening ? { opening } : {}) };
  const text = sources.reduceRight<Text>(
    (otherwise, source) => [{ ...source, ...(otherwise.length > 0 ? { operator: ':-', fallback: otherwise } : {}) }],
    literal ? [literal] : [],
  );
  if (text.length === 0) return said ? rest : undefined;
  return { ...rest, port: { text, span: (literal ?? text[0]!).span } };
}

interface Found {
  /** Variables and flags, the first counts. */
  readonly sources: Variable[];
  /** Ports as they are written, in the end all the same. */
  readonly literals: { readonly text: string; readonly span: Span }[];
  address?: Named;
  said: boolean;
  /** The environment says the host. */
  isHidden?: true;
  opening?: Edit;
}

/** How far names are followed, how long an expression is, and how many values a name has. */
const LIMITS = { depth: 4, tokens: 60, values: 4 };
const PORT = /^(\d{2,5})(?:_?[ui]\d+|[lLnN])?$/;
/** The base of a conversion or its width: no port. */
const BASE = /^(?:0|8|10|16|32|64|0x\w+)$/;
const HOST = /^(?:localhost|\d+\.\d+\.\d+\.\d+|[\da-f:]*::[\da-f:]*|\*)$/i;
/** `0.0.0.0:` with what takes the port's place: `${port}`, `{port}`, `#{port}`, `$port`, `%d`, or what is appended. */
const TEMPLATE = /^(?:[\w+]+:\/\/)?(?:(.*):)?(?:[#$]?\{([^{}]*)\}|\$(\w+)|%[dsv]|(?<=:))\/?$/d;
const READER =
  /^(?:\$_(?:ENV|SERVER)|env|environ|\w*getenv\w*|get_?env\w*|env_?(?:or|get|int|str|default)\w*|lookup_?env|GetEnvironmentVariable)$/i;
/** What gives an environment's variable only where it is asked for one. */
const SETTINGS = /^(?:get|getOrThrow|getInt|config|fetch)$/;
const VARIABLE = /^[A-Z][A-Z\d_]*$/;
const PORT_VARIABLE = /PORT|ADDR|LISTEN|BIND|URLS?$/;
const HOST_VARIABLE = /(?:HOST(?:NAME)?|INTERFACE|\bIP|_IP)$/;
const HOST_FLAG = /^-*(?:host|hostname|ip|interface)$/i;
/** Words that lead to a value, convert it, or choose between it and another. */
const PASSED =
  /^(?:process|os|std|import|meta|Deno|Bun|System|Environment|java|lang|this|self|it|await|new|as|any|and|or|not|in|is|if|else|None|null|nil|undefined|NULL|string|number|unsigned|int|u16|usize|u32|i32|i64|static|toString|to_string|to_owned|as_str|as_deref|to_i|to_s|toInt|toIntOrNull|toInteger|intValue|unwrap\w*|expect|ok|ok_or\w*|map|and_then|orElse\w*|getOrDefault|getOrElse|ofNullable|Optional|cmp|Or|Ok|Some|into|SocketAddr(?:V4|V6)?|IpAddr|Ipv[46]Addr|V[46]|UNSPECIFIED|IPAddress|Any|IPv6Any|IPEndPoint|InetSocketAddress|net|JoinHostPort|strconv|fmt|Convert|Integer|Number|String|trim|lambda|do|end)$/;
/** Calls that give what they are handed in another form: `parseInt`, `normalizePort`, `strconv.Itoa`, `format!`. */
const CONVERSION =
  /^(?:int|str|Number|String|Integer|intval|from|new|valueOf)$|pars|normali[sz]e|itoa|atoi|sprint|format|convert|toint|to_int/i;

/** Gathers what an expression holds. @returns false where a part of it is not understood. */
function collect(code: Code, from: readonly Token[], found: Found, depth: number): boolean {
  if (from.length > LIMITS.tokens || depth > LIMITS.depth) return false;
  const { file } = code;
  let isCompared = false;
  const parameters = new Set<string>();
  for (let at = 0; at < from.length; at++) {
    const token = from[at]!;
    const [before, next] = [from[at - 1], from[at + 1]];
    if (token.kind === 'mark') {
      const address = ipv4(from, at);
      if (address) {
        found.said = true;
        const [first, last] = [from[at + 1]!, from[at + 7]!];
        const span = file.span(first.start, last.end);
        found.address ??= { text: address, span };
        found.opening ??= { span, newText: '0, 0, 0, 0' };
        at += 8;
      } else if (token.text === '|' && next?.kind === 'name' && from[at + 2]?.text === '|' && isOpening(before)) {
        // A closure's parameter: `|port| port.parse()`.
        parameters.add(next.text);
        at += 2;
      } else if (isArithmetic(from, at)) return false;
      else if ('=!<>'.includes(token.text) && next?.text === '=') isCompared = true;
    } else if (token.kind === 'number') {
      const [, port] = PORT.exec(token.text.replaceAll('_', '')) ?? [];
      if (port && !BASE.test(token.text))
        found.literals.push({ text: port, span: file.span(token.start, token.start + port.length) });
    } else if (token.kind === 'string') {
      if (!collectString(code, token, found, depth)) return false;
    } else if (
      next?.kind === 'string' &&
      file.text.slice(token.end, next.start).length < 4 &&
      token.end + 1 === next.start
    ) {
      // A prefix of a string: f"", $"", r"".
    } else if (parameters.has(token.text) || isKeyword(from, at)) {
      // Neither is a value.
    } else {
      const isAsked = SETTINGS.test(token.text) && '(<'.includes(next?.text ?? ' ');
      const isReader = READER.test(token.text) || isAsked;
      const variable = isReader ? variableBehind(from, at) : undefined;
      if (variable) {
        if (!addVariable(code, variable, found)) return false;
        at = from.indexOf(variable);
      } else if (next?.text === '.' && SETTINGS.test(from[at + 2]?.text ?? '')) {
        // What holds the settings matters little: `configService.get`.
        at++;
      } else if (code.given.has(`get(${from[at + 2]?.text})`)) {
        if (!follow(code, code.given.get(`get(${from[at + 2]!.text})`)!, found, depth)) return false;
        at += 2;
      } else {
        const end = collectName(code, from, at, found, depth);
        if (end === undefined) return false;
        at = end;
      }
    }
  }
  return !(isCompared && found.sources.length > 1);
}

/** A word of an expression. @returns the index of its last token; undefined where it is not understood. */
function collectName(code: Code, from: readonly Token[], at: number, found: Found, depth: number): number | undefined {
  let end = at;
  let path = from[at]!.text;
  if (/^(?:this|self)$/.test(path) && from[at + 1]?.text === '.') return at + 1;
  const flag = goFlag(code, from, at);
  if (flag) return follow(code, [flag.value], found, depth) ? flag.end : undefined;
  const isCalled = (index: number): boolean => isCall(from, index);
  if (isCalled(at) && CONVERSION.test(path)) return at;
  if (PASSED.test(path) && !code.given.has(path)) return at;
  const members: string[] = [];
  while (from[end + 1]?.text === '.' && from[end + 2]?.kind === 'name' && !isCalled(end + 2)) {
    end += 2;
    members.push(from[end]!.text);
    path += `.${from[end]!.text}`;
  }
  // `port.toString()`, `strconv.Itoa(port)`: the word behind the dot is looked at by itself.
  const behind = from[end + 1]?.text === '.' ? from[end + 2]?.text : undefined;
  if (isCalled(end)) return undefined;
  const values = givenAt(code, path, from[at]!.start) ?? memberOf(code, path, from[at]!.start);
  if (values) return follow(code, values, found, depth) ? end : undefined;
  const option = code.flags.get(members.at(-1) ?? path);
  if (option) return follow(code, [option], found, depth) ? end : undefined;
  return members.length === 0 && behind !== undefined && CONVERSION.test(behind) ? end : undefined;
}

/** `parse(`, `format!(`, `parse::<u16>(`. */
function isCall(from: readonly Token[], at: number): boolean {
  const [first, , third] = from.slice(at + 1, at + 4);
  return (
    first?.text === '(' ||
    (first?.text === '!' && from[at + 2]?.text !== '=') ||
    (first?.text === ':' && third?.text === '<')
  );
}

/** `flag.Int("port", 8080, "usage")` where it stands. */
function goFlag({ flags }: Code, from: readonly Token[], at: number): { value: Given; end: number } | undefined {
  const call = from.findIndex((token, index) => index > at && index < at + 4 && token.text === '(');
  const name = call < 0 ? undefined : from[call + 1];
  const value = name && FLAGS.test(from[at]!.text) ? flags.get(name.text) : undefined;
  return value && { value, end: from.length - 1 };
}

/** `config.port` where the file gives `config` an object with that property. */
function memberOf(code: Code, path: string, offset: number): readonly Given[] | undefined {
  const [owner, ...rest] = path.split('.');
  let values = givenAt(code, owner!, offset);
  for (const name of rest) {
    const [only, other] = values ?? [];
    const value = other ? undefined : propertyOf(only?.tokens, new RegExp(`^${name}$`));
    values = value && [{ tokens: value }];
  }
  return rest.length > 0 ? values : undefined;
}

function follow(code: Code, values: readonly Given[], found: Found, depth: number): boolean {
  if (values.length > LIMITS.values) return false;
  // What stands in for a variable comes behind it, whichever is written first.
  return values.every(({ variable, flag, tokens: expression }) => {
    if (variable && !addVariable(code, variable, found)) return false;
    if (flag) addFlag(code, flag, found);
    return collect(code, expression, found, depth + 1);
  });
}

function addVariable({ file }: Code, { text, start, end }: Token, found: Found): boolean {
  if (HOST_VARIABLE.test(text) && !/PORT/.test(text)) {
    found.said = true;
    found.isHidden = true;
    return true;
  }
  if (!PORT_VARIABLE.test(text)) return false;
  const isKnown = found.sources.some(({ variable }) => variable === text);
  if (!isKnown) found.sources.push({ variable: text, span: file.span(start, end), scope: { kind: 'environment' } });
  return true;
}

function addFlag({ file }: Code, { text, start, end }: Token, found: Found): void {
  if (HOST_FLAG.test(text)) {
    found.said = true;
    found.isHidden = true;
    return;
  }
  found.sources.push({ variable: text.replace(/^-*/, '--'), span: file.span(start, end), scope: { kind: 'argument' } });
}

/** A port, an address, a host, or a string that one of them is put into. */
function collectString(code: Code, token: Token, found: Found, depth: number): boolean {
  const { file } = code;
  const { text, start } = token;
  const say = (host: string, from: number): void => {
    found.said ||= host !== '';
    if (HOST.test(host) && !found.address) found.address = { text: host, span: file.span(from, from + host.length) };
  };
  if (PORT.test(text)) {
    found.literals.push({ text, span: file.span(start, start + text.length) });
    return true;
  }
  if (HOST.test(text)) {
    say(text, start);
    return true;
  }
  const template = TEMPLATE.exec(text);
  if (template) {
    const host = (template[1] ?? '').replace(/^\[|\]$/g, '');
    const place = template.indices![1];
    if (place) say(host, start + place[0] + (template[1]!.startsWith('[') ? 1 : 0));
    const inner = template.indices![2] ?? template.indices![3];
    if (!inner) return true;
    // PHP's names hold the mark that Kotlin's templates put in front of theirs.
    const marked = code.given.has(`$${template[3]}`) ? 1 : 0;
    const within = tokens(file.text, code.lexis, start + inner[0] - marked, start + inner[1]);
    return collect(code, within, found, depth + 1);
  }
  const address = /\d\/?$/.test(text) ? parseAddress(text) : undefined;
  const port = address?.port;
  if (!port || !PORT.test(port.text)) return true;
  found.literals.push({ text: port.text, span: file.span(start + port.start, start + port.end) });
  if (address.host) say(address.host.text, start + address.host.start);
  return true;
}

/** The variable whose name is the first string, or the upper-case name of a property, behind a word that reads it. */
function variableBehind(from: readonly Token[], at: number): Token | undefined {
  const rest = from.slice(at + 1, at + 7);
  const isProperty = (index: number): boolean => rest[index]!.kind === 'name' && rest[index - 1]?.text === '.';
  const first = rest.find(({ kind, text }, index) => kind === 'string' || (isProperty(index) && VARIABLE.test(text)));
  return first && VARIABLE.test(first.text) ? first : undefined;
}

/** `127, 0, 0, 1` behind a bracket. */
function ipv4(from: readonly Token[], at: number): string | undefined {
  if (!'(['.includes(from[at]!.text)) return undefined;
  const parts = [1, 3, 5, 7].map((step) => from[at + step]);
  if (!parts.every((part) => part?.kind === 'number') || ![2, 4, 6].every((step) => from[at + step]?.text === ','))
    return undefined;
  return ')]'.includes(from[at + 8]?.text ?? ' ') ? parts.map((part) => part!.text).join('.') : undefined;
}

function isOpening(token: Token | undefined): boolean {
  return token === undefined || '(,'.includes(token.text) || token.text === 'move';
}

/** `default=8000`, the name of an argument. */
function isKeyword(from: readonly Token[], at: number): boolean {
  return from[at + 1]?.text === '=' && from[at + 2]?.text !== '=' && isOpening(from[at - 1]) && at > 0;
}

/** A sum or a product with a number, or of anything but texts. */
function isArithmetic(from: readonly Token[], at: number): boolean {
  const { text } = from[at]!;
  const [before, next] = [from[at - 1], from[at + 1]];
  const isOperand = (token: Token | undefined): boolean =>
    token !== undefined && (token.kind !== 'mark' || token.text === ')');
  if (text === '+') return before?.kind === 'number' || (next?.kind === 'number' && isOperand(before));
  if (text === '%') return before?.kind !== 'string';
  return '*/-'.includes(text) && isOperand(before) && next?.text !== '>';
}
