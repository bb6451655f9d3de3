/** Regular expressions: RE2's (github.com/google/re2/wiki/Syntax), run as JavaScript's where both mean the same. */
import { slice, splice, type Text } from '../text.ts';
import { bool, list, plainText, UNKNOWN_VALUE, type Value } from '../value.ts';
import { isKnown, type Library, takes } from './signature.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
  punct: '!-\\/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** Undefined for what JavaScript does not have, and for what may take it very long: RE2 never goes back. */
function compiled(pattern: string): RegExp | undefined {
  if (pattern.length > 300 || /[+*}]\)+[+*{]/.test(pattern) || /\|[^)]*\)[+*{]/.test(pattern)) return undefined;
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all)
    .replace(/\\[zZ]/g, '$$')
    .replace(/\\A/g, '^');
  try {
    return new RegExp(body, `g${flags?.[1] ?? ''}`);
  } catch {
    return undefined;
  }
}

const MAX_LENGTH = 2000;

function matches(pattern: Text, own: Text): readonly RegExpExecArray[] | undefined {
  if (!isKnown(pattern) || !isKnown(own) || own.text.length > MAX_LENGTH) return undefined;
  const regex = compiled(pattern.text);
  return regex && [...own.text.matchAll(regex)];
}

function part(own: Text, match: RegExpExecArray): Text {
  return slice(own, match.index, match.index + match[0].length);
}

const match = takes(['text', 'text'], ([pattern, own]) => {
  const found = matches(pattern, own);
  return found ? bool(found.length > 0) : UNKNOWN_VALUE;
});
const find = takes(['text', 'text'], ([pattern, own]) => {
  const found = matches(pattern, own);
  if (!found) return UNKNOWN_VALUE;
  return found[0] ? part(own, found[0]) : plainText('');
});
const findAll = takes(['text', 'text', 'number'], ([pattern, own, count]) => {
  const found = matches(pattern, own);
  if (!found) return UNKNOWN_VALUE;
  return list((count < 0 ? found : found.slice(0, count)).map((each) => part(own, each)));
});
const splitBy = takes(['text', 'text', 'number'], ([pattern, own, count]) => {
  const found = matches(pattern, own);
  if (!found) return UNKNOWN_VALUE;
  const parts: Value[] = [];
  let at = 0;
  for (const each of found) {
    if (count > 0 && parts.length >= count - 1) break;
    parts.push(slice(own, at, each.index));
    at = each.index + each[0].length;
  }
  parts.push(slice(own, at));
  return list(parts);
});
const replaceAll = takes(['text', 'text', 'text'], ([pattern, own, by], call) => {
  const found = matches(pattern, own);
  if (!found) return UNKNOWN_VALUE;
  const edits = found.map((each) => ({
    start: each.index,
    end: each.index + each[0].length,
    by: by.text.includes('$') ? call.made(expanded(by.text, each)) : by,
  }));
  return splice(own, edits);
});
const replaceLiteral = takes(['text', 'text', 'text'], ([pattern, own, by]) => {
  const found = matches(pattern, own);
  if (!found) return UNKNOWN_VALUE;
  return splice(
    own,
    found.map((each) => ({ start: each.index, end: each.index + each[0].length, by })),
  );
});

/** `$1`, `${1}` and `${name}`; a name without braces is as long as can be. */
function expanded(template: string, found: RegExpExecArray): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return all === '$$' ? '$' : all;
    return (/^\d+$/.test(name) ? found[Number(name)] : found.groups?.[name]) ?? '';
  });
}

export const regexes: Library = {
  regexMatch: match,
  mustRegexMatch: match,
  regexFind: find,
  mustRegexFind: find,
  regexFindAll: findAll,
  mustRegexFindAll: findAll,
  regexSplit: splitBy,
  mustRegexSplit: splitBy,
  regexReplaceAll: replaceAll,
  mustRegexReplaceAll: replaceAll,
  regexReplaceAllLiteral: replaceLiteral,
  mustRegexReplaceAllLiteral: replaceLiteral,
  regexQuoteMeta: takes(['text'], ([own], call) => call.made(own.text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'))),
};
