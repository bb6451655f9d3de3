/**
 * JSON with comments and commas at the ends of lists, as editors' own files are written. It only blanks what JSON does not
 * have, so that every offset stays, and the YAML reader takes the rest: JSON is YAML.
 */
import type { Source } from '../model/index.ts';
import { parseYaml, type YamlDocuments } from './yaml.ts';

/** A text, or a comment, or white space that YAML does not take for such within a block. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\t/g;

export function parseJsonc(source: Source): YamlDocuments {
  const text = source.text.replace(TOKEN, (token) => (token[0] === '"' ? token : token.replace(/[^\r\n]/g, ' ')));
  return parseYaml({ ...source, text });
}
