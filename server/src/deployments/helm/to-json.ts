/** Values as `toJson` writes them (pkg.go.dev/encoding/json). Every scalar keeps its place. */
import { placed } from './format.ts';
import { formatJsonNumber } from './numbers.ts';
import { concat, slice, type Text, UNKNOWN } from './text.ts';
import { compareBytes, type Value } from './value.ts';

interface Maker {
  made(text: string): Text;
}

/** Sorted keys, `<`, `>` and `&` escaped unless `raw`. */
export function toJson(value: Value, maker: Maker, raw = false): Text {
  switch (value.kind) {
    case 'nil':
      return maker.made('null');
    case 'bool':
      return placed(String(value.value), value.written, maker);
    case 'number':
      return placed(formatJsonNumber(value.value), value.written, maker);
    case 'string':
      return jsonText(value, maker, raw);
    case 'list': {
      const items = value.items.flatMap((item, index) => [
        ...(index > 0 ? [maker.made(',')] : []),
        toJson(item, maker, raw),
      ]);
      return concat(maker.made('['), ...items, maker.made(']'));
    }
    case 'dict': {
      const entries = [...value.entries].sort(([a], [b]) => compareBytes(a, b));
      const parts = entries.flatMap(([, { key, value: each }], index) => [
        ...(index > 0 ? [maker.made(',')] : []),
        jsonText(key, maker, raw),
        maker.made(':'),
        toJson(each, maker, raw),
      ]);
      return concat(maker.made('{'), ...parts, maker.made('}'));
    }
    default:
      return maker.made(`"${UNKNOWN}"`);
  }
}

function jsonText(text: Text, maker: Maker, raw: boolean): Text {
  const parts: Text[] = [maker.made('"')];
  let at = 0;
  for (const { 0: char, index } of text.text.matchAll(
    raw ? /["\\\u2028\u2029]|\p{Cc}/gu : /["\\<>&\u2028\u2029]|\p{Cc}/gu,
  )) {
    const code = `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const plain = /["\\\n\r\t]/.test(char) ? JSON.stringify(char).slice(1, -1) : code;
    parts.push(slice(text, at, index), maker.made(plain));
    at = index + 1;
  }
  return concat(...parts, slice(text, at), maker.made('"'));
}
