/**
 * Env files as Compose reads them (compose-go's dotenv; docs.docker.com/compose/how-tos/environment-variables,
 * "Env-file syntax"): one component with a setting for each assignment. A later line of the same name wins; both are
 * kept.
 */
import { basename } from 'node:path/posix';
import type { Format, Part, Setting, Source, Text } from '../model/index.ts';
import { readLiterals, readText } from '../syntax/interpolation.ts';
import { assignedPorts } from '../syntax/settings.ts';

const NAME = /^(?:\.env(?:\..+)?|.+\.env)$/;
/** Programs and documents that are called after an env file. */
const OTHER = /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|md|sh|py|rb|php|html)$/;

export const env: Format = {
  id: 'env',
  comment: '#',
  matches: (path) => NAME.test(basename(path)) && !OTHER.test(path),
  parse(source) {
    const settings = readSettings(source);
    const name = basename(source.file);
    return [
      {
        kind: 'settings',
        id: `${source.file}#0`,
        file: source.file,
        format: 'env',
        label: name,
        name,
        span: source.span(0, 0),
        sites: assignedPorts(settings),
        namespace: undefined,
        settings,
      },
    ];
  },
};

/** Blanks, `export`, the name, and `=` or `:` with the blanks around it; a name alone takes its value from outside. */
const ASSIGNMENT = /[ \t]*(?:export[ \t]+)?([\w.[\]-]+)[ \t]*(?:([=:])[ \t]*|(?=\r?\n|$))/dy;

function readSettings(source: Source): readonly Setting[] {
  const { text } = source;
  const settings: Setting[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    ASSIGNMENT.lastIndex = at;
    const match = ASSIGNMENT.exec(text);
    const end = lineEnd(text, at);
    if (!match) {
      at = end + 1;
      continue;
    }
    const [from, to] = match.indices![1]!;
    const setting = { name: match[1]!, span: source.span(from, to) };
    const start = ASSIGNMENT.lastIndex;
    if (match[2] === undefined) {
      settings.push(setting);
      at = end + 1;
      continue;
    }
    const quote = text[start];
    const close = quote === '"' || quote === "'" ? closingQuote(text, start) : undefined;
    if (close === undefined) {
      // A quote that nothing closes is half typed; what follows on the line is the value so far.
      const open = quote === '"' || quote === "'" ? start + 1 : start;
      settings.push({ ...setting, value: plain(source, open, end) });
      at = end + 1;
    } else {
      const value = quote === '"' ? escaped(source, start + 1, close) : readLiterals(source, start + 1, close);
      settings.push({ ...setting, value });
      at = lineEnd(text, close) + 1;
    }
  }
  return settings;
}

/** Without quotes: up to a blank and `#`, or to the end of the line. */
function plain(source: Source, start: number, end: number): Text {
  const line = source.text.slice(start, end);
  const comment = /(?<=^|\s)#/.exec(line);
  // `A=#x` is a value; `A= # x` is a comment behind none.
  const cut = comment && (comment.index > 0 || /\s/.test(source.text[start - 1] ?? '')) ? comment.index : line.length;
  return readText(source, start, start + line.slice(0, cut).trimEnd().length, 'compose');
}

const ESCAPE = /\\[abcfnrtv$"\\]/g;
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** In double quotes variables are read, and a backslash escapes. */
function escaped(source: Source, start: number, end: number): Text {
  const parts: Part[] = [];
  let run = start;
  for (const { index, 0: escape } of source.text.slice(start, end).matchAll(ESCAPE)) {
    const at = start + index;
    const char = escape[1]!;
    parts.push(...readText(source, run, at, 'compose'));
    parts.push({ text: CONTROL[char] ?? char, span: source.span(at, at + 2) });
    run = at + 2;
  }
  return [...parts, ...readText(source, run, end, 'compose')];
}

/** The offset of the quote that closes the one at `start`; backslashes count in both kinds. */
function closingQuote(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return undefined;
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
