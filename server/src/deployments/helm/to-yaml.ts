/**
 * Values as `toYaml` writes them (sigs.k8s.io/yaml over go-yaml 2): sorted keys, two columns, lists not indented, lines
 * folded at blanks behind column 80. Every scalar keeps its place.
 */

import { placed, quoted } from './format.ts';
import { formatNumber } from './numbers.ts';
import { concat, slice, splice, type Text, TextBuilder, UNKNOWN } from './text.ts';
import { compareBytes, type Dict, type Entry, type List, type Value } from './value.ts';

interface Maker {
  made(text: string): Text;
}

/** Without the line's end behind the last line, as Helm has it. */
export function toYaml(value: Value, maker: Maker): Text {
  const writer = new Writer(maker);
  writer.value(value, 0, 'root');
  const text = writer.build();
  return text.text.endsWith('\n') ? slice(text, 0, text.text.length - 1) : text;
}

const WIDTH = 80;

class Writer {
  readonly #out = new TextBuilder();
  readonly #maker: Maker;
  /** Where the line began. */
  #line = 0;

  constructor(maker: Maker) {
    this.#maker = maker;
  }

  build(): Text {
    return this.#out.build();
  }

  #put(text: string): void {
    this.#add(this.#maker.made(text));
  }

  #add(text: Text): void {
    const end = text.text.lastIndexOf('\n');
    if (end >= 0) this.#line = this.#out.length + end + 1;
    this.#out.add(text);
  }

  /** @param after what the value stands behind: a key, the dash of a list, or nothing. */
  value(value: Value, indent: number, after: 'root' | 'key' | 'dash'): void {
    if (value.kind === 'dict' && value.entries.size > 0) {
      this.#dict(value, indent, after);
    } else if (value.kind === 'list' && value.items.length > 0) {
      this.#list(value, indent, after);
    } else {
      if (after !== 'root') this.#put(' ');
      this.#scalar(value, indent);
      // A literal block has ended its last line.
      if (this.#line < this.#out.length || this.#out.length === 0) this.#put('\n');
    }
  }

  #dict(dict: Dict, indent: number, after: 'root' | 'key' | 'dash'): void {
    const own = after === 'root' ? indent : indent + 2;
    let first = true;
    for (const { key, value } of sortedYaml(dict)) {
      if (first && after === 'key') this.#put('\n');
      this.#put(first && after === 'dash' ? ' ' : ' '.repeat(own));
      first = false;
      this.#add(keyText(key, this.#maker));
      this.#put(':');
      this.value(value, own, 'key');
    }
  }

  #list({ items }: List, indent: number, after: 'root' | 'key' | 'dash'): void {
    // A list below a key stands in the key's own column.
    const own = after === 'dash' ? indent + 2 : indent;
    for (const [index, item] of items.entries()) {
      if (index === 0 && after === 'key') this.#put('\n');
      this.#put(index === 0 && after === 'dash' ? ' -' : `${' '.repeat(own)}-`);
      this.value(item, own, 'dash');
    }
  }

  #scalar(value: Value, indent: number): void {
    switch (value.kind) {
      case 'nil':
        this.#put('null');
        break;
      case 'bool':
        this.#add(placed(String(value.value), value.written, this.#maker));
        break;
      case 'number':
        this.#add(placed(yamlNumber(value.value), value.written, this.#maker));
        break;
      case 'string':
        this.#text(value, indent + 2);
        break;
      case 'dict':
        this.#put('{}');
        break;
      case 'list':
        this.#put('[]');
        break;
      default:
        this.#put(UNKNOWN);
        break;
    }
  }

  #text(text: Text, indent: number): void {
    const style = styleOf(text.text);
    if (style === 'literal') {
      this.#literal(text, indent);
      return;
    }
    const maker = this.#maker;
    const shown =
      style === 'double' ? quoted(text, maker, true) : style === 'single' ? singleQuoted(text, maker) : text;
    this.#add(folded(shown, this.#out.length - this.#line, ' '.repeat(indent), maker, style !== 'plain'));
  }

  #literal(text: Text, indent: number): void {
    const { text: own } = text;
    const keep = own.endsWith('\n') ? (own === '\n' || own.endsWith('\n\n') ? '+' : '') : '-';
    const hint = /^[ \n]/.test(own) ? '2' : '';
    this.#put(`|${hint}${keep}\n`);
    const by = this.#maker.made(' '.repeat(indent));
    const starts = [...own.matchAll(/^(?=[^\n])/gm)].map(({ index }) => ({ start: index, end: index, by }));
    this.#add(splice(text, starts));
  }
}

function yamlNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? formatNumber(value, false) : formatNumber(value, true);
}

/** go-yaml's order of keys: letters behind others, runs of digits as numbers (goyaml.v2/sorter.go). */
function sortedYaml({ entries }: Dict): readonly Entry[] {
  return [...entries].sort(([a], [b]) => compareKeys(a, b)).map(([, entry]) => entry);
}

function compareKeys(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  const [x, y] = [a[at], b[at]];
  if (x === undefined || y === undefined) return a.length - b.length;
  const [xLetter, yLetter] = [/\p{L}/u.test(x), /\p{L}/u.test(y)];
  if (xLetter && yLetter) return compareBytes(x, y);
  const digits = /\d/.test(a[at - 1] ?? '');
  if (xLetter || yLetter) return digits === xLetter ? -1 : 1;
  // A zero behind other digits than zeros is one more place of a number.
  const lead = (x === '0' || y === '0') && /[1-9]\d*$/.test(a.slice(0, at)) ? '1' : '';
  const [left, right] = [leadingDigits(a, at), leadingDigits(b, at)];
  return Number(lead + left) - Number(lead + right) || left.length - right.length || compareBytes(x, y);
}

function leadingDigits(text: string, from: number): string {
  return /^\d*/.exec(text.slice(from))![0];
}

function keyText(key: Text, maker: Maker): Text {
  const style = styleOf(key.text);
  if (style === 'plain') return key;
  return style === 'single' ? singleQuoted(key, maker) : quoted(key, maker, true);
}

/** How go-yaml writes a text: plain only where it reads as a text again. */
function styleOf(text: string): 'plain' | 'single' | 'double' | 'literal' {
  if (readsOtherwise(text)) return 'double';
  if (text.includes('\n'))
    return SPECIAL.test(text.replaceAll('\n', '')) || / \n|\n$^/.test(text) ? 'double' : 'literal';
  if (SPECIAL.test(text)) return 'double';
  if (/^[ ]|[ ]$|^[-?:](?: |$)|^[,[\]{}#&*!|>'"%@`]|^(?:---|\.\.\.)|: |:$| #/.test(text)) return 'single';
  return 'plain';
}

/** Characters that only a double-quoted text can have. */
const SPECIAL = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function readsOtherwise(text: string): boolean {
  return (
    (/^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N|<<)$/.test(
      text,
    ) &&
      text !== '<<') ||
    /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/.test(text) ||
    /^[-+]?0(?:[xX][\da-fA-F_]+|[bB][01_]+|o[0-7_]+)$/.test(text) ||
    /^[-+]?(?:\.inf|\.Inf|\.INF)$|^\.(?:nan|NaN|NAN)$/.test(text) ||
    /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text) ||
    /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/.test(text)
  );
}

function singleQuoted(text: Text, maker: Maker): Text {
  const parts: Text[] = [maker.made("'")];
  let at = 0;
  for (let next = text.text.indexOf("'"); next >= 0; next = text.text.indexOf("'", at)) {
    parts.push(slice(text, at, next + 1), maker.made("'"));
    at = next + 1;
  }
  return concat(...parts, slice(text, at), maker.made("'"));
}

/** Folds at single blanks behind the width, but not at the first or last character within quotes. */
function folded(text: Text, column: number, pad: string, maker: Maker, isQuoted: boolean): Text {
  const { text: own } = text;
  if (column + own.length <= WIDTH) return text;
  const parts: Text[] = [];
  const margin = isQuoted ? 1 : 0;
  let at = 0;
  let width = column;
  for (let index = 0; index < own.length; index++) {
    const single = own[index] === ' ' && own[index + 1] !== ' ' && own[index - 1] !== ' ';
    if (single && width > WIDTH && index > margin && index < own.length - 1 - margin) {
      parts.push(slice(text, at, index), maker.made(`\n${pad}`));
      at = index + 1;
      width = pad.length;
    } else {
      width++;
    }
  }
  return concat(...parts, slice(text, at));
}
