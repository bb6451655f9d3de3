/**
 * What of an Apache configuration is in force: `<IfModule>`, `<IfDefine>` and `<IfVersion>` decided, `Define`d variables
 * and macros put in their place (httpd.apache.org/docs/2.4: mod/core, mod/mod_version, mod/mod_macro). The modules that
 * come with the server are taken to be loaded, others not; the version is 2.4. A name that only a command line could
 * define is taken to be undefined, as without one, and `undecided` says that something was left out for that.
 */
import type { Part, Text } from '../model/index.ts';
import { isVariable, partOf } from '../model/index.ts';
import type { ApacheLine } from './apache-lines.ts';
import { flatten } from './text-address.ts';

export interface InForce {
  readonly lines: readonly ApacheLine[];
  readonly undecided: boolean;
}

const MODULES =
  /^(?:core|so|http|unixd|mpm_(?:event|worker|prefork)|prefork|worker|event|access_compat|actions|alias|allowmethods|asis|auth_(?:basic|digest|form)|auth[nz]_\w+|authnz_\w+|autoindex|brotli|buffer|cache\w*|cgid?|charset_lite|data|dav\w*|dbd|deflate|dir|dumpio|echo|env|expires|ext_filter|file_cache|filter|headers|heartbeat|heartmonitor|http2|ident|imagemap|include|info|lbmethod_\w+|ldap|log_(?:config|debug|forensic)|logio|lua|macro|md|mime\w*|negotiation|proxy\w*|ratelimit|reflector|remoteip|reqtimeout|request|rewrite|sed|session\w*|setenvif|slotmem_\w+|socache_\w+|speling|ssl|status|substitute|suexec|systemd|unique_id|userdir|usertrack|version|vhost_alias|watchdog|xml2enc)$/;
const VERSION = [2, 4, 60];
/** More lines than anybody wrote: macros that multiply. */
const MAX_LINES = 20_000;

/** Sections that decide are gone; all others keep their place. */
export function linesInForce(lines: readonly ApacheLine[]): InForce {
  const reader: Reader = { defined: new Map(), macros: new Map(), undecided: false, left: MAX_LINES };
  return { lines: readLines(reader, lines, []), undecided: reader.undecided };
}

interface Reader {
  readonly defined: Map<string, Text>;
  readonly macros: Map<string, { readonly parameters: readonly string[]; readonly body: readonly ApacheLine[] }>;
  undecided: boolean;
  left: number;
}

function readLines(reader: Reader, lines: readonly ApacheLine[], using: readonly string[]): readonly ApacheLine[] {
  return lines.flatMap((line): readonly ApacheLine[] => {
    if (--reader.left < 0) return [];
    const words = line.words.map((word) => withValues(reader, word));
    const [first, second] = words;
    const name = first ? flatten(first) : '';
    switch (line.name) {
      case 'define':
        reader.defined.set(name, second ?? []);
        return [];
      case 'undefine':
        reader.defined.delete(name);
        return [];
      case 'macro':
        reader.macros.set(name.toLowerCase(), {
          parameters: words.slice(1).map(flatten).filter(Boolean),
          body: line.section ?? [],
        });
        return [];
      case 'use': {
        const called = name.toLowerCase();
        const macro = reader.macros.get(called);
        // The server refuses one that uses itself.
        if (!macro || using.includes(called)) return [];
        const values = new Map(macro.parameters.map((parameter, index) => [parameter, words[index + 1] ?? []]));
        return readLines(reader, filled(macro.body, values), [...using, called]);
      }
    }
    if (!line.section) return [{ ...line, words }];
    const holds = decide(reader, line.name, words);
    if (holds === undefined) return [{ ...line, words, section: readLines(reader, line.section, using) }];
    return holds ? readLines(reader, line.section, using) : [];
  });
}

/** Whether a section that decides is in force; undefined for all others. */
function decide(reader: Reader, section: string, words: readonly Text[]): boolean | undefined {
  const condition = words.map(flatten).join(' ');
  const negated = condition.startsWith('!');
  const name = negated ? condition.slice(1).trim() : condition;
  switch (section) {
    case 'ifmodule':
      return MODULES.test(name.replace(/^mod_|_module$|\.c$/g, '')) !== negated;
    case 'ifdefine':
      if (!reader.defined.has(name)) reader.undecided = true;
      return reader.defined.has(name) !== negated;
    case 'ifversion':
      return compareVersion(name) !== negated;
    case 'iffile':
    case 'ifdirective':
    case 'ifsection':
      reader.undecided = true;
      return true;
    default:
      return undefined;
  }
}

function compareVersion(condition: string): boolean {
  const [, operator = '=', written = ''] = /^([<>=~!]*)\s*([\d.]+)/.exec(condition) ?? [];
  const parts = written.split('.').map(Number);
  const difference = parts.reduce((found, part, index) => found || (VERSION[index] ?? 0) - part, 0);
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  if (operator === '>') return difference > 0;
  if (operator === '>=') return difference >= 0;
  return difference === 0;
}

function withValues({ defined }: Reader, text: Text): Text {
  return text.flatMap((part): Text => (isVariable(part) ? (defined.get(part.variable) ?? [part]) : [part]));
}

/** A macro's body with its parameters replaced, wherever they stand in a word. */
function filled(body: readonly ApacheLine[], values: ReadonlyMap<string, Text>): readonly ApacheLine[] {
  // The longest first: `$port` is not `$p` and some letters.
  const names = [...values.keys()].sort((a, b) => b.length - a.length);
  return body.map((line) => ({
    ...line,
    words: line.words.map((word) => word.flatMap((part) => fill(part, names, values))),
    ...(line.section ? { section: filled(line.section, values) } : {}),
  }));
}

function fill(part: Part, names: readonly string[], values: ReadonlyMap<string, Text>): Text {
  if (isVariable(part)) return values.get(`$${part.variable}`) ?? values.get(`\${${part.variable}}`) ?? [part];
  const exact = part.span.length === part.text.length;
  const found: Part[] = [];
  const literal = (start: number, end: number): void => {
    if (start === end) return;
    const { span } = part;
    const place = exact ? partOf(span, start, end) : span;
    found.push({ text: part.text.slice(start, end), span: place });
  };
  let run = 0;
  for (let at = 0; at < part.text.length; ) {
    const name = names.find((each) => part.text.startsWith(each, at));
    if (!name) {
      at++;
      continue;
    }
    literal(run, at);
    found.push(...values.get(name)!);
    at += name.length;
    run = at;
  }
  literal(run, part.text.length);
  return found;
}
