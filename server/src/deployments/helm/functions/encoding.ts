/** YAML, JSON and what is to be kept from a reader. What is drawn at random or hashed is nothing that a port hangs on. */
import { fileSource } from '../../../syntax/source.ts';
import { parseYaml } from '../../../syntax/yaml.ts';
import { valueOf } from '../from-yaml.ts';
import type { Text } from '../text.ts';
import { toJson } from '../to-json.ts';
import { toYaml } from '../to-yaml.ts';
import { type Dict, dictOf, list, NOT_THERE, UNKNOWN_VALUE, type Value } from '../value.ts';
import { type Apply, isKnown, type Library, opaque, takes } from './signature.ts';

/** JSON is YAML. */
function read(text: Text): Value | undefined {
  const { documents, problems } = parseYaml(fileSource('', text.text));
  if (problems.length > 0) return undefined;
  return documents[0] ? valueOf(text, documents[0]) : { kind: 'nil' };
}

/** What is no map gives an empty one, and a message that nobody reads. */
const fromMap: Apply = takes(['text'], ([text]) => {
  const value = read(text);
  if (value?.kind === 'dict') return value;
  return value?.kind === 'nil' ? dictOf({}) : UNKNOWN_VALUE;
});

const fromList: Apply = takes(['text'], ([text]) => {
  const value = read(text);
  if (value?.kind === 'list') return value;
  return value?.kind === 'nil' ? list([]) : UNKNOWN_VALUE;
});

const yaml: Apply = takes(['any'], ([value], call) => toYaml(value, call));
const json: Apply = takes(['any'], ([value], call) => toJson(value, call));
const anyJson: Apply = takes(['text'], ([text]) => read(text) ?? UNKNOWN_VALUE);

const CODES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encoded(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const codes = [18, 12, 6, 0].map((shift) => CODES[(bits >> shift) & 63]!);
    out += codes.map((code, index) => (at + index > bytes.length ? '=' : code)).join('');
  }
  return out;
}

function decoded(text: string): string | undefined {
  if (!/^[A-Za-z\d+/\s]*={0,2}\s*$/.test(text)) return undefined;
  const codes = [...text.replace(/[=\s]/g, '')].map((char) => CODES.indexOf(char));
  const bytes: number[] = [];
  for (let at = 0; at < codes.length; at += 4) {
    const bits = [0, 1, 2, 3].reduce((sum, index) => (sum << 6) | (codes[at + index] ?? 0), 0);
    for (const index of [0, 1, 2]) if (at + index + 1 < codes.length) bytes.push((bits >> (16 - 8 * index)) & 255);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const urlParse: Apply = takes(['text'], ([url], call) => {
  const match = /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/(?:([^@/]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(
    url.text,
  );
  if (!match || !isKnown(url)) return UNKNOWN_VALUE;
  const [, scheme = '', userinfo = '', host = '', path = '', query = '', fragment = ''] = match;
  const hostname = host.replace(/:\d*$/, '').replace(/^\[|\]$/g, '');
  const fields = { scheme, userinfo, host, hostname, path, query, fragment, opaque: '' };
  return dictOf(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, call.made(value)])));
});

const urlJoin: Apply = takes(['dict'], ([parts], call) => {
  const part = (name: string): string => textIn(parts, name);
  const user = part('userinfo');
  const query = part('query');
  const fragment = part('fragment');
  return call.made(
    `${part('scheme')}${part('scheme') ? '://' : ''}${user ? `${user}@` : ''}${part('host')}${part('path')}${query ? `?${query}` : ''}${fragment ? `#${fragment}` : ''}`,
  );
});

function textIn(dict: Dict, name: string): string {
  const value = dict.entries.get(name)?.value;
  return value?.kind === 'string' ? value.text : '';
}

const OPAQUE = [
  ...['sha1sum', 'sha256sum', 'sha512sum', 'adler32sum', 'md5sum', 'bcrypt', 'htpasswd', 'derivePassword'],
  ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes', 'randInt', 'shuffle', 'uuidv4'],
  ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
  ...['genSignedCertWithKey', 'buildCustomCert', 'encryptAES', 'decryptAES', 'getHostByName'],
  ...['now', 'ago', 'date', 'dateInZone', 'date_in_zone', 'dateModify', 'date_modify', 'duration', 'durationRound'],
  ...[
    'htmlDate',
    'htmlDateInZone',
    'toDate',
    'unixEpoch',
    'must_date_modify',
    'toToml',
    'fromToml',
    'wrap',
    'wrapWith',
  ],
  ...['abbrevboth', 'b32enc', 'b32dec', 'html', 'js', 'urlquery', 'call', 'osBase', 'osDir', 'osExt', 'osClean'],
  ...['osIsAbs', 'clean', 'isAbs', 'hello', 'mustToToml', 'toYamlPretty', 'toPrettyJson', 'env', 'expandenv'],
];

export const encoding: Library = {
  ...Object.fromEntries(OPAQUE.map((name) => [name, opaque])),
  toYaml: yaml,
  fromYaml: fromMap,
  fromYamlArray: fromList,
  toJson: json,
  toRawJson: takes(['any'], ([value], call) => toJson(value, call, true)),
  fromJson: fromMap,
  fromJsonArray: fromList,
  mustFromJson: anyJson,
  b64enc: takes(['text'], ([text], call) => (isKnown(text) ? call.made(encoded(text.text)) : UNKNOWN_VALUE)),
  b64dec: takes(['text'], ([text], call) => {
    const plain = isKnown(text) ? decoded(text.text) : undefined;
    return plain === undefined ? UNKNOWN_VALUE : call.made(plain);
  }),
  urlParse,
  urlJoin,
  // What a cluster holds.
  lookup: () => NOT_THERE,
};
